// SPDX-License-Identifier: MIT
#include "cli/command_table.hpp"

#include <charconv>
#include <memory>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "cli/docs_command.hpp"
#include "cli/doctor_flags.hpp"
#include "cli/drift_flags.hpp"
#include "cli/init_flags.hpp"
#include "cli/notify_flags.hpp"
#include "cli/optimize_flags.hpp"
#include "cli/predict_flags.hpp"
#include "cli/registry_flags.hpp"

namespace mlpipe::cli {
namespace {

std::function<CommandArgs()> declare_train(CLI::App& app) {
  struct Typed {
    TrainArgs args;
    std::optional<std::string> holdout;
    TypedSearch search;
  };
  const auto typed = std::make_shared<Typed>();
  app.add_option("--data", typed->args.data,
                 "Input data: a file, an http(s) URL, or - for standard input; plain or gzip "
                 "(default: data.source of the config)")
      ->type_name("FILE|URL");
  app.add_flag("--use-best", typed->args.use_best,
               "Take the parameters in config/best_hyperparameters.json");
  app.add_flag("--optimize", typed->args.optimize,
               "Search for better parameters first, as mlpipe optimize does, then take the best");
  declare_search(app, typed->search);
  app.add_option("--params", typed->args.params,
                 "JSON object of XGBoost parameters that replace those of the config")
      ->type_name("FILE");
  app.add_option("--holdout", typed->holdout,
                 "Leave the newest part of the data out of the final fit, e.g. 3M, 90d or 500 "
                 "(bars)")
      ->type_name("DURATION");
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  app.add_option("--report-dir", typed->args.reports, "Folder of the reports (default: reports)")
      ->type_name("DIR");
  return [typed]() -> CommandArgs {
    TrainArgs args = typed->args;
    if (typed->holdout) {
      args.holdout = parse_length("--holdout", *typed->holdout);
    }
    args.search = search_args(typed->search);
    if (args.optimize && args.use_best) {
      throw ConfigError(
          "--optimize and --use-best contradict each other: the first searches for better "
          "parameters and takes them, the second takes those that are known; give one");
    }
    if (!args.optimize && (args.search.settings || args.search.trials || args.search.timeout)) {
      throw ConfigError(
          "--trials, --timeout and --search belong to --optimize, which is not given");
    }
    if (args.optimize && args.holdout) {
      throw ConfigError(
          "--optimize and --holdout do not go together: a search would see what is held out; run "
          "mlpipe optimize on older data, then mlpipe train --use-best --holdout");
    }
    return args;
  };
}

std::function<CommandArgs()> declare_track(CLI::App& app) {
  app.require_subcommand(0, 1);
  const auto* status = app.add_subcommand("status", "Where runs are recorded, and what waits");
  const auto* sync = app.add_subcommand("sync", "Deliver the runs that wait for their server");
  return [status, sync]() -> CommandArgs {
    return TrackArgs{!status->parsed() && sync->parsed() ? TrackAction::kSync
                                                         : TrackAction::kStatus};
  };
}

std::function<CommandArgs()> declare_validate(CLI::App& app) {
  struct Typed {
    ValidateArgs args;
    std::optional<std::string> window, policy, method;
    bool no_annotations = false;
  };
  const auto typed = std::make_shared<Typed>();
  app.add_option("--data", typed->args.data,
                 "Data to judge on: a file, an http(s) URL, or - for standard input (default: "
                 "data.source of the config, else what the candidate was trained on)")
      ->type_name("FILE|URL");
  app.add_option("--candidate", typed->args.candidate,
                 "staging, or a candidate's name (default: staging)")
      ->type_name("NAME");
  app.add_option("--baseline", typed->args.baseline,
                 "production, or a version (default: production)")
      ->type_name("V");
  app.add_option("--window", typed->window,
                 "Newest part of the data to judge on, e.g. 3M or 90d (default: as the config "
                 "says, 3M)")
      ->type_name("DURATION");
  app.add_option("--policy", typed->policy,
                 "refresh: must not be worse; new-recipe: must be better; auto: by what "
                 "differs (default: auto)")
      ->type_name(one_of(gate::policy_words()));
  app.add_option("--method", typed->method,
                 "walk-forward: both recipes refitted inside the window; holdout: fitted once "
                 "before it (default: auto)")
      ->type_name(one_of(gate::method_words()));
  app.add_flag("--promote", typed->args.promote, "Carry a PROMOTE out");
  app.add_flag("--no-annotations", typed->no_annotations,
               "On GitHub Actions: no step summary, no annotations");
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  app.add_option("--report-dir", typed->args.reports, "Folder of the reports (default: reports)")
      ->type_name("DIR");
  return [typed]() -> CommandArgs {
    ValidateArgs args = typed->args;
    args.annotate = !typed->no_annotations;
    if (typed->window) {
      args.window = parse_length("--window", *typed->window);
      if (args.window->unit == Duration::Unit::kBars) {
        throw ConfigError("--window: needs a length of time such as 3M or 90d, not bars");
      }
    }
    if (typed->policy) {
      args.policy = chosen<gate::Policy>("--policy", *typed->policy, gate::policy_words());
    }
    if (typed->method) {
      args.method = chosen<gate::Method>("--method", *typed->method, gate::method_words());
    }
    return args;
  };
}

}  // namespace

const std::vector<Command>& command_table() {
  static const std::vector<Command> kTable = {
      {"train",
       "Train on market data and stage a candidate model",
       {{"mlpipe train", "Train as config/pipeline.json says."},
        {"mlpipe train --data prices.csv --threads 2", "Train on another file, on two CPUs."},
        {"zcat prices.csv.gz | mlpipe train --data - --json",
         "Train on what is piped in; the result as JSON."},
        {"mlpipe train --holdout 3M --use-best",
         "Leave the last three months out of the final fit; take the best known parameters."},
        {"mlpipe train --optimize --trials 50",
         "Search for better parameters first, then train with the best."},
        {"mlpipe train --dry-run", "Check everything, write nothing."}},
       &declare_train},
      {"optimize",
       "Search for better parameters, as a study that Optuna can open",
       {{"mlpipe optimize",
         "Search as config/optimize.json says; the same command goes on with it."},
        {"mlpipe optimize --trials 200 --timeout 2h --workers 4", "Longer, four trials at a time."},
        {"mlpipe optimize --storage redis://host:6379/0 --study nasdaq",
         "Share the study with other machines, Python's Optuna among them."},
        {"mlpipe optimize status", "Studies of the storage: trials, best value."},
        {"mlpipe optimize export --study nasdaq", "Every trial as CSV."},
        {"mlpipe optimize repair", "Put a damaged journal right; the old file is kept."}},
       &declare_optimize},
      {"validate",
       "Judge the staged model against the one in production",
       {{"mlpipe validate", "Verdict and report; exit 0 PROMOTE, 3 REJECT, 4 INCONCLUSIVE."},
        {"mlpipe validate --promote", "Carry a PROMOTE out."},
        {"mlpipe validate --data prices.csv --window 6M", "Judge on the last half year of a file."},
        {"mlpipe validate --policy new-recipe", "Ask for proof that it is better."},
        {"mlpipe validate --dry-run --json", "Judge, record nothing; the result as JSON."}},
       &declare_validate},
      {"version",
       "Show, promote, compare, check and prune the versions of the model",
       {{"mlpipe version", "The version in production."},
        {"mlpipe version list", "All versions, with their scores."},
        {"mlpipe version promote", "Make the staged candidate the next version, and live."},
        {"mlpipe version history --at 2026-11-17", "What was live on that day."},
        {"mlpipe version diff v1.0.0 v1.1.0", "What differs: recipe, data, metrics."},
        {"mlpipe version verify --all", "Check every byte and load every model."}},
       &declare_version},
      {"rollback",
       "Put the previous version, or any other, back into production",
       {{"mlpipe rollback --reason \"loses money\"", "Back to the version before, in one command."},
        {"mlpipe rollback v1.2.0", "Back to that version."},
        {"mlpipe rollback --list", "What can be gone back to."},
        {"mlpipe rollback --dry-run", "Check the target, switch nothing."}},
       &declare_rollback},
      {"predict",
       "Score rows with the model in production, or another one",
       {{"mlpipe predict --data prices.csv --last 1", "The forecast for the newest bar."},
        {"mlpipe predict --data prices.csv", "Every bar with enough history, as CSV."},
        {"zcat prices.csv.gz | mlpipe predict --data - --format jsonl",
         "What is piped in; one JSON object a line."},
        {"mlpipe predict --data prices.csv --model staging --no-ledger",
         "Try the candidate, record nothing."}},
       &declare_predict},
      {"drift",
       "Are the current rows still what the model was trained on?",
       {{"mlpipe drift --current prices.csv", "All rows newer than training; exit 5 on drift."},
        {"mlpipe drift --current prices.csv --window 60 --window 1y", "The newest rows alone."},
        {"mlpipe drift --current prices.csv --fail-on warning", "Stricter."},
        {"mlpipe drift --ledger", "The recorded forecasts, without any rows."},
        {"mlpipe drift --history", "What earlier checks found."}},
       &declare_drift},
      {"track",
       "Where runs are recorded for MLflow, and what waits for its server",
       {{"mlpipe track", "The store, and the runs that wait."},
        {"mlpipe track sync", "Deliver them."},
        {"MLFLOW_TRACKING_URI=http://host:5000 mlpipe track sync", "To that server."}},
       &declare_track},
      {"init",
       "Write config and workflows into a git repository of yours",
       {{"mlpipe init", "Into this folder; nothing that is there is overwritten."},
        {"mlpipe init --dry-run", "Say what would be written."}},
       &declare_init},
      {"notify",
       "Tell the configured destinations what became of a job",
       {{"mlpipe notify --job train --outcome success --dry-run",
         "What would be sent, and to whom; nothing is."},
        {"mlpipe notify --job train --outcome failure --result train.json --log train.log",
         "With what the command said (--json) and the last lines of its log."},
        {"mlpipe notify --job drift --outcome success --result drift.json --to slack",
         "To one destination alone."}},
       &declare_notify},
      {"completions",
       "Print a script that completes mlpipe's words in a shell",
       {{"mlpipe completions bash", "To be sourced, or put into bash-completion's folder."},
        {"mlpipe completions zsh", "To be put into fpath as _mlpipe."},
        {"mlpipe completions fish", "To be put into fish/completions as mlpipe.fish."}},
       &declare_completions},
      {"man",
       "Print a page of the manual",
       {{"mlpipe man | man -l -", "The whole manual."},
        {"mlpipe man train | man -l -", "One command."},
        {"mlpipe man config | man -l -", "Every setting."},
        {"mlpipe man --format markdown train", "The same for docs/commands."}},
       &declare_man},
      {"doctor",
       "Is everything here as mlpipe needs it? The table for a bug report",
       {{"mlpipe doctor", "Program, libraries, machine, config, models; exit 1 on a problem."},
        {"mlpipe doctor --json", "The same as JSON."}},
       &declare_doctor},
  };
  return kTable;
}

Duration parse_length(const std::string& name, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration || duration->count == 0) {
    throw ConfigError(name + ": expected a length such as 3M, 90d or 500 (bars), found " +
                      quote(text));
  }
  return *duration;
}

std::uint64_t parse_whole(const std::string& name, const std::string& text, std::uint64_t low,
                          std::uint64_t high) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value < low ||
      value > high) {
    throw ConfigError(name + ": expected a whole number from " + std::to_string(low) + " to " +
                      std::to_string(high) + ", found " + quote(text));
  }
  return value;
}

}  // namespace mlpipe::cli
