// SPDX-License-Identifier: MIT
#include "cli/optimize_flags.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/option_words.hpp"

#include "cli/command_table.hpp"

namespace mlpipe::cli {
namespace {

const std::array<std::string, 2> kFormats = {"csv", "jsonl"};
constexpr std::uint64_t kMost = 1'000'000;
constexpr std::uint64_t kMostWorkers = 1024;

struct TypedOptimize {
  OptimizeArgs args;
  TypedSearch search;
  std::map<OptimizeAction, CLI::App*> actions;
  std::optional<std::string> patience, batch, target, workers;
  bool no_update = false;
};

double parse_number(const std::string& name, const std::string& text) {
  double value = 0.0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() ||
      !std::isfinite(value)) {
    throw ConfigError(name + ": expected a number, found " + quote(text));
  }
  return value;
}

std::optional<std::size_t> whole(const std::string& name, const std::optional<std::string>& text,
                                 std::uint64_t low, std::uint64_t high) {
  return text ? std::optional<std::size_t>(parse_whole(name, *text, low, high)) : std::nullopt;
}

void declare_actions(CLI::App& app, TypedOptimize& typed) {
  using Action = OptimizeAction;
  const auto add = [&](Action action, const char* name, const char* summary) -> CLI::App& {
    auto* subcommand = app.add_subcommand(name, summary);
    typed.actions[action] = subcommand;
    subcommand->add_option("--storage", typed.args.storage, "As for optimize")
        ->type_name("FILE|URL");
    subcommand->add_option("--study", typed.args.study, "Only this one")->type_name("NAME");
    return *subcommand;
  };
  add(Action::kStatus, "status", "Studies of the storage: trials by state, best value");
  add(Action::kExport, "export", "Every trial of a study, on standard output")
      .add_option("--format", typed.args.format, "jsonl: one JSON object a line (default: csv)")
      ->type_name(one_of(kFormats));
  add(Action::kRepair, "repair",
      "Put right what killed workers left: damaged lines, trials that run for ever")
      .add_flag("--fail-running", typed.args.fail_running,
                "Fail every running trial, also those of other machines: only when no worker is "
                "left");
}

void declare_run(CLI::App& app, TypedOptimize& typed) {
  auto& args = typed.args;
  app.add_option("--data", args.data,
                 "Input data: a file, an http(s) URL, or - for standard input; plain or gzip "
                 "(default: data.source of the config)")
      ->type_name("FILE|URL");
  declare_search(app, typed.search);
  app.add_option("--storage", args.storage,
                 "Where studies are kept: a file (default: reports/studies.log), or "
                 "redis://HOST:PORT/DB")
      ->type_name("FILE|URL");
  app.add_option("--study", args.study,
                 "Name of the study (default: one that data and settings give, so that the same "
                 "command goes on with it)")
      ->type_name("NAME");
  app.add_option("--objective", args.objective,
                 "Metric that is optimised (default: log_loss, or rmse for numbers)")
      ->type_name("METRIC");
  app.add_option("--workers", typed.workers, "Trials at a time (default: as many as pay)")
      ->type_name("N");
  app.add_option("--batch", typed.batch,
                 "A trial knows results from so many before it on (default: 4), which makes "
                 "searches repeatable for any number of workers; 0: whatever is there")
      ->type_name("N");
  app.add_option("--sampler", args.sampler, "How values are drawn (default: tpe)")
      ->type_name(one_of(optimize::sampler_words()));
  app.add_option("--pruner", args.pruner, "Which trials end early (default: outlook)")
      ->type_name(one_of(optimize::pruner_words()));
  app.add_option("--patience", typed.patience, "End after so many trials without a better one")
      ->type_name("N");
  app.add_option("--target", typed.target, "End when the objective reaches this value")
      ->type_name("VALUE");
  app.add_flag("--no-update", typed.no_update, "Leave config/best_hyperparameters.json as it is");
  app.add_option("--report-dir", args.reports, "Folder of the reports (default: reports)")
      ->type_name("DIR");
}

}  // namespace

void declare_search(CLI::App& app, TypedSearch& typed) {
  app.add_option("--trials", typed.trials, "Trials of the whole study (default: 100)")
      ->type_name("N");
  app.add_option("--timeout", typed.timeout,
                 "Begin no trial after this time, e.g. 45min or 2h (default: none)")
      ->type_name("DURATION");
  app.add_option("--search", typed.settings,
                 "Search space and settings (default: config/optimize.json, if it exists)")
      ->type_name("FILE");
}

SearchArgs search_args(const TypedSearch& typed) {
  SearchArgs args;
  args.settings = typed.settings;
  args.trials = whole("--trials", typed.trials, 1, kMost);
  if (typed.timeout) {
    args.timeout = parse_length("--timeout", *typed.timeout);
    if (args.timeout->unit == Duration::Unit::kBars) {
      throw ConfigError("--timeout: needs a length of time such as 45min or 2h, not bars");
    }
  }
  return args;
}

std::function<CommandArgs()> declare_optimize(CLI::App& app) {
  const auto typed = std::make_shared<TypedOptimize>();
  declare_run(app, *typed);
  declare_actions(app, *typed);
  app.require_subcommand(0, 1);
  return [typed]() -> CommandArgs {
    OptimizeArgs args = typed->args;
    for (const auto& [action, subcommand] : typed->actions) {
      args.action = subcommand->parsed() ? action : args.action;
    }
    args.search = search_args(typed->search);
    args.patience = whole("--patience", typed->patience, 0, kMost);
    args.batch = whole("--batch", typed->batch, 0, kMostWorkers);
    if (typed->workers) {
      args.workers = static_cast<int>(parse_whole("--workers", *typed->workers, 1, kMostWorkers));
    }
    if (typed->target) {
      args.target = parse_number("--target", *typed->target);
    }
    if (typed->no_update) {
      args.update = "never";
    }
    (void)chosen<std::size_t>("--format", args.format, kFormats);
    return args;
  };
}

}  // namespace mlpipe::cli
