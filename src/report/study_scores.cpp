// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>

#include "mlpipe/report/metric_format.hpp"

#include "study_sections.hpp"

namespace mlpipe::report {

using optimize::Trial;
using optimize::TrialState;

namespace {

double sign_of(const StudyReport& report) {
  return report.direction == optimize::Direction::kMinimize ? 1.0 : -1.0;
}

}  // namespace

double score_of(const Trial& trial) {
  const bool pruned = trial.state == TrialState::kPruned;
  if (!trial.values.empty() && (pruned || trial.state == TrialState::kComplete)) {
    return trial.values.front();
  }
  return pruned && !trial.intermediate_values.empty() ? trial.intermediate_values.rbegin()->second
                                                      : std::numeric_limits<double>::quiet_NaN();
}

bool is_feasible(const Trial& trial) {
  return optimize::constraint_violation(trial) <= 0.0;
}

std::vector<const Trial*> ranked(const StudyReport& report) {
  std::vector<const Trial*> out;
  for (const auto& trial : report.trials) {
    if (trial.state == TrialState::kComplete && !trial.values.empty() &&
        std::isfinite(trial.values.front())) {
      out.push_back(&trial);
    }
  }
  const double sign = sign_of(report);
  std::stable_sort(out.begin(), out.end(), [&](const Trial* a, const Trial* b) {
    const auto key = [&](const Trial& trial) {
      return std::pair(!is_feasible(trial), sign * trial.values.front());
    };
    return key(*a) < key(*b);
  });
  return out;
}

ScoreAxis score_axis(const StudyReport& report) {
  std::vector<double> losses;
  const double sign = sign_of(report);
  for (const auto& trial : report.trials) {
    if (const double score = score_of(trial); std::isfinite(score)) {
      losses.push_back(sign * score);
    }
  }
  ScoreAxis out;
  out.axis.title = in_sentence(metric_title(report.metric));
  out.axis.format = metric_format(metrics::find_metric(report.metric));
  if (losses.empty()) {
    return out;
  }
  std::sort(losses.begin(), losses.end());
  const double best = losses.front();
  double worst = losses.back();
  const double most = losses[(losses.size() - 1) * 9 / 10];
  if (worst - best > 3.0 * (most - best) && most > best) {
    worst = best + 1.2 * (most - best);
    out.beyond = static_cast<std::uint64_t>(losses.end() -
                                            std::upper_bound(losses.begin(), losses.end(), worst));
  }
  const double pad = worst > best ? 0.04 * (worst - best) : 0.05 * std::abs(best) + 1e-9;
  out.axis.low = std::min(sign * (best - pad), sign * (worst + pad));
  out.axis.high = std::max(sign * (best - pad), sign * (worst + pad));
  return out;
}

std::vector<Dot> best_so_far(const StudyReport& report) {
  std::vector<Dot> out;
  for (const auto& trial : report.trials) {
    const double score = score_of(trial);
    if (trial.state == TrialState::kComplete && is_feasible(trial) && std::isfinite(score) &&
        (out.empty() || sign_of(report) * score < sign_of(report) * out.back().y)) {
      out.push_back({static_cast<double>(trial.number), score});
    }
  }
  return out;
}

}  // namespace mlpipe::report
