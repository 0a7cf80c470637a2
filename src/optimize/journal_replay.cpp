// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_replay.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/trial_attributes.hpp"

namespace mlpipe::optimize {
namespace {

constexpr std::string_view kConstraintPrefix =
    kConstraintsAttribute;  // of "constraints:<name>", too

/// Constraints of one trial from its system attributes: "constraints:<name>" each, and the list
/// "constraints" of Optuna 4, whose entries are named by their index.
std::map<std::string, double, std::less<>> constraints_of(const Trial& trial) {
  std::map<std::string, double, std::less<>> out;
  const auto& attributes = trial.system_attributes;
  for (auto it = attributes.lower_bound(kConstraintPrefix); it != attributes.end(); ++it) {
    const std::string& key = it->first;
    if (key.compare(0, kConstraintPrefix.size(), kConstraintPrefix) != 0) {
      break;
    }
    const auto value = parse_python_json(it->second);
    if (key == kConstraintPrefix && value && value->is_array()) {
      for (std::size_t i = 0; i < value->size(); ++i) {
        if ((*value)[i].is_number()) {
          out[std::to_string(i)] = (*value)[i].get<double>();
        }
      }
    } else if (key[kConstraintPrefix.size()] == ':' && value && value->is_number()) {
      out[key.substr(kConstraintPrefix.size() + 1)] = value->get<double>();
    }
  }
  return out;
}

}  // namespace

History history_of(const Study& study) {
  return {study.directions.front(), study.trials};
}

std::size_t whole_lines(std::string_view text) {
  const std::size_t last = text.rfind('\n');
  return last == std::string_view::npos ? 0 : last + 1;
}

/// False if the line is to be tried again later.
bool JournalReplay::apply_line(std::string_view line, bool may_be_torn) {
  try {
    auto record = parser_.parse(line);
    if (!record && may_be_torn) {
      return false;
    }
    if (!record) {
      throw IntegrityError("is damaged, and other lines follow it");
    }
    apply(std::move(*record));
  } catch (const IntegrityError& error) {
    throw IntegrityError(name_ + ":" + std::to_string(lines_ + 1) + ": " + error.what());
  }
  ++lines_;
  return true;
}

std::size_t JournalReplay::read(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', begin)) {
    if (!apply_line(text.substr(begin, end - begin), end + 1 == text.size())) {
      break;
    }
    begin = end + 1;
  }
  return begin;
}

void JournalReplay::apply(JournalRecord record) {
  std::visit([&](auto& what) { change(record.worker, std::move(what)); }, record.change);
}

const Study* JournalReplay::find(std::string_view name) const {
  const auto it = std::find_if(studies_.begin(), studies_.end(),
                               [&](const auto& entry) { return entry.second.name == name; });
  return it == studies_.end() ? nullptr : &it->second;
}

std::string JournalReplay::worker_of(std::int64_t trial_id) const {
  return trial_id >= 0 && trial_id < next_trial_id()
             ? places_[static_cast<std::size_t>(trial_id)].worker
             : std::string();
}

/// Null if there is no such trial, or nothing may change in it any more.
Trial* JournalReplay::open_trial(std::int64_t id) {
  if (id < 0 || id >= next_trial_id()) {
    return nullptr;
  }
  const Place& place = places_[static_cast<std::size_t>(id)];
  const auto study = studies_.find(place.study_id);
  if (study == studies_.end()) {
    return nullptr;
  }
  Trial& trial = study->second.trials[place.number];
  return is_finished(trial.state) ? nullptr : &trial;
}

void JournalReplay::change(const std::string& /*worker*/, const CreateStudy& what) {
  if (find(what.name) != nullptr) {
    return;
  }
  const std::int64_t id = next_study_id_++;
  studies_[id] = Study{id, what.name, what.directions, {}, {}, {}};
}

void JournalReplay::change(const std::string& /*worker*/, const DeleteStudy& what) {
  studies_.erase(what.study_id);
  first_with_.erase(what.study_id);
}

void JournalReplay::change(const std::string& /*worker*/, const SetStudyAttribute& what) {
  const auto it = studies_.find(what.study_id);
  if (it != studies_.end()) {
    auto& attributes = what.kind == AttributeKind::kUser ? it->second.user_attributes
                                                         : it->second.system_attributes;
    attributes[what.key] = what.value;
  }
}

void JournalReplay::change(const std::string& worker, CreateTrial what) {
  const auto it = studies_.find(what.study_id);
  if (it == studies_.end()) {
    return;
  }
  auto& trials = it->second.trials;
  Trial trial = std::move(what.trial);
  trial.id = next_trial_id();
  trial.number = static_cast<std::int64_t>(trials.size());
  trial.constraints = constraints_of(trial);
  for (const auto& [name, param] : trial.params) {
    first_with_[what.study_id].emplace(name, trials.size());
  }
  places_.push_back({what.study_id, trials.size(), worker});
  trials.push_back(std::move(trial));
}

void JournalReplay::change(const std::string& /*worker*/, SetParam what) {
  Trial* trial = open_trial(what.trial_id);
  if (trial == nullptr) {
    return;
  }
  const Place& place = places_[static_cast<std::size_t>(what.trial_id)];
  auto& first_with = first_with_[place.study_id];
  const auto [first, is_new] = first_with.emplace(what.name, place.number);
  const auto& trials = studies_.at(place.study_id).trials;
  // Optuna compares with the first trial by number, not with the first that was given one.
  if (!is_new && !compatible(trials[first->second].params.at(what.name).distribution,
                             what.param.distribution)) {
    return;
  }
  first->second = std::min(first->second, place.number);
  trial->params.insert_or_assign(std::move(what.name), std::move(what.param));
}

void JournalReplay::change(const std::string& worker, const SetState& what) {
  Trial* trial = open_trial(what.trial_id);
  const bool running = what.state == TrialState::kRunning;
  if (trial == nullptr || (running && trial->state == TrialState::kRunning)) {
    return;
  }
  trial->state = what.state;
  if (running) {
    trial->started = what.started;
    places_[static_cast<std::size_t>(what.trial_id)].worker = worker;
  }
  if (is_finished(what.state)) {
    trial->completed = what.completed;
  }
  if (!what.values.empty()) {
    trial->values = what.values;
  }
}

void JournalReplay::change(const std::string& /*worker*/, const Report& what) {
  if (Trial* trial = open_trial(what.trial_id)) {
    trial->intermediate_values[what.step] = what.value;
  }
}

void JournalReplay::change(const std::string& /*worker*/, SetTrialAttribute what) {
  Trial* trial = open_trial(what.trial_id);
  if (trial == nullptr) {
    return;
  }
  (what.kind == AttributeKind::kUser ? trial->user_attributes
                                     : trial->system_attributes)[what.key] = std::move(what.value);
  if (what.kind == AttributeKind::kSystem && what.key.rfind(kConstraintPrefix, 0) == 0) {
    trial->constraints = constraints_of(*trial);
  }
}

}  // namespace mlpipe::optimize
