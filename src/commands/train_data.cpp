// SPDX-License-Identifier: MIT
#include "commands/train_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/memory.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/features/causality.hpp"
#include "mlpipe/training/assemble.hpp"

#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

// Points of the truncation check at the start of each run: milliseconds, and every feature is
// looked at in all of them.
constexpr std::size_t kCausalityPoints = 5;

data::MarketData read_training_market(const App& app, const TrainConfig& config) {
  const auto& options = config.pipeline.data;
  if (options.source.empty()) {
    throw ConfigError(
        "/data/source",
        "no data to train on; give a file, \"-\" or an http(s) URL here, or with --data");
  }
  return read_market(app, options);
}

void check_causality(const App& app, const TrainConfig& config, const TrainingData& data) {
  const auto result =
      features::check_truncation(data.features, data.market, kCausalityPoints, config.seed);
  if (!result.ok) {
    throw DataError("causality check: " + features::describe(result));
  }
  app.events.on(Note{"train.causality", "features on truncated history are equal bit for bit at " +
                                            grouped(result.points) + " bars (" +
                                            grouped(result.rows_compared) + " values)"});
}

std::vector<features::LeakSuspect> find_leaks(const App& app, const TrainConfig& config,
                                              const TrainingData& data,
                                              const std::vector<std::string>& trusted) {
  features::FeatureOptions options = config.pipeline.features;
  options.trusted = trusted;
  const features::LeakTarget target{data.labels.label, data.labels.forward_return,
                                    data.labels.class_count()};
  return features::leak_suspects(data.market, data.features, target, options, app.threads);
}

void refuse_leaks(const TrainConfig& config, const std::vector<features::LeakSuspect>& suspects) {
  if (!suspects.empty()) {
    throw DataError(config.pipeline.data.source +
                    ": suspected leak: " + features::describe(suspects));
  }
}

/// The newest time that stays when `holdout` is left out; empty if nothing stays.
std::optional<Timestamp> holdout_cut(const std::vector<Timestamp>& time, const Duration& holdout) {
  if (holdout.unit != Duration::Unit::kBars) {
    const Timestamp cut = subtract(time.back(), holdout);
    return cut < time.front() ? std::nullopt : std::optional(cut);
  }
  auto end = time.end();
  for (std::int64_t bars = 0; bars < holdout.count && end != time.begin(); ++bars) {
    end = std::lower_bound(time.begin(), end, *(end - 1));
  }
  return end == time.begin() ? std::nullopt : std::optional(*(end - 1));
}

/// The dataset holds what the rows of the market said about labels.
void forget_copied(TrainingData& data) {
  std::vector<double>().swap(data.labels.label);
  std::vector<double>().swap(data.labels.forward_return);
  std::vector<Timestamp>().swap(data.labels.end_time);
  std::vector<double>().swap(data.market.target);
  return_free_memory();
}

/// Cuts off the newest `holdout`: its rows leave, and labels that would be known only inside it are
/// forgotten.
void hold_out(const Duration& holdout, TrainingData& data) {
  auto& set = data.dataset;
  const auto cut = holdout_cut(set.time, holdout);
  if (!cut) {
    throw ConfigError("--holdout",
                      to_string(holdout) + " leaves no bar to train on: the data go from " +
                          to_display(set.time.front()) + " to " + to_display(set.time.back()));
  }
  const auto rows = static_cast<std::size_t>(
      std::upper_bound(set.time.begin(), set.time.end(), *cut) - set.time.begin());
  set.features.conservativeResize(static_cast<Eigen::Index>(rows), Eigen::NoChange);
  set.time.resize(rows);
  set.label.resize(rows);
  set.label_end.resize(rows);
  set.symbol.resize(rows);
  set.bar.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (set.label_end[row] > *cut) {
      set.label[row] = std::numeric_limits<float>::quiet_NaN();
    }
  }
  data.known_to = *cut;
}

TrainingData read_checked_data(const App& app, const TrainConfig& config) {
  const auto& pipeline = config.pipeline;
  auto market = stage(app, "data.read", [&] { return read_training_market(app, config); });
  auto labels = stage(app, "labels", [&] { return labels::make_labels(market, pipeline.label); });
  auto set = features::FeatureSet::resolve(pipeline.features, market, app.events);
  TrainingData data{std::move(market), std::move(labels), std::move(set), {}, {}, 0, {}, {}};
  check_causality(app, config, data);
  return data;
}

/// The dataset, without what is held out.
void complete(const App& app, const TrainConfig& config, TrainingData& data) {
  data.dataset = stage(app, "features", [&] {
    return training::assemble(data.market, data.features, data.labels, app.threads);
  });
  forget_copied(data);
  data.known_to = data.dataset.time.back();
  if (config.holdout) {
    hold_out(*config.holdout, data);
  }
  const auto& label = data.dataset.label;
  data.labelled = static_cast<std::size_t>(
      std::count_if(label.begin(), label.end(), [](float y) { return !std::isnan(y); }));
  if (data.labelled == 0) {
    throw DataError(config.pipeline.data.source + ": no labelled row is left after warm-up" +
                    (config.holdout ? " and holdout" : std::string()) + "; give more data");
  }
}

}  // namespace

data::MarketData read_market(const App& app, const data::DataOptions& options) {
  const auto source = app.sources.open(options.source, options.transfer);
  return data::read_market_data(*source, options, app.threads, app.events, app.stop);
}

std::vector<std::vector<std::string>> category_names(const TrainingData& data) {
  std::vector<std::vector<std::string>> out(data.features.features().size());
  for (const std::size_t input : data.features.inputs()) {
    out.push_back(data.market.inputs[input].categories);
  }
  return out;
}

model::Task model_task(labels::Task task) {
  switch (task) {
    case labels::Task::kBinary:
      return model::Task::kBinary;
    case labels::Task::kMulticlass:
      return model::Task::kMulticlass;
    case labels::Task::kRegression:
      break;
  }
  return model::Task::kRegression;
}

TrainingData load_judging_data(const App& app, const TrainConfig& config,
                               const std::vector<std::string>& trusted) {
  auto data = read_checked_data(app, config);
  data.leaks = find_leaks(app, config, data, trusted);
  complete(app, config, data);
  return data;
}

TrainingData load_training_data(const App& app, const TrainConfig& config) {
  auto data = read_checked_data(app, config);
  refuse_leaks(config, find_leaks(app, config, data, config.pipeline.features.trusted));
  complete(app, config, data);
  return data;
}

}  // namespace mlpipe::commands
