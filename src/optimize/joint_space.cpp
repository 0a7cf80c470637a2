// SPDX-License-Identifier: MIT
#include "optimize/joint_space.hpp"

#include <algorithm>

namespace mlpipe::optimize {
namespace {

KnownSpace space_of(const Trial& trial) {
  KnownSpace space;
  for (const auto& [name, param] : trial.params) {
    space.push_back({name, &param.distribution});
  }
  return space;
}

/// Leaves in the space what the trial has too. Both are in order of name.
void intersect(KnownSpace& space, const Trial& trial) {
  auto theirs = trial.params.begin();
  std::erase_if(space, [&](const KnownParam& ours) {
    while (theirs != trial.params.end() && theirs->first < ours.name) {
      ++theirs;
    }
    return theirs == trial.params.end() || theirs->first != ours.name ||
           theirs->second.distribution != *ours.distribution;
  });
}

void drop_single(KnownSpace& space) {
  std::erase_if(space, [](const KnownParam& param) { return is_single(*param.distribution); });
}

/// Splits each group into what the trial has and what it lacks; what is new becomes a group.
std::vector<KnownSpace> refine(const std::vector<KnownSpace>& groups, const Trial& trial) {
  std::vector<KnownSpace> out;
  KnownSpace fresh = space_of(trial);
  for (const auto& group : groups) {
    KnownSpace inside;
    KnownSpace outside;
    for (const auto& param : group) {
      (trial.params.find(param.name) != trial.params.end() ? inside : outside).push_back(param);
    }
    std::erase_if(fresh, [&](const KnownParam& param) {
      return std::any_of(inside.begin(), inside.end(),
                         [&](const KnownParam& other) { return other.name == param.name; });
    });
    out.push_back(std::move(inside));
    out.push_back(std::move(outside));
  }
  out.push_back(std::move(fresh));
  std::erase_if(out, [](const KnownSpace& group) { return group.empty(); });
  return out;
}

}  // namespace

KnownSpace joint_space(const History& history) {
  const auto first = std::find_if(history.trials.begin(), history.trials.end(), is_scored);
  if (first == history.trials.end()) {
    return {};
  }
  KnownSpace space = space_of(*first);
  for (auto trial = first + 1; trial != history.trials.end() && !space.empty(); ++trial) {
    if (is_scored(*trial)) {
      intersect(space, *trial);
    }
  }
  drop_single(space);
  return space;
}

std::vector<KnownSpace> grouped_spaces(const History& history) {
  std::vector<KnownSpace> groups;
  for (const auto& trial : history.trials) {
    if (is_scored(trial)) {
      groups = refine(groups, trial);
    }
  }
  std::for_each(groups.begin(), groups.end(), drop_single);
  std::erase_if(groups, [](const KnownSpace& group) { return group.empty(); });
  return groups;
}

}  // namespace mlpipe::optimize
