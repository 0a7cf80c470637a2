// SPDX-License-Identifier: MIT
#include "mlpipe/drift/options.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/option_words.hpp"

namespace mlpipe::drift {
namespace {

constexpr double kMostPsi = 1000.0;
constexpr double kLeast = 1e-12;  // of a threshold or a rate that has to be above 0
constexpr std::int64_t kMost = 1'000'000;

const std::array<std::string, 3> kRules = {"adjusted", "plain", "evidently"};
const std::array<std::string, 3> kFailOn = {"warning", "critical", "never"};
const std::array<std::string, 7> kTests = {
    "ks", "wasserstein", "jensen_shannon", "chi_square", "hellinger", "total_variation", "missing"};
constexpr std::size_t kNumericOnly = 2;  // of kTests, the first

std::optional<double> optional_number(JsonReader& reader, const std::string& key, double high) {
  return reader.has(key) ? std::optional(reader.number(key, kLeast, kLeast, high)) : std::nullopt;
}

void check_order(JsonReader& reader, const DecideOptions& limits) {
  if (limits.critical < limits.warning) {
    reader.problem("critical", "is " + shortest(limits.critical) + " and below warning, which is " +
                                   shortest(limits.warning) + "; give both");
  }
}

void read_overrides(JsonReader& reader, DecideOptions& out) {
  for (const auto& [name, unused] : reader.entries()) {
    reader.object(name, [&, &feature = name](JsonReader& inner) {
      out.overrides[feature] = {
          optional_number(inner, "warning", kMostPsi), optional_number(inner, "critical", kMostPsi),
          optional_number(inner, "warning_q", 1.0), optional_number(inner, "critical_q", 1.0)};
      if (out.overrides[feature] == FeatureLimits{}) {
        inner.problem("", "changes nothing; write {\"warning\": X} or {\"critical\": X}");
      }
      check_order(inner, out.of(feature));
    });
  }
}

DecideOptions read_decide(JsonReader& reader) {
  DecideOptions out;
  out.rule = reader.enumerator<Rule>("rule", kRules);
  out.warning = reader.number("warning", out.warning, kLeast, kMostPsi);
  out.critical = reader.number("critical", out.critical, kLeast, kMostPsi);
  out.warning_q = reader.number("warning_q", out.warning_q, kLeast, 1.0);
  out.critical_q = reader.number("critical_q", out.critical_q, kLeast, 1.0);
  check_order(reader, out);
  out.smallest_sample = static_cast<std::uint64_t>(
      reader.integer("smallest_sample", static_cast<std::int64_t>(out.smallest_sample), 2, kMost));
  reader.object("overrides", [&](JsonReader& inner) { read_overrides(inner, out); });
  return out;
}

/// Strings that are not empty and not there twice.
std::vector<std::string> names(JsonReader& reader, const std::string& key) {
  const auto out = reader.strings(key, {});
  std::set<std::string> seen;
  for (const auto& name : out) {
    if (trim(name).empty()) {
      reader.problem(key, "holds an empty name");
    } else if (!seen.insert(name).second) {
      reader.problem(key, "names " + quote(name) + " twice");
    }
  }
  return out;
}

void read_features(JsonReader& reader, DriftOptions& out) {
  if (reader.has("features") && reader.raw("features") != "all") {
    out.features = names(reader, "features");
    const auto& value = reader.raw("features");
    if (value.is_array() && value.empty()) {
      reader.problem("features", "names no feature; write \"all\" for all");
    }
  }
  if (reader.has("top_by_gain") && !reader.raw("top_by_gain").is_null()) {
    out.top_by_gain = static_cast<std::size_t>(reader.integer("top_by_gain", 1, 1, kMost));
  }
}

std::vector<PrintedTest> read_tests(JsonReader& reader, const std::string& key,
                                    std::span<const std::string> known,
                                    const std::vector<PrintedTest>& fallback) {
  if (!reader.has(key)) {
    return fallback;
  }
  std::vector<PrintedTest> out;
  for (const auto& word : names(reader, key)) {
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      reader.problem(
          key, quote(word) + " is not one of " + join(known, ", ") + did_you_mean(word, known));
      continue;
    }
    const auto at = std::find(kTests.begin(), kTests.end(), word) - kTests.begin();
    out.push_back(static_cast<PrintedTest>(at));
  }
  return out;
}

void read_windows(JsonReader& reader, DriftOptions& out) {
  out.windows = reader.durations("windows", {});
  std::set<Duration> seen;
  for (const auto& window : out.windows) {
    const bool too_short = window.count == 0 ||
                           (window.unit == Duration::Unit::kBars &&
                            static_cast<std::uint64_t>(window.count) < out.decide.smallest_sample);
    if (too_short) {
      reader.problem("windows", to_string(window) + " could never be judged: smallest_sample is " +
                                    std::to_string(out.decide.smallest_sample) + " rows");
    } else if (!seen.insert(window).second) {
      reader.problem("windows", "holds " + to_string(window) + " twice");
    }
  }
  if (reader.has("step") && !reader.raw("step").is_null()) {
    out.step = reader.duration("step", {1, Duration::Unit::kBars});
    if (out.step->count == 0) {
      reader.problem("step", "would never come to the next window; write 1 or more");
    }
  }
}

/// Absent: the fallback; null: empty.
std::optional<Duration> age(JsonReader& reader, const std::string& key,
                            const std::optional<Duration>& fallback) {
  if (!reader.has(key)) {
    return fallback;
  }
  if (reader.raw(key).is_null()) {
    return std::nullopt;
  }
  const Duration out = reader.duration(key, *fallback);
  if (out.unit == Duration::Unit::kBars || out.count == 0) {
    reader.problem(key, "must be a length of time, such as \"90d\" or \"1y\"; null for no limit");
  }
  return out;
}

void read_consequences(JsonReader& reader, DriftOptions& out) {
  reader.object("retrain", [&](JsonReader& inner) {
    auto& rule = out.retrain;
    rule.on_feature = inner.boolean("feature", rule.on_feature);
    rule.top_by_gain = static_cast<std::size_t>(
        inner.integer("top_by_gain", static_cast<std::int64_t>(rule.top_by_gain), 1, kMost));
    rule.on_prediction = inner.boolean("prediction", rule.on_prediction);
    rule.q = inner.number("q", rule.q, kLeast, 1.0);
  });
  const std::string fail_on = reader.choice("fail_on", to_string(out.fail_on), kFailOn);
  out.fail_on =
      static_cast<FailOn>(std::find(kFailOn.begin(), kFailOn.end(), fail_on) - kFailOn.begin());
  out.cool_down = reader.duration("cool_down", out.cool_down);
  if (out.cool_down.unit == Duration::Unit::kBars) {
    reader.problem("cool_down", "must be a length of time, such as \"7d\"; \"0d\" for none");
  }
  out.max_model_age = age(reader, "max_model_age", out.max_model_age);
  out.max_training_age = age(reader, "max_training_age", out.max_training_age);
  out.history = static_cast<std::size_t>(
      reader.integer("history", static_cast<std::int64_t>(out.history), 1, kMost));
}

DriftOptions read_options(JsonReader& reader) {
  DriftOptions out;
  out.decide = read_decide(reader);
  read_features(reader, out);
  reader.object("tests", [&](JsonReader& inner) {
    out.numeric_tests = read_tests(inner, "numeric", kTests, out.numeric_tests);
    out.categorical_tests =
        read_tests(inner, "categorical", std::span<const std::string>(kTests).subspan(kNumericOnly),
                   out.categorical_tests);
  });
  read_windows(reader, out);
  read_consequences(reader, out);
  return out;
}

}  // namespace

std::span<const std::string> rule_words() {
  return kRules;
}

std::span<const std::string> fail_on_words() {
  return kFailOn;
}

const std::string& to_string(PrintedTest test) {
  return kTests[static_cast<std::size_t>(test)];
}

const std::string& to_string(Rule rule) {
  return kRules[static_cast<std::size_t>(rule)];
}

std::optional<Rule> rule_named(std::string_view word) {
  const auto at = std::find(kRules.begin(), kRules.end(), word);
  return at == kRules.end() ? std::nullopt : std::optional(static_cast<Rule>(at - kRules.begin()));
}

const std::string& to_string(FailOn fail_on) {
  return kFailOn[static_cast<std::size_t>(fail_on)];
}

DriftOptions parse_drift_options(const nlohmann::json& document, const std::string& source) {
  DriftOptions out;
  JsonReader::read(document, source, [&](JsonReader& reader) { out = read_options(reader); });
  return out;
}

}  // namespace mlpipe::drift
