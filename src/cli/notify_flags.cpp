// SPDX-License-Identifier: MIT
#include "cli/notify_flags.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "cli/command_table.hpp"

namespace mlpipe::cli {
namespace {

struct TypedNotify {
  NotifyArgs args;
  std::optional<std::string> job, outcome;
};

void declare_what(CLI::App& app, TypedNotify& typed) {
  app.add_option("--job", typed.job, "What the notice is about: train, drift or ci")
      ->type_name(one_of(commands::notify_job_words()));
  app.add_option("--outcome", typed.outcome,
                 "How it ended, as GitHub's job.status has it: success, failure or cancelled")
      ->type_name(one_of(commands::job_outcome_words()));
  app.add_option("--result", typed.args.results,
                 "What a command of the job printed with --json; may be given again. A missing "
                 "file is a step that did not get so far")
      ->type_name("FILE")
      ->take_all();
  app.add_option("--report", typed.args.report, "Report in Markdown, for the pull request")
      ->type_name("FILE");
  app.add_option("--log", typed.args.log, "Log of which the last lines are shown on failure")
      ->type_name("FILE");
}

/// What a workflow hands over without having it is empty, and as good as absent.
void drop_empty(std::optional<std::string>& text) {
  if (text && trim(*text).empty()) {
    text.reset();
  }
}

std::optional<std::string> pull_number(std::optional<std::string> text) {
  drop_empty(text);
  if (!text) {
    return text;
  }
  std::string number(trim(*text));
  number.erase(0, number.starts_with('#') ? 1 : 0);
  return std::to_string(parse_whole("--pr", number, 1, 1'000'000'000));
}

}  // namespace

std::function<CommandArgs()> declare_notify(CLI::App& app) {
  const auto typed = std::make_shared<TypedNotify>();
  declare_what(app, *typed);
  app.add_option("--pr", typed->args.pull,
                 "Pull request to comment on (default: that of the event or of the commit)")
      ->type_name("N");
  app.add_option("--artifact-url", typed->args.artifact_url, "Where model and report can be had")
      ->type_name("URL");
  app.add_option("--run-url", typed->args.run_url, "Page of the run (default: that of the step)")
      ->type_name("URL");
  app.add_option("--to", typed->args.to,
                 "Only this destination, whatever it is told of otherwise; may be given again")
      ->type_name("NAME")
      ->take_all();
  app.add_flag("--notify-strict", typed->args.strict, "Exit 11 if a notice does not arrive");
  return [typed]() -> CommandArgs {
    NotifyArgs args = typed->args;
    if (!typed->job || !typed->outcome) {
      throw ConfigError("notify: --job and --outcome are needed; see mlpipe notify --help");
    }
    args.job = chosen<commands::NotifyJob>("--job", *typed->job, commands::notify_job_words());
    args.outcome =
        chosen<commands::JobOutcome>("--outcome", *typed->outcome, commands::job_outcome_words());
    args.pull = pull_number(args.pull);
    for (auto* text : {&args.report, &args.log, &args.artifact_url, &args.run_url}) {
      drop_empty(*text);
    }
    return args;
  };
}

}  // namespace mlpipe::cli
