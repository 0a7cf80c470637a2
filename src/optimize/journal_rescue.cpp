// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_rescue.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"

namespace mlpipe::optimize {
namespace {

constexpr const char* kFailedTrial = "failed_trial";
constexpr const char* kRetryHistory = "retry_history";

bool is_record(std::string_view text) {
  const auto parsed = parse_python_json(text);
  return parsed && parsed->is_object() && parsed->contains("op_code") &&
         parsed->contains("worker_id");
}

/// Appends the whole records of a damaged line, each as a line; gives the bytes that are none.
std::string split_melted(std::string_view line, std::string& out) {
  if (line.empty() || is_record(line)) {
    out.append(line).append(line.empty() ? "" : "\n");
    return "";
  }
  // The last writer's record is whole, and goes up to the line's end.
  for (std::size_t at = line.find('{', 1); at != std::string_view::npos;
       at = line.find('{', at + 1)) {
    if (is_record(line.substr(at))) {
      std::string lost = split_melted(line.substr(0, at), out);
      out.append(line.substr(at)).append("\n");
      return lost;
    }
  }
  return std::string(line);
}

nlohmann::json retry_history(const Trial& trial) {
  const auto it = trial.system_attributes.find(kRetryHistory);
  if (it != trial.system_attributes.end()) {
    if (auto list = parse_python_json(it->second); list && list->is_array()) {
      return *std::move(list);
    }
  }
  return nlohmann::json::array();
}

}  // namespace

JournalRepair repaired(std::string_view text) {
  JournalRepair out;
  const std::string_view torn = text.substr(whole_lines(text));
  std::string_view rest = text.substr(0, whole_lines(text));
  std::size_t number = 1;
  for (; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (parse_python_json(line)) {
      out.text.append(line).append("\n");
    } else {
      out.fixes.push_back({number, split_melted(line, out.text)});
    }
  }
  if (!torn.empty()) {
    out.fixes.push_back({number, std::string(torn)});
  }
  return out;
}

std::vector<JournalChange> fail_abandoned(const JournalReplay& replay, const Study& study,
                                          const std::function<bool(const std::string&)>& is_dead,
                                          Timestamp now) {
  std::vector<JournalChange> out;
  for (const auto& trial : study.trials) {
    if (trial.state == TrialState::kRunning && is_dead(replay.worker_of(trial.id))) {
      out.emplace_back(SetState{trial.id, TrialState::kFail, {}, trial.started, now});
    }
  }
  return out;
}

CreateTrial retry_of(const Study& study, const Trial& failed) {
  CreateTrial out{study.id, {}};
  out.trial.state = TrialState::kWaiting;
  out.trial.params = failed.params;
  out.trial.user_attributes = failed.user_attributes;
  out.trial.system_attributes = failed.system_attributes;
  auto history = retry_history(failed);
  history.push_back(failed.number);
  auto& attributes = out.trial.system_attributes;
  attributes.emplace(kFailedTrial, std::to_string(failed.number));
  attributes[kRetryHistory] = to_python_json(history);
  return out;
}

std::size_t attempts_before(const Trial& trial) {
  return retry_history(trial).size();
}

}  // namespace mlpipe::optimize
