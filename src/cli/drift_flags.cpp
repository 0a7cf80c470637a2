// SPDX-License-Identifier: MIT
#include "cli/drift_flags.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/drift/option_words.hpp"

#include "cli/command_table.hpp"

namespace mlpipe::cli {
namespace {

struct TypedDrift {
  DriftArgs args;
  std::vector<std::string> windows;
  std::optional<std::string> step;
  bool no_annotations = false;
};

void declare_rows(CLI::App& app, TypedDrift& typed) {
  app.add_option("--current", typed.args.current,
                 "Rows to check, with their history: a file, an http(s) URL, or - for standard "
                 "input; plain or gzip (default: what the model was trained on)")
      ->type_name("FILE|URL");
  app.add_option("--reference", typed.args.reference,
                 "Rows to check against in place of the profile stored with the model")
      ->type_name("FILE|URL");
  app.add_flag("--ledger", typed.args.ledger,
               "Check the forecasts that mlpipe predict recorded; no rows are read");
  app.add_option("--model", typed.args.model,
                 "production, staging, a version such as v1.2.0, or a candidate's name "
                 "(default: production)")
      ->type_name("V");
  app.add_option("--window", typed.windows,
                 "Check the newest bars: a number such as 60, or a length such as 3M; may be "
                 "given again (default: all rows newer than training)")
      ->type_name("LENGTH");
  app.add_option("--step", typed.step,
                 "Slide the first --window over all rows in such steps, e.g. 20, and say since "
                 "when a feature is off")
      ->type_name("LENGTH");
}

}  // namespace

std::function<CommandArgs()> declare_drift(CLI::App& app) {
  const auto typed = std::make_shared<TypedDrift>();
  declare_rows(app, *typed);
  app.add_option(
         "--rule", typed->args.rule,
         "adjusted knows the number of rows and their dependence, plain compares PSI alone, "
         "evidently decides as its presets do (default: adjusted)")
      ->type_name(one_of(drift::rule_words()));
  app.add_option("--fail-on", typed->args.fail_on,
                 "Exit 5 from this verdict on (default: critical)")
      ->type_name(one_of(drift::fail_on_words()));
  app.add_flag("--history", typed->args.history, "Show what earlier checks found; check nothing");
  app.add_flag("--no-annotations", typed->no_annotations,
               "On GitHub Actions: no step summary, no annotations, no outputs");
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  app.add_option("--report-dir", typed->args.reports, "Folder of the reports (default: reports)")
      ->type_name("DIR");
  return [typed]() -> CommandArgs {
    DriftArgs args = typed->args;
    args.annotate = !typed->no_annotations;
    for (const auto& window : typed->windows) {
      args.windows.push_back(parse_length("--window", window));
    }
    if (typed->step && args.windows.empty()) {
      throw ConfigError("--step: needs a --window to slide");
    }
    if (typed->step) {
      args.step = parse_length("--step", *typed->step);
    }
    if (args.ledger && (args.current || args.reference)) {
      throw ConfigError(
          "--ledger checks recorded forecasts; it does not go with --current or --reference");
    }
    return args;
  };
}

}  // namespace mlpipe::cli
