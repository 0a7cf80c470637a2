// SPDX-License-Identifier: MIT
#include <algorithm>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/platform/platform.hpp"

#include "cli/command_table.hpp"
#include "cli/docs_command.hpp"
#include "cli/doctor_command.hpp"
#include "cli/drift_command.hpp"
#include "cli/init_command.hpp"
#include "cli/notify_command.hpp"
#include "cli/optimize_command.hpp"
#include "cli/outcome.hpp"
#include "cli/parse_args.hpp"
#include "cli/predict_command.hpp"
#include "cli/session.hpp"
#include "cli/signals.hpp"
#include "cli/track_command.hpp"
#include "cli/train_command.hpp"
#include "cli/validate_command.hpp"
#include "cli/version_command.hpp"
#include "cli/version_text.hpp"

namespace mlpipe::cli {
namespace {

/// The one place where failures end. Gives the exit status.
int guarded(Session& session, const std::function<int()>& body) {
  try {
    return body();
  } catch (const Interrupted& interrupt) {
    session.interrupted(interrupt.signal());
    die_of_signal(interrupt.signal());
  } catch (const Error& error) {
    return session.failed(error.exit_code(), error_code(error.exit_code()), error.what());
  } catch (const std::bad_alloc&) {
    return session.failed(ExitCode::kError, "out_of_memory",
                          "out of memory: give the process more, or use fewer rows or columns");
  } catch (const std::exception& error) {
    return session.failed(
        ExitCode::kError, "bug",
        std::string("this is a bug in mlpipe, please report it: ") + error.what());
  } catch (...) {
    return session.failed(ExitCode::kError, "bug", "this is a bug in mlpipe, please report it");
  }
}

struct Dispatch {
  const commands::App& app;
  const GlobalArgs& global;
  Outcome operator()(const TrainArgs& args) const { return run_train_command(app, args, global); }
  Outcome operator()(const OptimizeArgs& args) const {
    return run_optimize_command(app, args, global);
  }
  Outcome operator()(const ValidateArgs& args) const {
    return run_validate_command(app, args, global);
  }
  Outcome operator()(const VersionArgs& args) const {
    return run_version_command(app, args, global);
  }
  Outcome operator()(const RollbackArgs& args) const {
    return run_rollback_command(app, args, global);
  }
  Outcome operator()(const PredictArgs& args) const {
    return run_predict_command(app, args, global);
  }
  Outcome operator()(const DriftArgs& args) const { return run_drift_command(app, args, global); }
  Outcome operator()(const TrackArgs& args) const { return run_track_command(app, args, global); }
  Outcome operator()(const InitArgs& args) const { return run_init_command(app, args, global); }
  Outcome operator()(const NotifyArgs& args) const { return run_notify_command(app, args, global); }
  Outcome operator()(const CompletionsArgs& args) const { return run_completions_command(args); }
  Outcome operator()(const ManArgs& args) const { return run_man_command(args); }
  Outcome operator()(const DoctorArgs& args) const { return run_doctor_command(app, args, global); }
};

registry::Actor actor(const std::string& command) {
  const auto environment = platform::read_environment();
  return {environment.user, environment.host, environment.run_url.value_or(""), "mlpipe " + command,
          environment.pid};
}

int print(const Outcome& outcome, const std::string& command, bool json) {
  write_stdout(json ? success_document(command, outcome) : outcome.text);
  return static_cast<int>(outcome.exit_code);
}

int run(const Invocation& invocation, const Clock& clock, const StopFlag& stop) {
  const GlobalArgs& global = invocation.global;
  Session session(global, invocation.command, clock);
  return guarded(session, [&] {
    const auto files = platform::make_disk_file_system();
    const auto sources = platform::make_source_opener(session.events(), stop);
    const auto http = platform::make_http_transport(stop);
    const commands::App app{
        *files,
        clock,
        *sources,
        session.events(),
        stop,
        global.threads.value_or(std::min(platform::usable_cpus(), model::kMostThreads)),
        actor(invocation.command),
        http.get()};
    const Outcome outcome = std::visit(Dispatch{app, global}, invocation.args);
    const int status = print(outcome, invocation.command, global.json);
    if (!outcome.failure.empty()) {
      session.tell_failure(error_code(outcome.exit_code), outcome.failure);
    }
    return status;
  });
}

int answer(const Answer& help) {
  if (help.exit_code == ExitCode::kOk) {
    write_stdout(help.text);
  } else {
    stderr_writer()(help.text);
  }
  return static_cast<int>(help.exit_code);
}

int run_program(const std::vector<std::string>& args) {
  const StopFlag& stop = install_signal_handlers();
  const auto clock = platform::make_system_clock();
  const GlobalArgs output = output_args(args, platform::environment_variable);
  // Tells of failures until the flags are understood.
  Session session(output, command_in(args), *clock);
  return guarded(session, [&]() -> int {
    const Parsed parsed = parse_args(args, platform::environment_variable);
    if (const auto* help = std::get_if<Answer>(&parsed)) {
      return answer(*help);
    }
    if (const auto* version = std::get_if<VersionAsked>(&parsed)) {
      return print(version_outcome(
                       VersionInfo{[] { return model::to_string(model::library_version()); }, {}}),
                   "", version->json);
    }
    return run(std::get<Invocation>(parsed), *clock, stop);
  });
}

}  // namespace
}  // namespace mlpipe::cli

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
  mlpipe::platform::tame_openmp();
  return mlpipe::cli::run_program(args);
}
