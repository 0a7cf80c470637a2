// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <type_traits>

#include "mlpipe/commands/run_tracker.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/tracking/options.hpp"
#include "mlpipe/tracking/settings.hpp"

#include "cli/args.hpp"

namespace mlpipe::cli {

/// Where runs go: what was typed, then the environment, then the config.
/// @throws ConfigError for an address that cannot be one
[[nodiscard]] commands::TrackingPlan tracking_plan(const commands::App& app,
                                                   const GlobalArgs& global,
                                                   const tracking::TrackingOptions& options);

/// The place alone, whether it can be reached or not. @throws ConfigError as tracking_plan()
[[nodiscard]] tracking::StoreChoice tracking_choice(const commands::App& app,
                                                    const GlobalArgs& global,
                                                    const tracking::TrackingOptions& options);

/// Section "tracking" of config/pipeline.json for commands that need nothing else of it. A config
/// that cannot be read is no reason to hold up a rollback: then a warning, and the defaults.
/// @param file  --config of commands whose --config is that file; else empty
[[nodiscard]] tracking::TrackingOptions tracking_options(const commands::App& app,
                                                         const std::optional<std::string>& file);

/// One command's run, from its beginning to its end, however that comes about.
class TrackedCommand {
 public:
  using Fill = std::function<void(const commands::TrackingPlan&, tracking::RunRecord&)>;

  /// @param name  of the run, until it has a better one. A dry run is not recorded.
  TrackedCommand(const commands::App& app, const GlobalArgs& global,
                 const tracking::TrackingOptions& options, const std::string& name);

  /// Shows the run while it lasts.
  void announce();

  /// Runs the command itself; a failure of it ends the run as FAILED, a signal as KILLED.
  template <class Body>
  std::invoke_result_t<Body> watch(Body&& body) {
    try {
      return std::forward<Body>(body)();
    } catch (const Interrupted&) {
      end_badly(tracking::RunStatus::kKilled, "interrupted");
      throw;
    } catch (const Error& error) {
      end_badly(tracking::RunStatus::kFailed, error.what());
      throw;
    }
  }

  /// The run has ended well.
  void finish(const Fill& fill);
  /// One more run of this command, which has ended too.
  void add(const std::string& name, const Fill& fill);

 private:
  void end_badly(tracking::RunStatus status, const std::string& problem);
  void deliver(tracking::RunRecord run, const Fill& fill);

  const commands::App& app_;
  commands::RunTracker tracker_;
  tracking::RunRecord run_;
  bool announced_ = false;
};

}  // namespace mlpipe::cli
