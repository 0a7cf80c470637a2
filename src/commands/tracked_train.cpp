// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/core/json_reader.hpp"

#include "commands/tracked_parts.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using tracking::RunRecord;

json read_metadata(const App& app, const FileSystem::Path& folder) {
  const auto file = folder / "metadata.json";
  return parse_json(app.files.read(file), file.string());
}

/// XGBoost's parameters by their own names, as Python's autologging has them; settings with their
/// section in front.
void add_train_params(const json& metadata, RunRecord& run) {
  const json& recipe = metadata.at("recipe");
  for (const auto& [name, value] : recipe.at("params").items()) {
    add_param(run, name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  add_param(run, "num_boost_round", recipe.at("rounds").dump());
  add_param(run, "params_origin", recipe.value("params_origin", ""));
  add_param(run, "features", std::to_string(recipe.at("features").size()));
  json config = recipe.at("config");
  config.erase("format_version");
  config["model"].erase("params");
  add_params(run, "", config);
}

/// "log_loss" of all out-of-sample forecasts, "fold/log_loss" of each fold, and what was there to
/// beat.
void add_scores(const json& metadata, RunRecord& run) {
  const json& scores = metadata.at("metrics");
  add_metrics(run, "", scores.value("forecast", json::object()));
  add_metrics(run, "", scores.value("returns", json::object()));
  add_metrics(run, "buy_and_hold/", scores.value("buy_and_hold", json::object()));
  const json yardsticks = scores.value("yardsticks", json::object());
  for (const auto& [name, values] : yardsticks.items()) {
    add_metrics(run, name + "/", values);
  }
  std::int64_t step = 0;
  for (const auto& fold : scores.value("folds", json::array())) {
    add_metrics(run, "fold/", fold.value("forecast", json::object()), step);
    add_metrics(run, "fold/", fold.value("returns", json::object()), step);
    add_metric(run, "fold/rounds", fold.value("rounds", 0.0), step);
    ++step;
  }
}

/// XGBoost's names: "valid-logloss" of fold 3 is "rounds/fold_03/valid-logloss".
void add_rounds(const TrainOutcome& outcome, RunRecord& run) {
  constexpr std::size_t kTen = 10;
  for (std::size_t fold = 0; fold < outcome.evals.size(); ++fold) {
    const std::string prefix =
        "rounds/fold_" + std::string(fold < kTen ? "0" : "") + std::to_string(fold) + "/";
    for (const auto& series : outcome.evals[fold]) {
      for (std::size_t round = 0; round < series.values.size(); ++round) {
        add_metric(run, prefix + series.set + "-" + series.metric, series.values[round],
                   static_cast<std::int64_t>(round));
      }
    }
  }
}

void add_train_tags(const json& metadata, const TrainOutcome& outcome, RunRecord& run) {
  const auto tag = [&](const char* key, const char* place) {
    const auto value = metadata.value(json::json_pointer(place), json());
    if (value.is_string()) {
      run.tags.emplace_back(key, value.get<std::string>());
    }
  };
  tag("mlpipe.config_sha256", "/config_sha256");
  tag("mlpipe.data_sha256", "/data/sha256");
  tag("mlpipe.model_sha256", "/model/sha256");
  tag("mlpipe.xgboost_version", "/xgboost_version");
  run.tags.emplace_back("mlpipe.candidate", outcome.run_id);
}

}  // namespace

void add_train_run(const App& app, const TrackingPlan& plan, const TrainConfig& config,
                   const TrainOutcome& outcome, RunRecord& run) {
  const json metadata = read_metadata(app, outcome.candidate);
  run.name = "train " + outcome.run_id;
  add_train_params(metadata, run);
  add_scores(metadata, run);
  add_rounds(outcome, run);
  add_train_tags(metadata, outcome, run);
  add_description(run, outcome.headline + "\n\n" + outcome.best_update);
  add_dataset(run, metadata, app.files);
  add_model(run, app.files, outcome.candidate);
  add_artifact(run, outcome.report_markdown, "reports");
  add_artifact(run, outcome.report_html, "reports");
  add_plots(run, outcome.document);
  if (app.files.exists(config.provenance.config_source)) {
    add_artifact(run, config.provenance.config_source, "config");
  }
  tracking::ModelVersionRecord version;
  version.model_name = plan.registered_model;
  version.sha256 = metadata.at("model").at("sha256").get<std::string>();
  version.artifact = "model";
  version.tags = {{"mlpipe.candidate", outcome.run_id}};
  version.aliases = {"staging"};
  run.model = std::move(version);
}

}  // namespace mlpipe::commands
