// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/importance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "optimize/parzen.hpp"

namespace mlpipe::optimize {
namespace {

constexpr double kTargetQuantile = 0.1;
constexpr std::int64_t kMostSteps = 50;

using Trials = std::vector<const Trial*>;

/// A parameter's values laid on a grid: grid points of a number, choices of a categorical.
struct Grid {
  Distribution distribution;  ///< over the points' indices
  bool log = false;
  double low = 0.0;   ///< value, or its logarithm, at the first point
  double step = 1.0;  ///< from point to point
  std::size_t points = 0;
};

Grid grid_of_range(double low, double high, bool log, double steps) {
  Grid grid;
  grid.log = log;
  grid.low = log ? std::log(low) : low;
  const auto points = std::min(static_cast<std::int64_t>(steps), kMostSteps);
  grid.step = ((log ? std::log(high) : high) - grid.low) / static_cast<double>(points - 1);
  grid.distribution = IntDistribution{0, points - 1};
  grid.points = static_cast<std::size_t>(points);
  return grid;
}

Grid grid_of(const FloatDistribution& d) {
  const double steps =
      d.step ? std::nearbyint((d.high - d.low) / *d.step) + 1.0 : static_cast<double>(kMostSteps);
  return grid_of_range(d.low, d.high, d.log, std::min(steps, static_cast<double>(kMostSteps)));
}

Grid grid_of(const IntDistribution& d) {
  const auto width = static_cast<double>(d.high - d.low);
  const double steps = d.log ? std::ceil(std::log(width + 1.0) / std::log(2.0)) + 1.0
                             : std::nearbyint(width / static_cast<double>(d.step)) + 1.0;
  return grid_of_range(static_cast<double>(d.low), static_cast<double>(d.high), d.log, steps);
}

Grid grid_of(const CategoricalDistribution& d) {
  Grid grid;
  grid.distribution = d;
  grid.points = d.choices.size();
  return grid;
}

/// How many trials fall on each point; a value halfway belongs to the lower one.
std::vector<double> counts_on(const Grid& grid, const std::string& name, const Trials& trials) {
  std::vector<double> counts(grid.points, 0.0);
  for (const auto* trial : trials) {
    const double value = trial->params.find(name)->second.internal;
    const double at = ((grid.log ? std::log(value) : value) - grid.low) / grid.step;
    const double last = static_cast<double>(grid.points - 1);
    counts[static_cast<std::size_t>(std::clamp(std::ceil(at - 0.5), 0.0, last))] += 1.0;
  }
  return counts;
}

/// Scott's rule from the smaller of deviation and quartile range, 1.059 s n^(-1/5), but 90 % of a
/// kernel about a grid point may always fall on that point.
/// Source: Scott 1992, "Multivariate Density Estimation".
double scott_width(std::span<const double> points, std::span<const double> counts) {
  std::vector<double> cumulative(counts.size());
  std::partial_sum(counts.begin(), counts.end(), cumulative.begin());
  const double n = cumulative.back();
  const double mean = std::inner_product(points.begin(), points.end(), counts.begin(), 0.0) / n;
  double squares = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    squares += counts[i] * (points[i] - mean) * (points[i] - mean);
  }
  const double deviation = std::sqrt(squares / std::max(1.0, n - 1.0));
  const auto first = std::lower_bound(cumulative.begin(), cumulative.end(), std::floor(n / 4.0));
  const auto third =
      std::upper_bound(cumulative.begin(), cumulative.end() - 1, std::floor(n * 3.0 / 4.0));
  const double quartiles = points[static_cast<std::size_t>(third - cumulative.begin())] -
                           points[static_cast<std::size_t>(first - cumulative.begin())];
  constexpr double kLeast = 0.5 / 1.64;
  return std::max(1.059 * std::min(quartiles / 1.34, deviation) * std::pow(n, -0.2), kLeast);
}

/// The estimated mass of each point of the grid.
std::vector<double> masses_on(const Grid& grid, const std::string& name, const Trials& trials) {
  std::vector<double> points;
  std::vector<double> counts;
  const auto all = counts_on(grid, name, trials);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] > 0.0) {
      points.push_back(static_cast<double>(i));
      counts.push_back(all[i]);
    }
  }
  ParzenOptions options;
  options.magic_clip = false;
  options.widths = WidthRule::kGiven;
  options.given_width = scott_width(points, counts);
  const std::vector<const Distribution*> space{&grid.distribution};
  const ParzenEstimator estimator(space, {points}, counts, options);
  std::vector<double> indices(grid.points);
  std::iota(indices.begin(), indices.end(), 0.0);
  auto masses = estimator.log_density({indices});
  constexpr double kFloor = 1e-12;  // no point is impossible, so that quotients stay finite
  std::transform(masses.begin(), masses.end(), masses.begin(),
                 [](double log_mass) { return std::exp(log_mass) + kFloor; });
  return masses;
}

