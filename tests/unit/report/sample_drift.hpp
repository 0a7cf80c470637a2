// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/report/drift_report.hpp"

#include "sample_report.hpp"

/// Drift reports over columns that were really profiled and checked.
namespace sample {

/// The report points into the profile, which therefore stays where it is.
struct DriftSample {
  std::unique_ptr<drift::ReferenceProfile> reference = std::make_unique<drift::ReferenceProfile>();
  DriftReport report;
};

/// How a made-up column moves; the reference has level 0 and spread 1.
struct Move {
  double level = 0.0, spread = 1.0;
  double memory = 0.0;           ///< of an AR(1)
  double missing = 0.0;          ///< share
  double unit = 1.0;             ///< of both sides
  double current_unit_is = 1.0;  ///< of the current rows, on top
};

inline std::vector<double> made_up(std::uint64_t stream, std::size_t rows, const Move& move) {
  auto rng = Rng::stream(66, stream);
  std::vector<double> out(rows);
  double state = std::sqrt(3.0) * shock(rng);
  const double fresh = std::sqrt(1.0 - move.memory * move.memory);
  for (double& value : out) {
    state = move.memory * state + fresh * std::sqrt(3.0) * shock(rng);
    value = rng.uniform() < move.missing ? std::numeric_limits<double>::quiet_NaN()
                                         : move.unit * (move.level + move.spread * state);
  }
  return out;
}

/// Adds a numeric column of 1,000 rows and `rows` current ones that moved as said.
class DriftMaker {
 public:
  explicit DriftMaker(std::size_t rows) : rows_(rows) {}

