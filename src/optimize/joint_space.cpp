// SPDX-License-Identifier: MIT
#include "optimize/joint_space.hpp"

#include <algorithm>
#include <limits>

namespace mlpipe::optimize {
namespace {

KnownSpace space_of(const Trial& trial) {
  KnownSpace space;
  for (const auto& [name, param] : trial.params) {
    space.push_back({name, &param.distribution});
  }
  return space;
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

/// Reads a trial's values of the space; what it lacks, or has otherwise, is not shared.
void read_shared(const Trial& trial, const KnownSpace& space, std::size_t index, Columns& values,
                 std::vector<bool>& shared) {
  auto param = trial.params.begin();
  for (std::size_t p = 0; p < space.size(); ++p) {
    param = find_from(param, trial.params.end(), space[p].name);
    if (param == trial.params.end() || param->first != space[p].name ||
        param->second.distribution != *space[p].distribution) {
      shared[p] = false;
    } else {
      values[p][index] = param->second.internal;
    }
  }
}

}  // namespace

Params::const_iterator find_from(Params::const_iterator at, Params::const_iterator end,
                                 std::string_view name) {
  while (at != end && at->first != name && at->first < name) {
    ++at;
  }
  return at;
}

JointHistory joint_history(const History& history) {
  const auto first = std::find_if(history.trials.begin(), history.trials.end(),
                                  [&](const Trial& trial) { return is_scored(history, trial); });
  if (first == history.trials.end()) {
    return {};
  }
  const KnownSpace all = space_of(*first);
  Columns values(all.size(), std::vector<double>(history.trials.size(),
                                                 std::numeric_limits<double>::quiet_NaN()));
  std::vector<bool> shared(all.size(), true);
  for (auto trial = first; trial != history.trials.end(); ++trial) {
    if (is_scored(history, *trial)) {
      read_shared(*trial, all, static_cast<std::size_t>(trial - history.trials.begin()), values,
                  shared);
    }
  }
  JointHistory out;
  for (std::size_t p = 0; p < all.size(); ++p) {
    if (shared[p] && !is_single(*all[p].distribution)) {
      out.space.push_back(all[p]);
      out.values.push_back(std::move(values[p]));
    }
  }
  return out;
}

std::vector<KnownSpace> grouped_spaces(const History& history) {
  std::vector<KnownSpace> groups;
  for (const auto& trial : history.trials) {
    if (is_scored(history, trial)) {
      groups = refine(groups, trial);
    }
  }
  std::for_each(groups.begin(), groups.end(), drop_single);
  std::erase_if(groups, [](const KnownSpace& group) { return group.empty(); });
  return groups;
}

}  // namespace mlpipe::optimize