double pearson_divergence(const Distribution& distribution, const std::string& name,
                          const Trials& best, const Trials& all) {
  const Grid grid = std::visit([](const auto& d) { return grid_of(d); }, distribution);
  const auto of_best = masses_on(grid, name, best);
  const auto of_all = masses_on(grid, name, all);
  double sum = 0.0;
  for (std::size_t i = 0; i < of_all.size(); ++i) {
    const double excess = of_best[i] / of_all[i] - 1.0;
    sum += of_all[i] * excess * excess;
  }
  return sum;
}

/// Trials that have a parameter with the same distribution.
struct Regime {
  const Distribution* distribution;
  Trials all;
  Trials best;
};

std::vector<Regime> regimes_of(const std::string& name, const Trials& trials,
                               const std::set<const Trial*>& best) {
  std::vector<Regime> regimes;
  for (const auto* trial : trials) {
    const auto param = trial->params.find(name);
    if (param == trial->params.end()) {
      continue;
    }
    const Distribution& distribution = param->second.distribution;
    auto regime = std::find_if(regimes.begin(), regimes.end(),
                               [&](const Regime& r) { return *r.distribution == distribution; });
    if (regime == regimes.end()) {
      regime = regimes.insert(regimes.end(), {&distribution, {}, {}});
    }
    regime->all.push_back(trial);
    if (best.count(trial) > 0) {
      regime->best.push_back(trial);
    }
  }
  return regimes;
}

/// The best tenth, and all that are as good as its last.
std::set<const Trial*> best_of(const Trials& trials, Direction direction) {
  const double sign = direction == Direction::kMinimize ? 1.0 : -1.0;
  std::vector<double> losses;
  for (const auto* trial : trials) {
    losses.push_back(sign * trial->values.front());
  }
  std::sort(losses.begin(), losses.end());
  const double wanted = std::ceil(kTargetQuantile * static_cast<double>(losses.size()));
  const double cutoff = losses[static_cast<std::size_t>(wanted) - 1];
  std::set<const Trial*> best;
  for (const auto* trial : trials) {
    if (sign * trial->values.front() <= cutoff) {
      best.insert(trial);
    }
  }
  return best;
}

double importance_of(const std::string& name, const Trials& trials,
                     const std::set<const Trial*>& best) {
  double sum = 0.0;
  for (const auto& regime : regimes_of(name, trials, best)) {
    if (regime.best.empty() || is_single(*regime.distribution)) {
      continue;
    }
    const auto share = [](const auto& part, const auto& whole) {
      return static_cast<double>(part.size()) / static_cast<double>(whole.size());
    };
    const double of_best = share(regime.best, best);
    sum += of_best * of_best / share(regime.all, trials) *
           pearson_divergence(*regime.distribution, name, regime.best, regime.all);
  }
  return sum;
}

}  // namespace

std::vector<ParamImportance> param_importances(const History& history) {
  Trials trials;
  std::set<std::string> names;
  for (const auto& trial : history.trials) {
    if (trial.state != TrialState::kComplete || trial.values.empty()) {
      continue;
    }
    for (const auto& [name, param] : trial.params) {
      names.insert(name);
    }
    if (std::isfinite(trial.values.front())) {
      trials.push_back(&trial);
    }
  }
  const auto best =
      trials.size() > 1 ? best_of(trials, history.direction) : std::set<const Trial*>();
  std::vector<ParamImportance> out;
  double sum = 0.0;
  for (const auto& name : names) {
    out.push_back({name, best.empty() ? 0.0 : importance_of(name, trials, best)});
    sum += out.back().share;
  }
  for (auto& item : out) {
    item.share = sum == 0.0 ? 1.0 / static_cast<double>(names.size()) : item.share / sum;
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  return out;
}

}  // namespace mlpipe::optimize
