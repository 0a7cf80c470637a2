// SPDX-License-Identifier: MIT
#include "cli/track_command.hpp"

#include "mlpipe/commands/run_tracker.hpp"
#include "mlpipe/core/text.hpp"

#include "cli/tracked_command.hpp"

namespace mlpipe::cli {
namespace {

using commands::TrackingPlan;
using nlohmann::ordered_json;

std::string runs_text(std::size_t count) {
  return count == 1 ? "1 run" : grouped(count) + " runs";
}

Outcome status(const commands::App& app, const TrackingPlan& plan) {
  const tracking::Outbox outbox(app.files, plan.outbox);
  std::vector<std::string> notes;
  auto list = ordered_json::array();
  std::string text = plan.open ? "runs are recorded in " + plan.open({plan.budget})->shown() + "\n"
                               : "tracking is off\n";
  const auto entries = outbox.entries(notes);
  text += entries.empty() ? "none waits\n" : runs_text(entries.size()) + " waiting\n";
  for (const auto& entry : entries) {
    text += "  " + to_display(entry.run.start) + "  " + entry.run.name + "\n";
    list.push_back({{"uid", entry.uid},
                    {"name", entry.run.name},
                    {"start", to_iso8601(entry.run.start)},
                    {"status", tracking::to_string(entry.run.status)}});
  }
  for (const auto& note : notes) {
    app.events.on(Warning{"tracking.outbox", note});
  }
  return {ExitCode::kOk,
          text + (entries.empty() ? "" : "next     mlpipe track sync\n"),
          {{"tracking",
            plan.open ? ordered_json(plan.open({plan.budget})->shown()) : ordered_json(nullptr)},
           {"waiting", std::move(list)}}};
}

Outcome sync(const commands::App& app, const TrackingPlan& plan) {
  if (!plan.open) {
    throw ConfigError(
        "--tracking: tracking is off; name the server, e.g. MLFLOW_TRACKING_URI or "
        "--tracking http://host:5000");
  }
  const auto done = commands::sync_outbox(app, plan);
  Outcome out;
  out.text = runs_text(done.delivered) + " delivered to " + done.store + "\n";
  out.result = {{"tracking", done.store}, {"delivered", done.delivered}, {"waiting", done.waiting}};
  if (!done.problem.empty()) {
    out.exit_code = ExitCode::kError;
    out.failure = done.problem + "; " + runs_text(done.waiting) + " still waiting";
  }
  return out;
}

}  // namespace

Outcome run_track_command(const commands::App& app, const TrackArgs& args,
                          const GlobalArgs& global) {
  const auto plan = tracking_plan(app, global, tracking_options(app, global.config));
  return args.action == TrackAction::kSync ? sync(app, plan) : status(app, plan);
}

}  // namespace mlpipe::cli
