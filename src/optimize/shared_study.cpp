// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/shared_study.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/journal_rescue.hpp"
#include "mlpipe/optimize/journal_write.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "optimize/study_terms.hpp"
#include "optimize/trial_end.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::ordered_json;

constexpr const char* kMetricNames = "study:metric_names";

const Trial* first_waiting(const Study& study) {
  const auto it = std::find_if(study.trials.begin(), study.trials.end(), [](const Trial& trial) {
    return trial.state == TrialState::kWaiting;
  });
  return it == study.trials.end() ? nullptr : &*it;
}

History settled_history(const Study& study, std::int64_t number, std::size_t batch) {
  History history = history_of(study);
  if (batch > 0) {
    history.settled = number - static_cast<std::int64_t>(batch) + 1;
  }
  return history;
}

}  // namespace

std::size_t trial_count(const Study& study) {
  return static_cast<std::size_t>(
      std::count_if(study.trials.begin(), study.trials.end(),
                    [](const Trial& trial) { return attempts_before(trial) == 0; }));
}

SharedStudy::SharedStudy(Journal& journal, StudyTerms terms, const Clock& clock)
    : journal_(journal), terms_(std::move(terms)), clock_(clock) {
  make_if_missing();
  compare_terms();
}

const Study& SharedStudy::study_in(const JournalReplay& replay) const {
  const Study* found = replay.find(terms_.name);
  if (found == nullptr) {
    throw NotFoundError(journal_.name() + ": study " + quote(terms_.name) +
                        " is gone; somebody deleted it");
  }
  return *found;
}

const Study& SharedStudy::study() const {
  return study_in(journal_.replay());
}

void SharedStudy::make_if_missing() {
  if (journal_.refresh().find(terms_.name) != nullptr) {
    return;
  }
  journal_.write([&](const JournalReplay& replay) -> std::vector<JournalChange> {
    if (replay.find(terms_.name) != nullptr) {
      return {};
    }
    return {CreateStudy{terms_.name, {terms_.direction}}};
  });
}

/// Attributes come in a second step: whose study it is, is known only when it is there.
void SharedStudy::compare_terms() {
  const auto found = differences(terms_, study());
  if (!found.empty()) {
    throw ConfigError(
        "--study", quote(terms_.name) + " in " + journal_.name() +
                       " was begun on other terms, and values of its trials would not compare: " +
                       join(found, "; ") + ". Name another study, or give back the old terms");
  }
  journal_.write([&](const JournalReplay& replay) { return missing_attributes(study_in(replay)); });
}

std::vector<JournalChange> SharedStudy::missing_attributes(const Study& study) const {
  std::vector<JournalChange> out;
  for (const auto& [key, value] : attributes_of(terms_)) {
    if (!study.user_attributes.contains(key)) {
      out.emplace_back(SetStudyAttribute{study.id, AttributeKind::kUser, key, value});
    }
  }
  if (!study.system_attributes.contains(kMetricNames)) {
    out.emplace_back(SetStudyAttribute{study.id, AttributeKind::kSystem, kMetricNames,
                                       to_python_json(ordered_json::array({terms_.metric}))});
  }
  return out;
}

std::size_t SharedStudy::clear_abandoned(const std::function<bool(const std::string&)>& is_dead,
                                         std::size_t retries) {
  std::size_t dead = 0;
  journal_.write([&](const JournalReplay& replay) {
    const Study& now = study_in(replay);
    auto out = fail_abandoned(replay, now, is_dead, clock_.now());
    dead = out.size();
    for (std::size_t i = 0; i < dead; ++i) {
      const auto id = std::get<SetState>(out[i]).trial_id;
      const auto trial = std::find_if(now.trials.begin(), now.trials.end(),
                                      [&](const Trial& one) { return one.id == id; });
      if (attempts_before(*trial) < retries) {
        out.emplace_back(retry_of(now, *trial));
      }
    }
    return out;
  });
  return dead;
}

void SharedStudy::enqueue(const std::vector<Point>& points, std::size_t most_trials) {
  journal_.write([&](const JournalReplay& replay) {
    const Study& now = study_in(replay);
    std::vector<JournalChange> out;
    for (const auto& point : points) {
      if (trial_count(now) + out.size() >= most_trials) {
        break;
      }
      if (std::any_of(now.trials.begin(), now.trials.end(),
                      [&](const Trial& trial) { return has_values(trial, point); })) {
        continue;
      }
      out.emplace_back(CreateTrial{now.id, queued_trial(point)});
    }
    return out;
  });
}

std::vector<JournalChange> SharedStudy::create(const Rule& rule, const Study& study,
                                               Begun& begun) const {
  const auto number = static_cast<std::int64_t>(study.trials.size());
  if (trial_count(study) >= rule.most_trials) {
    begun.what = Begin::kEnough;
    return {};
  }
  if (!rule.may_begin(number)) {
    begun.what = Begin::kNotYet;
    return {};
  }
  const auto params =
      rule.sampler.suggest({terms_.space, settled_history(study, number, rule.batch), number});
  if (!params) {
    begun.what = Begin::kExhausted;
    return {};
  }
  begun.what = Begin::kBegun;
  CreateTrial made{study.id, {}};
  made.trial.params = *params;
  made.trial.started = clock_.now();
  return {made};
}

