// SPDX-License-Identifier: MIT
#include <cmath>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/version.hpp"

#include "commands/train_documents.hpp"

namespace mlpipe::commands {
namespace {

using json = nlohmann::ordered_json;
using metrics::MetricValue;

// Enough to notice a library that predicts otherwise, few enough to keep the metadata readable.
constexpr std::size_t kGoldenRows = 8;

json number(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}

/// {"name": value or null, ...}; reasons for the nulls stand under "undefined".
json values_json(const std::vector<MetricValue>& values) {
  json out = json::object();
  json undefined = json::object();
  for (const auto& value : values) {
    out[value.name] = value.value ? number(*value.value) : json(nullptr);
    if (!value.value) {
      undefined[value.name] = value.reason;
    }
  }
  if (!undefined.empty()) {
    out["undefined"] = undefined;
  }
  return out;
}

json fold_json(const backtest::FoldScore& fold, int rounds) {
  return {{"test_after", to_iso8601(fold.test_lower)},
          {"test_to", to_iso8601(fold.test_upper)},
          {"train_bound", to_iso8601(fold.train_bound)},
          {"train_rows", fold.train_rows},
          {"test_rows", fold.test_rows},
          {"scored_rows", fold.scored_rows},
          {"rounds", rounds},
          {"forecast", values_json(fold.forecast)},
          {"base_rate", values_json(fold.base_rate)},
          {"returns", values_json(fold.returns)}};
}

json scores_json(const TrainingRun& run) {
  const auto& result = run.walk.result;
  json yardsticks = json::object();
  for (const auto& yardstick : result.yardsticks) {
    yardsticks[yardstick.name] = values_json(yardstick.forecast);
  }
  json folds = json::array();
  for (std::size_t i = 0; i < result.folds.size(); ++i) {
    folds.push_back(fold_json(result.folds[i], run.walk.rounds[i]));
  }
  json symbols = json::object();
  for (const auto& symbol : result.symbols) {
    symbols[run.data.market.symbols[symbol.symbol]] = {{"test_rows", symbol.test_rows},
                                                       {"forecast", values_json(symbol.forecast)},
                                                       {"returns", values_json(symbol.returns)}};
  }
  json out{{"metric", run.walk.metric},
           {"score", number(run.walk.score)},
           {"test_rows", result.test_rows},
           {"scored_rows", result.scored_rows},
           {"forecast", values_json(result.forecast)},
           {"yardsticks", yardsticks},
           {"returns", values_json(result.trading.metrics)},
           {"buy_and_hold", values_json(result.trading.benchmark_metrics)},
           {"folds", folds}};
  if (!symbols.empty()) {
    out["symbols"] = symbols;
  }
  return out;
}

json conventions_json(const TrainingRun& run) {
  const auto& trading = run.walk.result.trading;
  const auto& year = trading.metric_year;
  return {{"fill", backtest::describe(trading.fill)},
          {"cost_per_unit_traded", run.config.pipeline.execution.cost()},
          {"bars_per_year", year.bars_per_year ? json(*year.bars_per_year) : json(nullptr)},
          {"bars_per_year_inferred", year.inferred},
          {"compounded_to_days", trading.daily},
          {"no_returns_reason", trading.no_returns_reason}};
}

json data_json(const TrainingData& data) {
  const auto& market = data.market;
  json counts = json::object();
  for (const auto& count : market.report.counts) {
    counts[count.kind] = count.count;
  }
  const std::string schema = join(data.dataset.feature_names, "\n");
  const auto newest = *std::max_element(market.close_time.begin(), market.close_time.end());
  const auto oldest = *std::min_element(market.close_time.begin(), market.close_time.end());
  return {{"source", market.report.source},
          {"sha256", market.report.sha256},
          {"bytes", market.report.bytes},
          {"rows_read", market.report.rows_read},
          {"rows_kept", market.report.rows_kept},
          {"first_bar", to_iso8601(oldest)},
          {"last_bar", to_iso8601(newest)},
          {"median_step_seconds", std::chrono::duration<double>(data::usual_step(market)).count()},
          {"time_format", market.report.time_format},
          {"bar", market.report.bar},
          {"symbols", market.symbols},
          {"schema_sha256", sha256_hex(schema)},
          {"detected", market.report.detected},
          {"findings", counts}};
}

/// The ready-made columns among the features, with the text behind each code: a row to be scored
/// must be coded as the model has learnt it.
json inputs_json(const TrainingData& data) {
  json inputs = json::array();
  for (const std::size_t input : data.features.inputs()) {
    const auto& column = data.market.inputs[input];
    inputs.push_back({{"name", column.name}, {"categories", column.categories}});
  }
  return inputs;
}

json recipe_json(const TrainingRun& run, const model::Booster& booster) {
  json config = write_recipe_config(run.config.pipeline);
  config["walk_forward"] = backtest::write_split_options(run.windows.options);
  return {{"config", config},
          {"features", run.data.dataset.feature_names},
          {"inputs", inputs_json(run.data)},
          {"warm_up_bars", run.data.features.warm_up()},
          {"label_kind", run.config.pipeline.label.kind},
          {"classes", run.data.labels.class_names},
          {"params", model::write_param_texts(booster.params())},
          {"params_origin", run.params_origin},
          {"rounds", booster.rounds()},
          {"seed", run.config.seed},
          {"holdout", run.config.holdout ? json(to_string(*run.config.holdout)) : json(nullptr)}};
}

json golden_json(const data::Dataset& dataset, const GoldenRows& golden) {
  json rows = json::array();
  for (const std::size_t row : golden.rows) {
    json cells = json::array();
    for (std::size_t col = 0; col < dataset.cols(); ++col) {
      cells.push_back(
          number(dataset.features(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(col))));
    }
    rows.push_back(cells);
  }
  json predictions = json::array();
  for (const float value : golden.predictions) {
    predictions.push_back(number(value));
  }
  return {{"features", rows}, {"predictions", predictions}};
}

struct TrainSpan {
  Timestamp from, to, last_label_end;
  std::size_t rows = 0;
};

TrainSpan train_span(const TrainingData& data) {
  const auto& set = data.dataset;
  TrainSpan span{Timestamp::max(), Timestamp::min(), Timestamp::min(), 0};
  for (std::size_t row = 0; row < set.rows(); ++row) {
    if (!std::isnan(set.label[row]) && set.label_end[row] <= data.known_to) {
      span.from = std::min(span.from, set.time[row]);
      span.to = std::max(span.to, set.time[row]);
      span.last_label_end = std::max(span.last_label_end, set.label_end[row]);
      ++span.rows;
    }
  }
  return span;
}

}  // namespace

GoldenRows golden_rows(const data::Dataset& dataset, const model::Booster& booster) {
  GoldenRows golden;
  const std::size_t count = std::min(kGoldenRows, dataset.rows());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = (dataset.rows() - 1) * i / std::max<std::size_t>(count - 1, 1);
    golden.rows.push_back(row);
    const auto values = booster.predict(dataset.view({row, row + 1}));
    golden.predictions.insert(golden.predictions.end(), values.begin(), values.end());
  }
  return golden;
}

