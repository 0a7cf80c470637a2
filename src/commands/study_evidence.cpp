// SPDX-License-Identifier: MIT
#include "commands/study_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/optimize/python_json.hpp"
#include "mlpipe/optimize/shared_study.hpp"
#include "mlpipe/stats/descriptive.hpp"

#include "commands/trial_returns.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using optimize::Trial;
using optimize::TrialState;
using stats::BlockReturns;

constexpr std::size_t kMostBlocks = 16;

json attribute(const Trial& trial, const char* name) {
  const auto it = trial.user_attributes.find(name);
  return it == trial.user_attributes.end()
             ? json()
             : optimize::parse_python_json(it->second).value_or(json());
}

bool all_numbers(const json& list, std::size_t count) {
  return list.is_array() && list.size() == count &&
         std::all_of(list.begin(), list.end(), [](const json& x) { return x.is_number(); });
}

std::optional<stats::SharpeSample> sharpe_of(const Trial& trial) {
  const json list = attribute(trial, kSharpe);
  if (!all_numbers(list, 4)) {
    return std::nullopt;
  }
  return stats::SharpeSample{list[0].get<double>(), static_cast<std::size_t>(list[1].get<double>()),
                             list[2].get<double>(), list[3].get<double>()};
}

/// [n_folds]; empty if there are none, or a fold has fewer than two returns.
std::vector<BlockReturns> returns_of(const Trial& trial) {
  std::vector<BlockReturns> out;
  for (const auto& part : attribute(trial, kReturns)) {
    if (!all_numbers(part, 3) || part[0].get<double>() < 2.0) {
      return {};
    }
    out.push_back({part[0].get<double>(), part[1].get<double>(), part[2].get<double>()});
  }
  return out;
}

BlockReturns joined(const BlockReturns& a, const BlockReturns& b) {
  const double rows = a.rows + b.rows;
  const double gap = b.mean - a.mean;
  return {rows, a.mean + gap * b.rows / rows,
          a.squares + b.squares + gap * gap * a.rows * b.rows / rows};
}

/// An even number of blocks, at most kMostBlocks: the oldest fold is left out of an odd number, and
/// neighbours are joined while there are too many.
std::vector<BlockReturns> even_blocks(std::vector<BlockReturns> folds) {
  std::size_t group = 1;
  while (folds.size() / group > kMostBlocks) {
    ++group;
  }
  const std::size_t blocks = folds.size() / group / 2 * 2;
  std::vector<BlockReturns> out;
  const std::size_t first = folds.size() - blocks * group;
  for (std::size_t block = 0; block < blocks; ++block) {
    BlockReturns sum = folds[first + block * group];
    for (std::size_t i = 1; i < group; ++i) {
      sum = joined(sum, folds[first + block * group + i]);
    }
    out.push_back(sum);
  }
  return out;
}

bool is_first_of_its_kind(const Trial& trial) {
  return !trial.user_attributes.contains(optimize::kTwinOf);
}

void add_deflated(const optimize::Study& study, const Trial& best, StudyEvidence& out) {
  std::vector<double> sharpes;
  for (const auto& trial : study.trials) {
    if (trial.state == TrialState::kComplete && is_first_of_its_kind(trial)) {
      if (const auto sample = sharpe_of(trial)) {
        sharpes.push_back(sample->sharpe);
      }
    }
  }
  out.best = sharpe_of(best);
  if (!out.best) {
    out.no_deflated_reason = "there are no returns, or they do not vary";
    return;
  }
  const double deviation = sharpes.size() > 1 ? *stats::moments(sharpes).deviation
                                              : 1.0 / std::sqrt(static_cast<double>(out.best->n));
  const auto tried = static_cast<double>(std::max<std::size_t>(out.tried, 1));
  out.expected_maximum = stats::expected_maximum_sharpe(deviation, tried);
  out.deflated = stats::deflated_sharpe(*out.best, deviation, tried);
  if (!out.deflated) {
    out.no_deflated_reason = "the standard error of the Sharpe ratio is not defined";
  }
}

void add_overfitting(const optimize::Study& study, StudyEvidence& out) {
  std::vector<std::vector<BlockReturns>> trials;
  for (const auto& trial : study.trials) {
    if (trial.state == TrialState::kComplete && is_first_of_its_kind(trial)) {
      auto blocks = even_blocks(returns_of(trial));
      if (!blocks.empty() && (trials.empty() || blocks.size() == trials.front().size())) {
        trials.push_back(std::move(blocks));
      }
    }
  }
  if (trials.size() < 2) {
    out.no_overfitting_reason = "fewer than two complete trials have returns on two folds or more";
    return;
  }
  out.blocks = trials.front().size();
  std::vector<BlockReturns> parts;
  for (std::size_t block = 0; block < out.blocks; ++block) {
    for (const auto& trial : trials) {
      parts.push_back(trial[block]);
    }
  }
  out.overfitting = stats::backtest_overfitting(parts, trials.size());
}

}  // namespace

StudyEvidence study_evidence(const optimize::Study& study) {
  StudyEvidence out;
  out.tried = static_cast<std::size_t>(
      std::count_if(study.trials.begin(), study.trials.end(), [](const Trial& trial) {
        return (trial.state == TrialState::kComplete || trial.state == TrialState::kPruned) &&
               is_first_of_its_kind(trial);
      }));
  const auto best = best_trial(history_of(study));
  if (!best) {
    out.no_deflated_reason = out.no_overfitting_reason = "no trial is complete and feasible";
    return out;
  }
  add_deflated(study, study.trials[*best], out);
  add_overfitting(study, out);
  return out;
}

}  // namespace mlpipe::commands
