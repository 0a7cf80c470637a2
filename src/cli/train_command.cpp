// SPDX-License-Identifier: MIT
#include "cli/train_command.hpp"

#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/commands/train.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/training/best_hyperparameters.hpp"

#include "cli/config_file.hpp"
#include "cli/optimize_command.hpp"
#include "cli/tracked_command.hpp"

namespace mlpipe::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostParamBytes = 1U << 20U;

/// --params FILE: an object of XGBoost parameters, or a best_hyperparameters.json, whose best ones
/// count.
model::Params read_params_file(const FileSystem& files, const std::string& path) {
  const auto document = parse_json(files.read(path, kMostParamBytes), path);
  if (document.is_object() && document.contains("best")) {
    return training::parse_best_hyperparameters(document, path).best.params;
  }
  model::Params params;
  JsonReader::read({{"params", document}}, path,
                   [&](JsonReader& reader) { params = model::parse_params(reader); });
  return params;
}

std::string text_of(const commands::TrainOutcome& outcome) {
  if (outcome.dry_run) {
    return outcome.headline + "\ndry run: nothing was fitted or written\n";
  }
  return outcome.summary + "\nmodel    " + outcome.candidate.string() + "/model.ubj\nstaging  " +
         outcome.staging.string() + "\nreport   " + outcome.report_html.string() + "\n         " +
         outcome.report_markdown.string() + "\nbest     " + outcome.best_update +
         "\n\nnext     mlpipe train --data YOUR.csv      your own prices\n"
         "         mlpipe train --print-config       every setting, for a config of your own\n";
}

ordered_json scores_json(const commands::TrainOutcome& outcome) {
  ordered_json out = ordered_json::object();
  for (const auto& score : outcome.scores) {
    out[score.name] = score.value ? ordered_json(*score.value) : ordered_json(nullptr);
  }
  return out;
}

ordered_json json_of(const commands::TrainOutcome& outcome) {
  ordered_json out{{"dry_run", outcome.dry_run},
                   {"headline", outcome.headline},
                   {"rows", outcome.rows},
                   {"features", outcome.features},
                   {"folds", outcome.folds}};
  if (outcome.dry_run) {
    return out;
  }
  out["run_id"] = outcome.run_id;
  out["rounds"] = outcome.rounds;
  out["candidate"] = outcome.candidate.string();
  out["staging"] = outcome.staging.string();
  out["report"] = {{"markdown", outcome.report_markdown.string()},
                   {"html", outcome.report_html.string()}};
  out["scores"] = scores_json(outcome);
  out["best_hyperparameters"] = outcome.best_update;
  out["files"] = ordered_json::array();
  for (const auto& file : outcome.files) {
    out["files"].push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return out;
}

}  // namespace

commands::TrainConfig train_config(const commands::App& app, const TrainArgs& args,
                                   const GlobalArgs& global) {
  commands::TrainConfig config;
  std::string config_source = "defaults";
  if (const auto file = read_config_file(app.files, global)) {
    config.pipeline = commands::parse_pipeline_config(file->json, file->source);
    config_source = file->source;
  }
  if (args.data) {
    config.pipeline.data.source = *args.data;
  }
  if (args.params) {
    config.params_over_all = read_params_file(app.files, *args.params);
    config.params_source = *args.params;
  }
  config.seed = global.seed.value_or(config.pipeline.seed);
  config.pipeline.seed = config.seed;
  config.holdout = args.holdout;
  config.use_best = args.use_best;
  config.dry_run = global.dry_run;
  config.models_folder = args.models.value_or(config.models_folder.string());
  config.reports_folder = args.reports.value_or(config.reports_folder.string());
  config.provenance = provenance_of(config_source);
  return config;
}

Outcome run_train_command(const commands::App& app, const TrainArgs& args,
                          const GlobalArgs& global) {
  const auto config = train_config(app, args, global);
  if (global.print_config) {
    const auto pipeline = commands::write_pipeline_config(config.pipeline);
    return {ExitCode::kOk, to_json_file(pipeline), {{"config", pipeline}}};
  }
  if (args.optimize) {
    OptimizeArgs search;
    search.search = args.search;
    const auto searched = search_config(app, config, search);
    TrackedCommand track(app, global, config.pipeline.tracking, "train --optimize");
    track.announce();
    const auto outcome = track.watch(
        [&] { return commands::run_optimize_and_train(app, journal_opener(app), searched); });
    track.add("study", [&](const auto& plan, auto& run) {
      commands::add_study_run(plan, searched, outcome.optimize, run);
    });
    track.finish([&](const auto& plan, auto& run) {
      commands::add_train_run(app, plan, config, outcome.train, run);
    });
    auto json = json_of(outcome.train);
    json["optimize"] = study_result(outcome.optimize);
    return {ExitCode::kOk, outcome.optimize.summary + "\n" + text_of(outcome.train), json};
  }
  TrackedCommand track(app, global, config.pipeline.tracking, "train");
  track.announce();
  const auto outcome = track.watch([&] { return commands::run_train(app, config); });
  track.finish([&](const auto& plan, auto& run) {
    commands::add_train_run(app, plan, config, outcome, run);
  });
  return {ExitCode::kOk, text_of(outcome), json_of(outcome)};
}

}  // namespace mlpipe::cli
