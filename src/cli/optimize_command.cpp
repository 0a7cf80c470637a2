// SPDX-License-Identifier: MIT
#include "cli/optimize_command.hpp"

#include "mlpipe/commands/studies.hpp"
#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/open_journal.hpp"
#include "mlpipe/optimize/worker.hpp"
#include "mlpipe/platform/platform.hpp"

#include "cli/config_file.hpp"
#include "cli/tracked_command.hpp"
#include "cli/train_command.hpp"

namespace mlpipe::cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* kSettings = "config/optimize.json";

/// The document of a settings file, with what was typed written over it, so that one reader checks
/// both.
nlohmann::json with_typed(nlohmann::json document, const OptimizeArgs& args) {
  if (!document.is_object()) {
    return document;
  }
  const auto put = [&](const char* key, const auto& value) {
    if (value) {
      document[key] = *value;
    }
  };
  put("trials", args.search.trials);
  if (args.search.timeout) {
    document["timeout"] = to_string(*args.search.timeout);
  }
  put("study", args.study);
  put("storage", args.storage);
  put("objective", args.objective);
  put("patience", args.patience);
  put("batch", args.batch);
  put("target", args.target);
  put("workers", args.workers);
  put("update", args.update);
  for (const auto& [key, kind] : {std::pair("sampler", args.sampler), {"pruner", args.pruner}}) {
    if (kind && (!document.contains(key) || document[key].is_object())) {
      document[key]["kind"] = *kind;
    }
  }
  return document;
}

std::string text_of(const commands::OptimizeOutcome& outcome) {
  if (outcome.dry_run) {
    return outcome.headline + "\ndry run: nothing was fitted or written\n";
  }
  return outcome.summary + "\nreport   " + outcome.report_html.string() + "\n         " +
         outcome.report_markdown.string() + "\n         " + outcome.report_json.string() +
         "\nbest     " + outcome.best_update +
         "\n\nnext     mlpipe train --use-best              train with the best parameters\n";
}

Outcome show(const commands::StudiesOutcome& outcome) {
  return {ExitCode::kOk, outcome.text, ordered_json::parse(outcome.json)};
}

Outcome run_search(const commands::App& app, const OptimizeArgs& args, const GlobalArgs& global) {
  TrainArgs train;
  train.data = args.data;
  train.reports = args.reports;
  const auto config = search_config(app, train_config(app, train, global), args);
  if (global.print_config) {
    const auto settings = optimize::write_study_options(config.study);
    return {ExitCode::kOk, to_json_file(settings), {{"config", settings}}};
  }
  TrackedCommand track(app, global, config.train.pipeline.tracking, "optimize");
  const auto outcome =
      track.watch([&] { return commands::run_optimize(app, journal_opener(app), config); });
  track.finish(
      [&](const auto& plan, auto& run) { commands::add_study_run(plan, config, outcome, run); });
  return {ExitCode::kOk, text_of(outcome), study_result(outcome)};
}

}  // namespace

commands::OptimizeConfig search_config(const commands::App& app, commands::TrainConfig train,
                                       const OptimizeArgs& args) {
  commands::OptimizeConfig config;
  config.train = std::move(train);
  const auto file = read_config_file(app.files, args.search.settings, kSettings, "--search");
  const nlohmann::json document =
      file ? file->json
           : nlohmann::json(optimize::write_study_options(commands::default_study_options()));
  config.study_source = file ? file->source : "defaults";
  config.study = optimize::parse_study_options(with_typed(document, args), config.study_source);
  return config;
}

commands::JournalOpener journal_opener(const commands::App& app) {
  return [&app](const std::string& storage) {
    const auto processes = std::shared_ptr(platform::make_process_table());
    const optimize::JournalWorld world{app.files, app.clock, app.events, app.stop};
    optimize::JournalOptions options;
    options.worker = optimize::worker_name(*processes, app.clock);
    options.local_offset = platform::local_offset(app.clock.now());
    commands::OpenJournal out;
    out.journal = optimize::open_journal(world, storage, options);
    out.is_dead = [processes](const std::string& worker) {
      return optimize::is_dead(*processes, worker);
    };
    out.repair = [world, storage, options] {
      return storage.find("://") == std::string::npos
                 ? optimize::repair_journal(world, storage, options)
                 : optimize::RepairedJournal{};
    };
    return out;
  };
}

ordered_json study_result(const commands::OptimizeOutcome& outcome) {
  ordered_json out{{"dry_run", outcome.dry_run}, {"headline", outcome.headline}};
  if (outcome.dry_run) {
    return out;
  }
  out["reports"] = {{"markdown", outcome.report_markdown.string()},
                    {"html", outcome.report_html.string()},
                    {"json", outcome.report_json.string()}};
  out["best_hyperparameters"] = outcome.best_update;
  out["study"] = report::study_json(outcome.report);
  return out;
}

Outcome run_optimize_command(const commands::App& app, const OptimizeArgs& args,
                             const GlobalArgs& global) {
  if (args.action == OptimizeAction::kRun) {
    return run_search(app, args, global);
  }
  const auto config = search_config(app, {}, args);
  const commands::StudiesArgs which{config.study.storage, args.study.value_or("")};
  switch (args.action) {
    case OptimizeAction::kStatus:
      return show(commands::studies_status(journal_opener(app), which));
    case OptimizeAction::kExport:
      return show(commands::export_study(journal_opener(app), which, args.format == "jsonl"));
    case OptimizeAction::kRepair:
      return show(commands::repair_studies(app, journal_opener(app), which, args.fail_running));
    case OptimizeAction::kRun:
      break;
  }
  return {};
}

}  // namespace mlpipe::cli
