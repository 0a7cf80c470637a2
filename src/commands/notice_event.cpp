// SPDX-License-Identifier: MIT
#include "commands/notice_event.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using Event = notify::NoticeEvent;

/// A verdict that says no is an answer, not a failure, although the job is red.
std::optional<Event> refusal(const StepResults& results) {
  const json* validate = results.of("validate");
  const std::string verdict = validate != nullptr ? text_at(*validate, "/verdict") : "";
  return verdict == "REJECT"         ? std::optional(Event::kRejected)
         : verdict == "INCONCLUSIVE" ? std::optional(Event::kInconclusive)
                                     : std::nullopt;
}

bool switched(const json* document) {
  return document != nullptr && flag_at(*document, "/switched") && !flag_at(*document, "/dry_run");
}

bool is_promoted(const StepResults& results) {
  const json* validate = results.of("validate");
  return switched(results.of("version")) ||
         (validate != nullptr && !text_at(*validate, "/promoted").empty());
}

Event after_success(const StepResults& results) {
  if (is_promoted(results)) {
    return Event::kPromoted;
  }
  if (switched(results.of("rollback"))) {
    return Event::kRolledBack;
  }
  if (const auto no = refusal(results)) {
    return *no;
  }
  return results.of("train") != nullptr || results.of("validate") != nullptr ? Event::kTrained
                                                                             : Event::kPassed;
}

Event after_failure(const StepResults& results) {
  const auto no = refusal(results);
  return results.first_error() == nullptr && no ? *no : Event::kFailed;
}

/// Has anything been found that no earlier check told of within the cool-down?
bool is_news(const json& drift) {
  bool fault = false;
  for (const auto& item : list_at(drift, "/check/faults")) {
    fault = fault || flag_at(item, "/fails");
  }
  return fault || !list_at(drift, "/alerts").empty() || !list_at(drift, "/check/overdue").empty() ||
         flag_at(drift, "/ask_for_training");
}

Event of_drift(JobOutcome outcome, const StepResults& results) {
  const json* drift = results.of("drift");
  if (results.first_error() != nullptr) {
    return Event::kFailed;
  }
  if (drift != nullptr && flag_at(*drift, "/drifted")) {
    return is_news(*drift) ? Event::kDrift : Event::kLasting;
  }
  if (outcome == JobOutcome::kFailure) {
    const bool unsure = drift != nullptr && number_at(*drift, "/exit_code") ==
                                                static_cast<int>(ExitCode::kInconclusive);
    return unsure ? Event::kCannotTell : Event::kFailed;
  }
  const std::string verdict = drift != nullptr ? text_at(*drift, "/verdict") : "";
  return verdict == "ok" ? Event::kQuiet
         : verdict == "warning" || verdict == "critical"
             ? Event::kWarning
             : (verdict.empty() ? Event::kPassed : Event::kCannotTell);
}

}  // namespace

notify::NoticeEvent event_of(NotifyJob job, JobOutcome outcome, const StepResults& results) {
  if (outcome == JobOutcome::kCancelled) {
    return Event::kCancelled;
  }
  if (job == NotifyJob::kDrift) {
    return of_drift(outcome, results);
  }
  return outcome == JobOutcome::kSuccess ? after_success(results) : after_failure(results);
}

}  // namespace mlpipe::commands
