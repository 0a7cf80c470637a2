// SPDX-License-Identifier: MIT
#include "cli/validate_command.hpp"

#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/commands/validate.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/notify/github_runner.hpp"
#include "mlpipe/platform/platform.hpp"

#include "cli/config_file.hpp"
#include "cli/console.hpp"
#include "cli/github.hpp"
#include "cli/tracked_command.hpp"

namespace mlpipe::cli {
namespace {

using commands::ValidateOutcome;
using gate::Verdict;
using nlohmann::ordered_json;
using notify::Annotation;

/// Why a model does not load in a process of its own; empty: it does.
std::string try_in_fresh_process(const FileSystem::Path& models, const std::string& which) {
  const auto result = platform::run_own_process(
      {"version", "verify", which, "--models-dir", models.string(), "--json"});
  if (result.status == 0) {
    return "";
  }
  const auto said = ordered_json::parse(result.output, nullptr, false);
  const std::string status =
      "a process that loads it ends with status " + std::to_string(result.status);
  if (!said.is_object() || !said.contains("error")) {
    return status;
  }
  return status + ": " + said["error"].value("message", "");
}

commands::ValidateConfig validate_config(const commands::App& app, const ValidateArgs& args,
                                         const GlobalArgs& global) {
  commands::ValidateConfig config;
  std::string config_source = "defaults (there is no config/pipeline.json)";
  if (const auto file = read_config_file(app.files, global)) {
    config.pipeline = commands::parse_pipeline_config(file->json, file->source);
    config_source = file->source;
  }
  config.pipeline.data.source = args.data.value_or(config.pipeline.data.source);
  config.pipeline.seed = global.seed.value_or(config.pipeline.seed);
  auto& options = config.pipeline.validation;
  options.window = args.window.value_or(options.window);
  options.policy = args.policy.value_or(options.policy);
  options.method = args.method.value_or(options.method);
  config.candidate = args.candidate;
  config.baseline = args.baseline;
  config.promote = args.promote;
  config.dry_run = global.dry_run;
  config.models_folder = args.models;
  config.reports_folder = args.reports;
  config.fresh_process = &try_in_fresh_process;
  config.provenance = provenance_of(config_source);
  return config;
}

ExitCode exit_code_of(Verdict verdict) {
  return verdict == Verdict::kPromote  ? ExitCode::kOk
         : verdict == Verdict::kReject ? ExitCode::kRejected
                                       : ExitCode::kInconclusive;
}

std::string text_of(const ValidateOutcome& outcome) {
  std::string text = outcome.summary;
  if (outcome.report_html.empty()) {
    return text + "\ndry run: nothing was written or recorded\n";
  }
  text += "\nreport   " + outcome.report_html.string() + "\n         " +
          outcome.report_markdown.string() + "\n         " + outcome.report_json.string() + "\n";
  if (!outcome.promoted.empty()) {
    return text + "live     " + outcome.promoted + " is in production\n";
  }
  if (outcome.verdict == Verdict::kPromote) {
    text += "next     mlpipe version promote        make it so\n";
  }
  return text;
}

ordered_json json_of(const ValidateOutcome& outcome, bool dry_run) {
  const auto path_or_null = [](const FileSystem::Path& path) {
    return path.empty() ? ordered_json(nullptr) : ordered_json(path.string());
  };
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
  };
  return {{"dry_run", dry_run},
          {"verdict", gate::to_string(outcome.verdict)},
          {"headline", outcome.headline},
          {"candidate", outcome.candidate},
          {"baseline", text_or_null(outcome.baseline)},
          {"promoted", text_or_null(outcome.promoted)},
          {"reports",
           {{"markdown", path_or_null(outcome.report_markdown)},
            {"html", path_or_null(outcome.report_html)},
            {"json", path_or_null(outcome.report_json)}}},
          {"judgement", ordered_json::parse(outcome.json)}};
}

/// On GitHub the verdict stands beside the run, and the report in the step's summary.
void annotate(const commands::App& app, const ValidateOutcome& outcome) {
  if (!on_github()) {
    return;
  }
  const Annotation kind = outcome.verdict == Verdict::kPromote  ? Annotation::kNotice
                          : outcome.verdict == Verdict::kReject ? Annotation::kError
                                                                : Annotation::kWarning;
  stderr_writer()(notify::annotation(kind, "mlpipe validate: " + gate::to_string(outcome.verdict),
                                     outcome.headline));
  try {
    add_step_summary(app.files, outcome.markdown);
  } catch (const Error& error) {
    app.events.on(Warning{"github.summary", error.what()});  // no reason to change a verdict
  }
}

}  // namespace

Outcome run_validate_command(const commands::App& app, const ValidateArgs& args,
                             const GlobalArgs& global) {
  const auto config = validate_config(app, args, global);
  if (global.print_config) {
    const auto pipeline = commands::write_pipeline_config(config.pipeline);
    return {ExitCode::kOk, to_json_file(pipeline), {{"config", pipeline}}};
  }
  TrackedCommand track(app, global, config.pipeline.tracking, "validate");
  const auto outcome = track.watch([&] { return commands::run_validate(app, config); });
  if (!outcome.promoted.empty()) {
    track.add("promote " + outcome.promoted, [&](const auto& plan, auto& run) {
      commands::add_move_run(
          app, plan, {outcome.baseline, outcome.promoted, outcome.headline, config.models_folder},
          run);
    });
  }
  track.finish([&](const auto& plan, auto& run) {
    commands::add_validate_run(app, plan, config, outcome, run);
  });
  if (args.annotate) {
    annotate(app, outcome);
  }
  const ExitCode code =
      outcome.promotion_problem.empty() ? exit_code_of(outcome.verdict) : ExitCode::kRejected;
  return {code, text_of(outcome), json_of(outcome, global.dry_run), outcome.promotion_problem};
}

}  // namespace mlpipe::cli
