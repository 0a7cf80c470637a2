// SPDX-License-Identifier: MIT
#include "mlpipe/drift/sample.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/drift/bins.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::drift {
namespace {

/// The reference's distribution function at x, by the grid: its limit from the left, or its value.
double share_below(std::span<const double> grid, double x, bool inclusive) {
  const auto at = inclusive ? std::upper_bound(grid.begin(), grid.end(), x)
                            : std::lower_bound(grid.begin(), grid.end(), x);
  if (at == grid.begin()) {
    return 0.0;
  }
  if (at == grid.end()) {
    return 1.0;
  }
  const double low = *(at - 1);
  const auto steps = static_cast<double>(at - grid.begin() - 1);
  return (steps + (x - low) / (*at - low)) / kGridSteps;
}

/// Integral of |a + (b - a) t - c| over t in [0, 1].
double mean_distance(double a, double b, double c) {
  const double left = a - c;
  const double right = b - c;
  if ((left >= 0.0) == (right >= 0.0)) {
    return 0.5 * std::abs(left + right);
  }
  return 0.5 * (left * left + right * right) / (std::abs(left) + std::abs(right));
}

/// The reference's quantile function as straight pieces: from `begin` to `end` (shares of the rows)
/// it runs from `low` to `high`.
struct Piece {
  double begin, end, low, high;
};

std::vector<Piece> pieces(std::span<const double> grid, std::uint64_t rows) {
  constexpr double kStep = 1.0 / kGridSteps;
  std::vector<Piece> out;
  for (std::size_t i = 0; i < kGridSteps; ++i) {
    const double begin = static_cast<double>(i) * kStep;
    out.push_back({begin, begin + kStep, grid[i], grid[i + 1]});
  }
  if (rows > kGridSteps) {
    const double row = 1.0 / static_cast<double>(rows);
    out.front() = {row, kStep, grid[1], grid[1]};
    out.insert(out.begin(), {0.0, row, grid[0], grid[0]});
    out.back() = {1.0 - kStep, 1.0 - row, grid[kGridSteps - 1], grid[kGridSteps - 1]};
    out.push_back({1.0 - row, 1.0, grid[kGridSteps], grid[kGridSteps]});
  }
  return out;
}

}  // namespace

SampleMoments sample_moments(std::span<const double> sorted) {
  SampleMoments out;
  out.n = sorted.size();
  if (sorted.empty()) {
    return out;
  }
  // About the median: a level far above the spread would take the digits.
  const double centre = edge_quantile(sorted, 0.5);
  std::vector<double> about(sorted.begin(), sorted.end());
  std::for_each(about.begin(), about.end(), [&](double& x) { x -= centre; });
  const auto moments = stats::moments(about);
  const auto n = static_cast<double>(sorted.size());
  out.mean = centre + moments.mean;
  out.min = sorted.front();
  out.max = sorted.back();
  if (out.min < out.max) {
    out.deviation = moments.deviation.value_or(0.0) * std::sqrt((n - 1.0) / n);
    out.skewness = moments.skewness;
  }
  if (!std::isfinite(out.mean) || !std::isfinite(out.deviation)) {  // squares beyond the doubles
    out.mean = centre;
    out.deviation = 0.5 * out.max - 0.5 * out.min;
    out.skewness.reset();
  }
  std::transform(kMomentLevels.begin(), kMomentLevels.end(), out.quantiles.begin(),
                 [&](double q) { return edge_quantile(sorted, q); });
  return out;
}

std::vector<double> quantile_grid(std::span<const double> sorted) {
  std::vector<double> out;
  for (std::size_t i = 0; i <= kGridSteps && !sorted.empty(); ++i) {
    out.push_back(edge_quantile(sorted, static_cast<double>(i) / kGridSteps));
  }
  return out;
}

double ks_statistic_from_grid(std::span<const double> grid, std::span<const double> current) {
  assert(grid.size() == kGridSteps + 1 && !current.empty());
  const auto m = static_cast<double>(current.size());
  double largest = 0.0;
  for (std::size_t begin = 0; begin < current.size();) {
    const double x = current[begin];
    std::size_t end = begin + 1;
    while (end < current.size() && current[end] == x) {
      ++end;
    }
    largest =
        std::max({largest, std::abs(share_below(grid, x, false) - static_cast<double>(begin) / m),
                  std::abs(share_below(grid, x, true) - static_cast<double>(end) / m)});
    begin = end;
  }
  return largest;
}

double wasserstein_from_grid(std::span<const double> grid, std::uint64_t rows,
                             std::span<const double> current) {
  assert(grid.size() == kGridSteps + 1 && !current.empty());
  const auto m = static_cast<double>(current.size());
  double area = 0.0;
  std::size_t j = 0;
  for (const auto& piece : pieces(grid, rows)) {
    const auto at = [&](double share) {
      return piece.low +
             (piece.high - piece.low) * (share - piece.begin) / (piece.end - piece.begin);
    };
    for (double share = piece.begin; share < piece.end;) {
      const double row_end = static_cast<double>(j + 1) / m;
      const double end = j + 1 < current.size() ? std::min(piece.end, row_end) : piece.end;
      area += std::max(0.0, end - share) * mean_distance(at(share), at(end), current[j]);
      share = std::max(end, share);
      if (j + 1 < current.size() && row_end <= piece.end) {
        ++j;
      } else {
        break;
      }
    }
  }
  return area;
}

ScaledDistance scale_distance(double distance, const SampleMoments& reference) {
  ScaledDistance out{distance, std::nullopt, std::nullopt};
  if (reference.deviation > 0.0) {
    out.by_deviation = distance / reference.deviation;
  }
  if (reference.interquartile_range() > 0.0) {
    out.by_range = distance / reference.interquartile_range();
  }
  return out;
}

}  // namespace mlpipe::drift
