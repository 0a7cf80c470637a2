// SPDX-License-Identifier: MIT
#include "mlpipe/core/text.hpp"

#include "cli/log_sink.hpp"

namespace mlpipe::cli {
namespace {

std::string seconds(std::chrono::nanoseconds duration) {
  return fixed(std::chrono::duration<double>(duration).count(), 2) + " s";
}

struct ToRecord {
  LogRecord operator()(const StageStarted& event) const {
    return {LogLevel::kDebug, event.stage, event.stage + " begins", "", {}, {}};
  }
  LogRecord operator()(const StageFinished& event) const {
    return {LogLevel::kInfo, event.stage,    event.stage + " done in " + seconds(event.duration),
            "success",       event.duration, {}};
  }
  LogRecord operator()(const Note& event) const {
    return {LogLevel::kInfo, event.action, event.message, "", {}, {}};
  }
  LogRecord operator()(const Warning& event) const {
    return {LogLevel::kWarn, event.action, event.message, "", {}, {}};
  }
  LogRecord operator()(const RoundCompleted& event) const {
    return {LogLevel::kTrace,
            "train.round",
            "round " + std::to_string(event.round) + " of " + std::to_string(event.round_count),
            "",
            {},
            {{"mlpipe.round", event.round}, {"mlpipe.round_count", event.round_count}}};
  }
  LogRecord operator()(const FoldCompleted& event) const {
    // At most ten or so lines a run are news; the others are for debugging.
    const std::size_t count = event.fold_count > 0 ? event.fold_count : 1;
    const bool tenth = (event.fold + 1) * 10 / count != event.fold * 10 / count;
    return {tenth ? LogLevel::kInfo : LogLevel::kDebug,
            "walk_forward.fold",
            "fold " + std::to_string(event.fold + 1) + " of " + std::to_string(event.fold_count) +
                ": " + event.metric + " " + fixed(event.score, 5),
            "success",
            {},
            {{"mlpipe.fold", event.fold},
             {"mlpipe.fold_count", event.fold_count},
             {"mlpipe.metric." + event.metric, event.score}}};
  }
  LogRecord operator()(const TrialCompleted& event) const {
    const auto number = [](const std::optional<double>& value) {
      return value ? fixed(*value, 5) : std::string("none");
    };
    LogRecord record{LogLevel::kInfo,
                     "optimize.trial",
                     "trial " + std::to_string(event.trial) + " " + event.state +
                         (event.value ? ": " + event.metric + " " + number(event.value) : "") +
                         "; best " + number(event.best) + ", " + std::to_string(event.done) +
                         " of " + std::to_string(event.wanted) + " done, " +
                         std::to_string(event.pruned) + " pruned",
                     event.state == "failed" ? "failure" : "success",
                     {},
                     {{"mlpipe.trial", event.trial},
                      {"mlpipe.trial_state", event.state},
                      {"mlpipe.trials_done", event.done},
                      {"mlpipe.trials_wanted", event.wanted}}};
    if (event.value) {
      record.fields["mlpipe.metric." + event.metric] = *event.value;
    }
    return record;
  }
  LogRecord operator()(const ArtifactWritten& event) const {
    return {LogLevel::kInfo,
            "artifact.write",
            "wrote " + event.path + " (" + grouped(event.bytes) + " bytes)",
            "success",
            {},
            {{"file.path", event.path}, {"file.size", event.bytes}}};
  }
};

}  // namespace

LogRecord to_record(const Event& event) {
  return std::visit(ToRecord{}, event);
}

LogRecord without_secrets(const LogRecord& record, const Redactor& redactor) {
  LogRecord out = record;
  out.message = redactor.clean(record.message);
  for (auto& value : out.fields) {
    if (value.is_string()) {
      value = redactor.clean(value.get<std::string>());
    }
  }
  return out;
}

}  // namespace mlpipe::cli