  void number(const std::string& name, double gain, const Move& move) {
    const Move before{.memory = move.memory, .unit = move.unit};
    Move now = move;
    now.unit *= move.current_unit_is;
    add(drift::make_feature_profile(name, made_up(next_, 1'000, before), {}, gain),
        made_up(next_ + 1, rows_, now));
    next_ += 2;
  }

  void add(drift::FeatureProfile profile, const std::vector<double>& current) {
    current_.push_back(drift::describe_current(profile, current));
    profiles_.push_back(std::move(profile));
  }

  void category(const std::string& name, double gain, const std::vector<std::string>& names,
                const std::vector<int>& before, const std::vector<int>& now) {
    const auto sample = [&](const std::vector<int>& counts) {
      drift::CategorySample out{names, {}};
      for (std::size_t i = 0; i < counts.size(); ++i) {
        out.codes.insert(out.codes.end(), static_cast<std::size_t>(counts[i]),
                         static_cast<std::int32_t>(i));
      }
      return out;
    };
    auto profile = drift::make_feature_profile(name, sample(before), {}, gain);
    profile.noise.clear();  // its rows were laid out in order, which is no dependence to learn from
    profile.windows.clear();
    current_.push_back(drift::describe_current(profile, sample(now)));
    profiles_.push_back(std::move(profile));
  }

  /// @param predicts  the last column is the prediction
  DriftSample finish(bool predicts, const drift::DecideOptions& options = {}) {
    DriftSample out;
    auto checks = drift::check_features(profiles_, current_, options);
    out.reference->first = at("2022-01-03T21:00:00Z");
    out.reference->last = at("2025-12-30T21:00:00Z");
    out.reference->model_sha256 = std::string(64, 'a');
    out.reference->data_sha256 = std::string(64, 'b');
    out.reference->spacing = std::chrono::hours(24);
    out.reference->features = profiles_;
    if (predicts) {
      out.reference->prediction = profiles_.back();
      out.reference->features.pop_back();
    }
    auto& report = out.report;
    for (std::size_t i = 0; i < out.reference->features.size(); ++i) {
      report.features.push_back(
          {checks[i], current_[i], &out.reference->features[i], {}, std::nullopt});
    }
    if (predicts) {
      report.prediction = {checks.back(), current_.back(), &*out.reference->prediction, {}, {}};
    }
    report.reference = out.reference.get();
    report.options = options;
    report.rows = rows_;
    report.verdict = drift::overall(checks);
    report.exit_status = report.verdict == drift::Verdict::kCritical     ? 5
                         : report.verdict == drift::Verdict::kCannotTell ? 4
                                                                         : 0;
    name_everything(report);
    return out;
  }

 private:
  static void name_everything(DriftReport& report) {
    report.model = "v1.2.0";
    report.model_sha256 = std::string(64, 'a');
    report.source = "data/2026.csv";
    report.source_sha256 = std::string(64, 'c');
    report.mlpipe_version = "0.1.0";
    report.made_at = at("2026-11-28T02:00:00Z");
    report.next_check = "2026-11-29 02:00Z";
    report.first = at("2026-09-03T21:00:00Z");
    report.last = at("2026-11-27T21:00:00Z");
  }

  std::size_t rows_;
  std::uint64_t next_ = 1;
  std::vector<drift::FeatureProfile> profiles_;
  std::vector<drift::CurrentFeature> current_;
};

/// Eleven earlier values and the present one.
inline void add_history(DriftSample& sample) {
  auto rng = Rng::stream(67, 1);
  const auto add = [&](DriftColumn& column) {
    for (int i = 0; i < 11; ++i) {
      column.history.push_back(0.15 + 0.1 * rng.uniform());
    }
    column.history.push_back(column.check.psi);
  };
  for (auto& column : sample.report.features) {
    add(column);
  }
  if (sample.report.prediction) {
    add(*sample.report.prediction);
  }
  sample.report.features.back().history[3] = std::numeric_limits<double>::quiet_NaN();
}

inline void add_windows(DriftReport& report) {
  auto rng = Rng::stream(68, 1);
  for (int i = 0; i < 14; ++i) {
    const double psi = i < 10 ? 0.04 + 0.05 * rng.uniform() : 0.2 + 0.2 * (i - 9);
    DriftWindow window;
    window.first = at("2026-01-05T21:00:00Z") + std::chrono::days(20 * i);
    window.last = window.first + std::chrono::days(59);
    window.rows = 60;
    window.verdict = psi >= 0.25  ? drift::Verdict::kCritical
                     : psi >= 0.1 ? drift::Verdict::kWarning
                                  : drift::Verdict::kOk;
    window.worst = {{"vol_20", psi}, {"ret_1", 0.5 * psi}, {"rsi_14", 0.1 * psi}};
    report.windows.push_back(window);
  }
}

/// Whatever can be said, of columns with hostile names.
inline DriftSample drifted() {
  DriftMaker make(60);
  make.number("vol_20", 120.0, {.level = 1.6, .spread = 1.3, .memory = 0.5, .unit = 0.02});
  make.number("ret_1", 260.0, {.spread = 2.6, .unit = 5e-5});
  make.number("rsi_14", 80.0, {.unit = 10.0});
  make.number("<script>alert('x')</script>|a", 40.0, {.missing = 0.35});
  make.number("volume", 30.0, {.unit = 1e6, .current_unit_is = 1000.0});
  make.number("slow", 20.0, {.memory = 0.98});
  make.category("exchange", 0.0, {"XNAS", "XNYS", "BATS & Co", "<b>new</b>"}, {600, 300, 100},
                {20, 15, 0, 25});
  make.number("prediction", 0.0, {.level = 1.1});
  auto out = make.finish(true);
  auto& report = out.report;
  add_history(out);
  add_windows(report);
  report.features[0].since = at("2026-07-24T21:00:00Z");
  report.faults = {
      {FaultKind::kOtherUnit, "volume", "Its values are 1000 times those of the training.", true},
      {FaultKind::kOutOfRange, "a|b <i>", "Half of the rows are.", false},
      {FaultKind::kConstant, "slow", "Every row is 3; in training the values varied.", true}};
  report.performance = {48, 0.6724, 0.7031, 0.561, 0.512, "Worse than in nine of ten folds."};
  report.retraining = {true, {"ret_1 is critical and first by gain", "the prediction is critical"}};
  report.changes = {"ret_1: warning to critical", "vol_20: ok to critical"};
  return out;
}

/// Nothing moved.
inline DriftSample quiet() {
  DriftMaker make(250);
  make.number("ret_1", 260.0, {.unit = 0.01});
  make.number("vol_20", 120.0, {.memory = 0.9});
  make.number("gap", 0.0, {});
  make.number("prediction", 0.0, {});
  auto out = make.finish(true);
  out.report.retraining = {false, {"no feature among the first 10 by gain is critical"}};
  return out;
}

/// A dozen rows.
inline DriftSample too_few() {
  DriftMaker make(12);
  make.number("ret_1", 260.0, {.level = 3.0});
  make.number("vol_20", 120.0, {.memory = 0.9});
  auto out = make.finish(false);
  out.report.retraining = {false, {"nothing could be judged"}};
  return out;
}

/// One feature in ten has moved.
inline DriftSample many(std::size_t features) {
  DriftMaker make(60);
  for (std::size_t i = 0; i < features; ++i) {
    const bool moved = i % 10 == 3;
    make.number("feature_" + std::to_string(i), 1000.0 / static_cast<double>(i + 1),
                {.level = moved ? 1.2 : 0.0,
                 .memory = i % 3 == 0 ? 0.4 : 0.0,
                 .missing = i % 7 == 0 ? 0.05 : 0.0});
  }
  make.number("prediction", 0.0, {.level = 0.3});
  auto out = make.finish(true);
  add_history(out);
  return out;
}

}  // namespace sample
