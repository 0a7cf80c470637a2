// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <numeric>

#include "mlpipe/stats/bootstrap.hpp"
#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::stats {
namespace {

/// Upper bound of any block length: beyond it too few blocks are left to resample.
double longest_block(std::size_t n) {
  const auto size = static_cast<double>(n);
  return std::min(3.0 * std::sqrt(size), size / 3.0);
}

/// Sum of x[i] x[i + lag].
double cross_product(std::span<const double> x, std::size_t lag) {
  const auto later = x.subspan(lag);
  return std::inner_product(later.begin(), later.end(), x.begin(), 0.0);
}

/// Lag after which the autocorrelations are noise: the first of `run` in a row that are all below
/// Politis and White's 2 sqrt(log10(n) / n); `longest` if there is no such run.
std::size_t last_lag(std::span<const double> centred, std::size_t run, std::size_t longest) {
  const auto n = static_cast<double>(centred.size());
  const double bound = 2.0 * std::sqrt(std::log10(n) / n);
  std::size_t below = 0;
  for (std::size_t lag = 1; lag < longest; ++lag) {
    // The sums of squares leave out one value more than the products do, as in the package arch.
    const double before = cross_product(centred.first(centred.size() - lag - 1), 0);
    const double after = cross_product(centred.subspan(lag + 1), 0);
    below =
        std::abs(cross_product(centred, lag)) < bound * std::sqrt(before * after) ? below + 1 : 0;
    if (below == run) {
      return std::min(2 * (lag + 1 - run), longest);
    }
  }
  return longest;
}

/// Flat up to the middle, then falling to 0. @param share  of the last lag, in (0, 1]
double flat_top_weight(double share) {
  return share <= 0.5 ? 1.0 : 2.0 * (1.0 - share);
}

}  // namespace

double politis_white_block(std::span<const double> x) {
  const auto n = static_cast<double>(x.size());
  if (x.size() < 3 || moments(x).deviation.value() <= kZeroDeviation) {
    return 1.0;
  }
  std::vector<double> centred(x.begin(), x.end());
  const double centre = mean(x);
  for (double& value : centred) {
    value -= centre;
  }
  const std::size_t run = std::max<std::size_t>(5, static_cast<std::size_t>(std::log10(n)));
  const std::size_t longest =
      std::min(static_cast<std::size_t>(std::ceil(std::sqrt(n))) + run, x.size() - 1);
  const std::size_t lags = last_lag(centred, run, longest);
  double slope = 0.0;
  double variance = cross_product(centred, 0) / n;
  for (std::size_t lag = 1; lag <= lags; ++lag) {
    const auto k = static_cast<double>(lag);
    const double term =
        2.0 * flat_top_weight(k / static_cast<double>(lags)) * cross_product(centred, lag) / n;
    slope += k * term;
    variance += term;
  }
  if (std::abs(variance) <= kZeroDeviation * kZeroDeviation) {
    return 1.0;
  }
  const double ratio = slope / variance;
  return std::min(std::cbrt(ratio * ratio * n), std::ceil(longest_block(x.size())));
}

double bootstrap_block_length(std::span<const double> difference) {
  const double least = std::round(std::cbrt(static_cast<double>(difference.size())));
  const double block = std::max(politis_white_block(difference), least);
  return std::max(std::min(block, longest_block(difference.size())), 1.0);
}

}  // namespace mlpipe::stats
