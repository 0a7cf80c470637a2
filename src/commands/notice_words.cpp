// SPDX-License-Identifier: MIT
#include "commands/notice_words.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using Event = notify::NoticeEvent;

/// The first that is not empty, of several documents.
std::string first_text(const StepResults& results,
                       std::initializer_list<std::pair<const char*, const char*>> places) {
  for (const auto& [command, pointer] : places) {
    const json* document = results.of(command);
    const std::string text = document != nullptr ? text_at(*document, pointer) : "";
    if (!text.empty()) {
      return text;
    }
  }
  return "";
}

/// "mlpipe.train/1" -> "train"
std::string command_of(const json& document) {
  const std::string schema = text_at(document, "/schema");
  const auto dot = schema.find('.');
  return dot == std::string::npos ? "" : schema.substr(dot + 1, schema.find('/') - dot - 1);
}

std::string stays(const StepResults& results) {
  const std::string before = version_before(results);
  return before.empty() ? "nothing is in production" : "production stays " + before;
}

bool is_to_be_promoted(const StepResults& results) {
  return first_text(results, {{"validate", "/verdict"}}) == "PROMOTE";
}

std::string failure_title(const StepResults& results) {
  const json* error = results.first_error();
  if (error == nullptr) {
    return "failed";
  }
  const std::string code = text_at(*error, "/error/code");
  return "failed at " + command_of(*error) + (code.empty() ? "" : " (" + code + ")");
}

std::string drift_title(const StepResults& results) {
  const std::string verdict = first_text(results, {{"drift", "/verdict"}});
  const std::string model = first_text(results, {{"drift", "/model"}});
  return (verdict.empty() ? "done" : verdict) + (model.empty() ? "" : " for " + model);
}

std::string state(Event event, const StepResults& results) {
  switch (event) {
    case Event::kPromoted:
    case Event::kRolledBack: {
      const std::string version = version_of(results);
      return (version.empty() ? "a new version" : version) + " is in production" +
             (event == Event::kRolledBack ? " again" : "");
    }
    case Event::kTrained:
      return (is_to_be_promoted(results) ? "PROMOTE, not carried out; " : "a new candidate; ") +
             stays(results);
    case Event::kRejected:
      return "REJECT; " + stays(results);
    case Event::kInconclusive:
      return "INCONCLUSIVE; " + stays(results);
    case Event::kFailed:
      return failure_title(results);
    case Event::kCancelled:
      return "cancelled";
    case Event::kDrift:
    case Event::kLasting:
    case Event::kWarning:
    case Event::kCannotTell:
    case Event::kQuiet:
      return drift_title(results);
    case Event::kPassed:
    case Event::kRecovered:
      break;
  }
  return "passed";
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

std::vector<std::string> failed_checks(const StepResults& results) {
  std::vector<std::string> out;
  const json* validate = results.of("validate");
  for (const auto& check : validate != nullptr ? list_at(*validate, "/judgement/checks") : json()) {
    if (text_at(check, "/result") == "fail") {
      out.push_back(text_at(check, "/title") + ": " + text_at(check, "/explanation"));
    }
  }
  return out;
}

std::vector<std::string> drift_reasons(const StepResults& results) {
  std::vector<std::string> out;
  const json* drift = results.of("drift");
  if (drift == nullptr) {
    return out;
  }
  append(out, texts_at(*drift, "/check/overdue"));
  for (const auto& fault : list_at(*drift, "/check/faults")) {
    out.push_back(text_at(fault, "/column") + ": " + text_at(fault, "/sentence"));
  }
  if (flag_at(*drift, "/retrain")) {
    append(out, texts_at(*drift, "/check/retraining/reasons"));
  }
  for (const auto& change : texts_at(*drift, "/alerts")) {
    out.push_back("changed: " + change);
  }
  return out;
}

std::vector<std::string> failure_reasons(const StepResults& results) {
  std::vector<std::string> out;
  if (const json* error = results.first_error()) {
    const auto code = number_at(*error, "/exit_code");
    out.push_back("mlpipe " + command_of(*error) +
                  (code ? ", exit " + shortest(*code) : std::string()) + ": " +
                  text_at(*error, "/error/message"));
  }
  for (const auto& name : results.missing()) {
    out.push_back(name + ": this step did not get so far");
  }
  return out;
}

}  // namespace

std::string version_before(const StepResults& results) {
  return first_text(results, {{"version", "/previous"},
                              {"rollback", "/from"},
                              {"validate", "/baseline"},
                              {"drift", "/model"}});
}

std::string version_of(const StepResults& results) {
  const std::string now =
      first_text(results, {{"rollback", "/to"}, {"version", "/live"}, {"validate", "/promoted"}});
  return now.empty() ? version_before(results) : now;
}

std::string notice_title(NotifyJob job, Event event, const StepResults& results) {
  return "mlpipe " + notify_job_words()[static_cast<std::size_t>(job)] + ": " +
         state(event, results);
}

std::string notice_headline(Event event, const StepResults& results) {
  switch (event) {
    case Event::kFailed:
    case Event::kCancelled:
    case Event::kRolledBack:
      return "";
    default:
      return first_text(
          results, {{"drift", "/headline"}, {"validate", "/headline"}, {"train", "/headline"}});
  }
}

std::vector<std::string> notice_reasons(Event event, const StepResults& results) {
  switch (event) {
    case Event::kFailed:
    case Event::kCancelled:
      return failure_reasons(results);
    case Event::kPromoted: {
      const json* version = results.of("version");
      return version != nullptr ? texts_at(*version, "/bump/reasons") : std::vector<std::string>();
    }
    case Event::kRejected:
    case Event::kInconclusive:
    case Event::kTrained:
      return failed_checks(results);
    default:
      return drift_reasons(results);
  }
}

std::string next_command(NotifyJob job, Event event, const StepResults& results) {
  switch (event) {
    case Event::kPromoted:
      return "mlpipe rollback --reason \"...\"";
    case Event::kTrained:
      return first_text(results, {{"validate", "/verdict"}}) == "PROMOTE" ? "mlpipe version promote"
                                                                          : "mlpipe validate";
    case Event::kRejected:
      return "mlpipe train --optimize";
    case Event::kInconclusive:
      return "mlpipe validate --window 6M";
    case Event::kRolledBack:
      return "mlpipe version history";
    case Event::kDrift:
    case Event::kLasting:
      return "mlpipe train --use-best";
    case Event::kFailed: {
      const json* error = results.first_error();
      return "mlpipe " +
             (error != nullptr           ? command_of(*error)
              : job == NotifyJob::kDrift ? std::string("drift")
                                         : std::string("train")) +
             " --log-level debug";
    }
    default:
      return "";
  }
}

}  // namespace mlpipe::commands