std::string metrics_json(const TrainingRun& run) {
  json out{{"format_version", 1},
           {"data_sha256", run.data.market.report.sha256},
           {"seed", run.config.seed}};
  out["conventions"] = conventions_json(run);
  out["walk_forward"] = scores_json(run);
  return to_json_file(out);
}

std::string metadata_json(const TrainingRun& run, const model::Booster& booster,
                          const ModelIdentity& identity, const GoldenRows& golden) {
  const auto span = train_span(run.data);
  const auto& from = run.config.provenance;
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
  };
  const json out{
      {"format_version", 1},
      {"run_id", identity.run_id},
      {"version", nullptr},
      {"created_at", to_iso8601(run.created)},
      {"kind", run.config.holdout ? "eval" : "deploy"},
      {"model",
       {{"file", identity.model_file}, {"sha256", identity.sha256}, {"bytes", identity.bytes}}},
      {"recipe", recipe_json(run, booster)},
      {"config_sha256", config_hash(run.config)},
      {"data", data_json(run.data)},
      {"train_from", to_iso8601(span.from)},
      {"train_to", to_iso8601(span.to)},
      {"last_label_end", to_iso8601(span.last_label_end)},
      {"train_rows", span.rows},
      {"metrics", scores_json(run)},
      {"conventions", conventions_json(run)},
      {"trial_count", run.trials},
      {"golden_rows", golden_json(run.data.dataset, golden)},
      {"mlpipe_version", kVersion},
      {"xgboost_version", model::to_string(model::library_version())},
      {"git_commit", text_or_null(from.git_commit)},
      {"run_url", text_or_null(from.run_url)},
      {"host", text_or_null(from.host)},
      {"parent_version", nullptr}};
  return to_json_file(out);
}

std::string config_hash(const TrainConfig& config) {
  auto document = write_pipeline_config(config.pipeline);
  document.erase("tracking");
  document.erase("notifications");
  return sha256_hex(to_json_line(document));
}

}  // namespace mlpipe::commands
