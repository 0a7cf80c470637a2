// SPDX-License-Identifier: MIT
#include "optimize/parzen.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace mlpipe::optimize {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// How far below a mixture, in the logarithm, a kernel no longer matters: 4e-18 of it.
constexpr double kNegligible = 40.0;

using Indices = std::vector<std::uint32_t>;

/// log of the sum of exp(totals) over the kernels of `alive`, of which there is one at least.
double log_sum_exp(std::span<const double> totals, const Indices& alive) {
  double largest = -kInfinity;
  for (const auto k : alive) {
    largest = std::max(largest, totals[k]);
  }
  if (std::isinf(largest)) {
    return largest;
  }
  double sum = 0.0;
  for (const auto k : alive) {
    sum += std::exp(totals[k] - largest);
  }
  return largest + std::log(sum);
}

/// Log masses of a discrete parameter's values under its distinct kernels, each worked out when
/// first asked for: candidates often share values.
class MassTable {
 public:
  MassTable(const NumericKernels& kernels, std::span<const double> points) : kernels_(kernels) {
    for (const double x : points) {
      const auto known = std::find(values_.begin(), values_.end(), x);
      rows_.push_back(static_cast<std::size_t>(known - values_.begin()));
      if (known == values_.end()) {
        values_.push_back(x);
        bins_.push_back(kernels.bin(x));
        masses_.emplace_back(kernels.distinct_count(), std::numeric_limits<double>::quiet_NaN());
      }
    }
  }

  double operator()(std::size_t point, std::size_t kernel) {
    const std::size_t row = rows_[point];
    const std::uint32_t distinct = kernels_.distinct()[kernel];
    double& mass = masses_[row][distinct];
    if (std::isnan(mass)) {
      mass = kernels_.log_mass(bins_[row], distinct);
    }
    return mass;
  }

  /// Nothing that the mass exceeds.
  [[nodiscard]] double bound(std::size_t point, std::size_t kernel) const {
    const std::size_t row = rows_[point];
    const std::uint32_t distinct = kernels_.distinct()[kernel];
    const double mass = masses_[row][distinct];
    return std::isnan(mass) ? kernels_.log_mass_bound(bins_[row], distinct) : mass;
  }

 private:
  const NumericKernels& kernels_;
  std::vector<double> values_;
  std::vector<NumericKernels::Bin> bins_;  ///< of the values
  std::vector<std::size_t> rows_;          ///< point -> value
  Columns masses_;                         ///< [value][distinct kernel]; NaN: not yet known
};

/// Leaves in `alive` the kernels whose total is at least `cut`.
void drop_below(double cut, std::span<const double> totals, Indices& alive) {
  std::size_t kept = 0;
  for (const auto k : alive) {
    alive[kept] = k;
    kept += totals[k] >= cut ? 1 : 0;
  }
  alive.resize(kept);
}

/// Adds the discrete parameters to the kernels that still matter beside the prior: masses are at
/// most 1, so a kernel far below it stays so. Those kernels are left in `alive`.
void add_masses(std::vector<MassTable>& tables, std::size_t point, std::span<double> totals,
                Indices& alive) {
  double prior = totals.back();
  for (auto& table : tables) {
    prior += table(point, totals.size() - 1);
  }
  const double cut = prior - kNegligible - std::log(static_cast<double>(totals.size()));
  alive.resize(totals.size());
  std::iota(alive.begin(), alive.end(), 0U);
  drop_below(cut, totals, alive);
  for (auto& table : tables) {
    for (const auto k : alive) {
      totals[k] += totals[k] + table.bound(point, k) < cut ? -kInfinity : table(point, k);
    }
    drop_below(cut, totals, alive);
  }
}

}  // namespace

ParzenEstimator::ParzenEstimator(std::span<const Distribution* const> space,
                                 const Columns& observations, std::span<const double> weights,
                                 const ParzenOptions& options)
    : weights_(weights.begin(), weights.end()) {
  assert(!space.empty() && space.size() == observations.size());
  weights_.push_back(weights.empty() ? 1.0 : options.prior_weight);
  const double sum = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  for (auto& weight : weights_) {
    weight /= sum;
    log_weights_.push_back(std::log(weight));
  }
  for (std::size_t p = 0; p < space.size(); ++p) {
    assert(observations[p].size() == weights.size());
    if (const auto* categorical = std::get_if<CategoricalDistribution>(space[p])) {
      kernels_.emplace_back(
          CategoricalKernels(categorical->choices.size(), observations[p], options));
    } else {
      kernels_.emplace_back(NumericKernels(*space[p], observations[p], options, space.size()));
    }
  }
}

Columns ParzenEstimator::sample(const Draws& draws) const {
  std::vector<double> cumulative(weights_.size());
  std::partial_sum(weights_.begin(), weights_.end(), cumulative.begin());
  std::vector<std::size_t> active;
  for (const double u : draws.kernel) {
    const auto above =
        std::upper_bound(cumulative.begin(), cumulative.end() - 1, u * cumulative.back());
    active.push_back(static_cast<std::size_t>(above - cumulative.begin()));
  }
  Columns out(kernels_.size());
  for (std::size_t p = 0; p < kernels_.size(); ++p) {
    for (std::size_t i = 0; i < active.size(); ++i) {
      out[p].push_back(std::visit(
          [&](const auto& kernels) { return kernels.sample(active[i], draws.value[p][i]); },
          kernels_[p]));
    }
  }
  return out;
}

std::vector<double> ParzenEstimator::log_density(const Columns& points) const {
  assert(points.size() == kernels_.size());
  std::vector<MassTable> tables;
  for (std::size_t p = 0; p < kernels_.size(); ++p) {
    const auto* numeric = std::get_if<NumericKernels>(&kernels_[p]);
    if (numeric != nullptr && numeric->is_discrete()) {
      tables.emplace_back(*numeric, points[p]);
    }
  }
  std::vector<double> out;
  std::vector<double> totals;
  Indices alive;
  for (std::size_t i = 0; i < points.front().size(); ++i) {
    totals = log_weights_;
    for (std::size_t p = 0; p < kernels_.size(); ++p) {
      if (const auto* categorical = std::get_if<CategoricalKernels>(&kernels_[p])) {
        categorical->add_log_weights(points[p][i], totals);
      } else if (const auto& numeric = std::get<NumericKernels>(kernels_[p]);
                 !numeric.is_discrete()) {
        numeric.add_log_densities(points[p][i], totals);
      }
    }
    add_masses(tables, i, totals, alive);
    out.push_back(log_sum_exp(totals, alive));
  }
  return out;
}

}  // namespace mlpipe::optimize
