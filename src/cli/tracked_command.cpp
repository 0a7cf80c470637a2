// SPDX-License-Identifier: MIT
#include "cli/tracked_command.hpp"

#include "mlpipe/commands/pipeline_config.hpp"

#include "cli/config_file.hpp"

namespace mlpipe::cli {
namespace {

commands::TrackingPlan plan_of(const commands::App& app, const GlobalArgs& global,
                               const tracking::TrackingOptions& options) {
  return global.dry_run || global.print_config ? commands::TrackingPlan{}
                                               : tracking_plan(app, global, options);
}

}  // namespace

tracking::TrackingOptions tracking_options(const commands::App& app,
                                           const std::optional<std::string>& file) {
  GlobalArgs where;
  where.config = file;
  try {
    if (const auto config = read_config_file(app.files, where)) {
      return commands::parse_pipeline_config(config->json, config->source).tracking;
    }
  } catch (const Error& error) {
    app.events.on(Warning{"tracking.config", std::string(error.what()) +
                                                 "; runs are recorded as if there were no config"});
  }
  return {};
}

TrackedCommand::TrackedCommand(const commands::App& app, const GlobalArgs& global,
                               const tracking::TrackingOptions& options, const std::string& name)
    : app_(app), tracker_(app, plan_of(app, global, options)), run_(tracker_.begin(name)) {}

void TrackedCommand::announce() {
  announced_ = tracker_.on();
  tracker_.announce(run_);
}

void TrackedCommand::end_badly(tracking::RunStatus status, const std::string& problem) {
  if (!announced_) {
    return;  // nobody has seen it begin, and nothing came of it
  }
  run_.status = status;
  run_.end = app_.clock.now();
  run_.tags.emplace_back("mlpipe.error", problem);
  tracker_.deliver(run_);
  tracker_.report();
}

void TrackedCommand::deliver(tracking::RunRecord run, const Fill& fill) {
  if (!tracker_.on()) {
    return;
  }
  run.status = tracking::RunStatus::kFinished;
  run.end = app_.clock.now();
  try {
    fill(tracker_.plan(), run);
  } catch (const std::exception& error) {
    app_.events.on(Warning{"tracking.record",
                           std::string("the run's record is not complete: ") + error.what()});
  }
  tracker_.deliver(run);
}

void TrackedCommand::finish(const Fill& fill) {
  deliver(run_, fill);
  tracker_.report();
}

void TrackedCommand::add(const std::string& name, const Fill& fill) {
  deliver(tracker_.begin(name), fill);
}

}  // namespace mlpipe::cli
