// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/notify/deliver.hpp"

namespace mlpipe::commands {

enum class NotifyJob { kTrain, kDrift, kCi };
[[nodiscard]] std::span<const std::string> notify_job_words();

enum class JobOutcome { kSuccess, kFailure, kCancelled };
[[nodiscard]] std::span<const std::string> job_outcome_words();

struct NotifyConfig {
  NotifyJob job = NotifyJob::kTrain;
  JobOutcome outcome = JobOutcome::kSuccess;
  /// What the job's commands printed with --json, in their order. A file that is missing or cut
  /// stands for a step that did not get so far.
  std::vector<std::string> results;
  std::optional<std::string> report;  ///< Markdown, for places that have room for it
  std::optional<std::string> log;     ///< its last lines are shown on failure
  std::optional<std::string> artifact_url, run_url;
  notify::Mailing mailing;
  bool strict = false;  ///< a notice that does not arrive is a failure
};

struct NotifyOutcome {
  ExitCode exit_code = ExitCode::kOk;
  notify::Notice notice;
  std::vector<notify::Delivery> deliveries;
  std::string failure;  ///< with `strict`: what went wrong
};

/// What there is to say about the job. @throws nothing for what files hold: it is said
[[nodiscard]] notify::Notice make_notice(const App& app, const NotifyConfig& config,
                                         const notify::NotifyDoors& doors);

/// Tells it to everybody who is to know.
/// @throws ConfigError for a destination that there is not; Interrupted
[[nodiscard]] NotifyOutcome run_notify(const App& app, const NotifyConfig& config,
                                       const notify::NotifyDoors& doors);

}  // namespace mlpipe::commands