SharedStudy::Begun SharedStudy::begin_waiting(const Rule& rule, std::int64_t number) {
  journal_.write([&](const JournalReplay& replay) {
    const Study& now = study_in(replay);
    const Trial& trial = now.trials[static_cast<std::size_t>(number)];
    const auto params = rule.sampler.suggest(
        {terms_.space, settled_history(now, number, rule.batch), number, fixed_of(trial)});
    std::vector<JournalChange> out;
    for (const auto& [name, param] : params.value_or(Params{})) {
      if (!trial.params.contains(name)) {
        out.emplace_back(SetParam{trial.id, name, param});
      }
    }
    return out;
  });
  const Trial& trial = study().trials[static_cast<std::size_t>(number)];
  return {Begin::kBegun, trial, twin_of(trial)};
}

SharedStudy::Begun SharedStudy::begin(const Rule& rule) {
  for (;;) {
    Begun begun;
    std::optional<std::int64_t> taken;
    const auto& replay = journal_.write([&](const JournalReplay& now) {
      begun = {};
      taken.reset();
      const Study& study = study_in(now);
      const Trial* waiting = first_waiting(study);
      if (waiting == nullptr) {
        return create(rule, study, begun);
      }
      if (!rule.may_begin(waiting->number)) {
        return std::vector<JournalChange>{};
      }
      taken = waiting->number;
      return std::vector<JournalChange>{
          SetState{waiting->id, TrialState::kRunning, {}, clock_.now(), {}}};
    });
    const auto is_ours = [&](const Trial& trial) {
      return trial.state == TrialState::kRunning && replay.worker_of(trial.id) == journal_.worker();
    };
    const auto& trials = study().trials;
    if (taken && is_ours(trials[static_cast<std::size_t>(*taken)])) {
      return begin_waiting(rule, *taken);
    }
    if (begun.what != Begin::kBegun && !taken) {
      return begun;
    }
    // In Redis another worker may have been faster: for a trial of the queue, look again.
    if (const auto made = std::find_if(trials.rbegin(), trials.rend(), is_ours);
        !taken && made != trials.rend()) {
      return {Begin::kBegun, *made, twin_of(*made)};
    }
  }
}

std::optional<std::int64_t> SharedStudy::twin_of(const Trial& trial) const {
  for (const auto& other : study().trials) {
    if (other.number >= trial.number) {
      break;
    }
    const bool ours_running = other.state == TrialState::kRunning &&
                              journal_.replay().worker_of(other.id) == journal_.worker();
    if ((other.state == TrialState::kComplete || other.state == TrialState::kPruned ||
         ours_running) &&
        other.params == trial.params) {
      return other.number;
    }
  }
  return std::nullopt;
}

bool SharedStudy::report(Trial& trial, std::int64_t step, double value, const Pruner& pruner,
                         std::size_t batch) {
  trial.intermediate_values[step] = value;
  if (!pruner.shares_reports()) {  // finish() writes them
    return pruner.decide(history(trial.number, batch), trial).prune;
  }
  PruneDecision decision;
  journal_.write([&](const JournalReplay& replay) {
    decision = pruner.decide(settled_history(study_in(replay), trial.number, batch), trial);
    std::vector<JournalChange> out = {Report{trial.id, step, value}};
    for (const auto& [key, number] : decision.attributes) {
      out.emplace_back(
          SetTrialAttribute{trial.id, AttributeKind::kSystem, key, python_number(number)});
    }
    return out;
  });
  for (const auto& [key, number] : decision.attributes) {
    trial.system_attributes[key] = python_number(number);
  }
  return decision.prune;
}

void SharedStudy::write_end(const Trial& trial) {
  journal_.write([&](const JournalReplay& replay) {
    const auto& before = study_in(replay).trials[static_cast<std::size_t>(trial.number)];
    return final_changes(before, trial);
  });
}

void SharedStudy::finish(const Trial& trial, const TrialEnd& end) {
  write_end(ended(trial, end, clock_.now()));
}

void SharedStudy::finish_as_twin(const Trial& trial, const Trial& twin) {
  write_end(ended_as(trial, twin, clock_.now()));
}

void SharedStudy::put_back(const Trial& trial) {
  journal_.write([&](const JournalReplay& replay) -> std::vector<JournalChange> {
    const Study& now = study_in(replay);
    return {SetState{trial.id, TrialState::kFail, {}, trial.started, clock_.now()},
            retry_of(now, now.trials[static_cast<std::size_t>(trial.number)])};
  });
}

History SharedStudy::history(std::int64_t number, std::size_t batch) const {
  return settled_history(study(), number, batch);
}

}  // namespace mlpipe::optimize
