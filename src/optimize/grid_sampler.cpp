// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/grid_sampler.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/text.hpp"

#include "optimize/walk_space.hpp"

namespace mlpipe::optimize {
namespace {

struct Grid {
  double low;
  double high;
  double step;  ///< 0: none
  bool log;
};

std::vector<double> spread(const Grid& grid, std::size_t most) {
  const double steps =
      grid.step > 0.0 ? std::nearbyint((grid.high - grid.low) / grid.step) : HUGE_VAL;
  const bool all = steps < static_cast<double>(most);
  const std::size_t count = grid.low == grid.high ? 1
                            : all                 ? static_cast<std::size_t>(steps) + 1
                                                  : most;
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double share = count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0.0;
    double x = grid.low + share * (grid.high - grid.low);
    if (all) {
      x = grid.low + static_cast<double>(i) * grid.step;
    } else if (grid.log) {
      x = grid.low * std::pow(grid.high / grid.low, share);
    }
    if (grid.step > 0.0) {
      x = grid.low + std::nearbyint((x - grid.low) / grid.step) * grid.step;
    }
    values.push_back(std::clamp(x, grid.low, grid.high));
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// Every combination, depth first.
class Combinations {
 public:
  Combinations(const SearchSpace& space, std::size_t most) : space_(space) {
    for (const auto& param : space) {
      values_.push_back(grid_values(param.distribution, most));
    }
  }

  std::vector<Params> all() {
    extend(0);
    return std::move(points_);
  }

 private:
  void extend(std::size_t depth) {
    if (depth == space_.size()) {
      if (points_.size() == GridSampler::kMostPoints) {
        throw ConfigError("/space", "the grid has more than " + grouped(GridSampler::kMostPoints) +
                                        " points; use fewer values, or another sampler");
      }
      points_.push_back(point_);
      return;
    }
    const auto& param = space_[depth];
    if (!is_active(param, point_)) {
      extend(depth + 1);
      return;
    }
    for (const double value : values_[depth]) {
      point_[param.name] = {param.distribution, value};
      extend(depth + 1);
    }
    point_.erase(param.name);
  }

  const SearchSpace& space_;
  std::vector<std::vector<double>> values_;
  Params point_;
  std::vector<Params> points_;
};

}  // namespace

std::vector<double> grid_values(const Distribution& distribution, std::size_t most) {
  assert(most >= 2);
  if (const auto* real = std::get_if<FloatDistribution>(&distribution)) {
    return spread({real->low, real->high, real->step.value_or(0.0), real->log}, most);
  }
  if (const auto* whole = std::get_if<IntDistribution>(&distribution)) {
    return spread({static_cast<double>(whole->low), static_cast<double>(whole->high),
                   static_cast<double>(whole->step), whole->log},
                  most);
  }
  std::vector<double> indices(std::get<CategoricalDistribution>(distribution).choices.size());
  std::iota(indices.begin(), indices.end(), 0.0);
  return indices;
}

GridSampler::GridSampler(const SearchSpace& space, std::size_t most, std::uint64_t seed)
    : space_(space), points_(Combinations(space, most).all()) {
  Rng rng(mix64(seed));
  for (std::size_t i = points_.size(); i > 1; --i) {
    std::swap(points_[i - 1], points_[rng.below(i)]);
  }
  for (std::size_t i = 0; i < points_.size(); ++i) {
    index_.emplace(key_of(points_[i]), i);
  }
}

GridSampler::Key GridSampler::key_of(const Params& params) const {
  Key key;
  for (const auto& param : space_) {
    const auto it = params.find(param.name);
    key += it == params.end() ? "-" : shortest(it->second.internal);
    key += ' ';
  }
  return key;
}

std::vector<bool> GridSampler::visited(const Ask& ask) const {
  std::vector<bool> out(points_.size(), false);
  for (const auto& trial : ask.history.trials) {
    if (trial.number == ask.number || trial.state == TrialState::kWaiting) {
      continue;
    }
    if (const auto it = index_.find(key_of(trial.params)); it != index_.end()) {
      out[it->second] = true;
    }
  }
  return out;
}

std::optional<Params> GridSampler::suggest(const Ask& ask) const {
  const auto taken = visited(ask);
  const bool all_taken = std::find(taken.begin(), taken.end(), false) == taken.end();
  // Whoever queued a trial wants it, though every point was tried.
  const bool is_queued = static_cast<std::size_t>(ask.number) < ask.history.trials.size();
  if (all_taken && !is_queued) {
    return std::nullopt;
  }
  std::size_t at = static_cast<std::size_t>(ask.number) % points_.size();
  while (!all_taken && taken[at]) {
    at = (at + 1) % points_.size();
  }
  // A fixed value may open a condition that the point leaves shut: the first value serves then.
  return walk_space(ask, [&](const SpaceParam& param) {
    const auto it = points_[at].find(param.name);
    return it != points_[at].end() ? it->second.internal
                                   : grid_values(param.distribution, 2).front();
  });
}

}  // namespace mlpipe::optimize
