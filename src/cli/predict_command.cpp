// SPDX-License-Identifier: MIT
#include "cli/predict_command.hpp"

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::cli {
namespace {

using commands::PredictOutcome;
using nlohmann::ordered_json;

ordered_json forecast_json(const PredictOutcome& outcome, const registry::Forecast& forecast) {
  ordered_json out{{"time", to_iso8601(forecast.time)}};
  if (outcome.panel) {
    out["symbol"] = forecast.symbol;
  }
  for (std::size_t i = 0; i < forecast.values.size(); ++i) {
    out[outcome.columns[i]] = registry::as_written(forecast.values[i]);
  }
  return out;
}

ordered_json json_of(const PredictOutcome& outcome) {
  ordered_json forecasts = ordered_json::array();
  for (const auto& forecast : outcome.forecasts) {
    forecasts.push_back(forecast_json(outcome, forecast));
  }
  const bool recorded =
      !outcome.ledger.empty() && !outcome.dry_run && outcome.ledger_problem.empty();
  return {{"dry_run", outcome.dry_run},
          {"model", outcome.run.model},
          {"model_sha256", outcome.run.model_sha256},
          {"model_folder", outcome.model_folder.string()},
          {"made_at", to_iso8601(outcome.run.made_at)},
          {"data", {{"source", outcome.source}, {"sha256", outcome.run.data_sha256}}},
          {"warm_up_bars", outcome.warm_up},
          {"ledger", recorded ? ordered_json(outcome.ledger.string()) : ordered_json(nullptr)},
          {"columns", outcome.columns},
          {"count", outcome.forecasts.size()},
          {"forecasts", std::move(forecasts)}};
}

std::string text_of(const PredictOutcome& outcome, const PredictArgs& args) {
  return args.format == ForecastFormat::kCsv ? forecasts_csv(outcome)
                                             : forecasts_json_lines(outcome);
}

}  // namespace

std::string forecasts_csv(const PredictOutcome& outcome) {
  std::string text = outcome.panel ? "time,symbol" : "time";
  for (const auto& column : outcome.columns) {
    text += "," + csv_field(column);
  }
  text += "\n";
  for (const auto& forecast : outcome.forecasts) {
    text += to_iso8601(forecast.time);
    text += outcome.panel ? "," + csv_field(forecast.symbol) : "";
    for (const float value : forecast.values) {
      text += "," + shortest(registry::as_written(value));
    }
    text += "\n";
  }
  return text;
}

std::string forecasts_json_lines(const PredictOutcome& outcome) {
  std::string text;
  for (const auto& forecast : outcome.forecasts) {
    text += to_json_line(forecast_json(outcome, forecast)) + "\n";
  }
  return text;
}

Outcome run_predict_command(const commands::App& app, const PredictArgs& args,
                            const GlobalArgs& global) {
  if (global.json && args.format_given) {
    throw ConfigError("--json and --format contradict each other: give one of them");
  }
  if (global.print_config) {
    throw ConfigError(
        "--print-config: predict takes no configuration, it does as the model's own recipe says; "
        "`mlpipe version show` tells of it");
  }
  commands::PredictConfig config;
  config.data = args.data;
  config.model = args.model;
  config.last = args.last;
  config.ledger = args.ledger;
  config.dry_run = global.dry_run;
  config.models_folder = args.models;
  const auto outcome = commands::run_predict(app, config);
  const bool recorded = outcome.ledger_problem.empty();
  return {recorded ? ExitCode::kOk : ExitCode::kError, global.json ? "" : text_of(outcome, args),
          global.json ? json_of(outcome) : ordered_json(), outcome.ledger_problem};
}

}  // namespace mlpipe::cli
