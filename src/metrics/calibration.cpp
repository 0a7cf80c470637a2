// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>

#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/stats/ranks.hpp"

namespace mlpipe::metrics {
namespace {

/// Sums until finish() turns them into means.
void add(CalibrationBin& bin, double p, double y) {
  bin.mean_forecast += p;
  bin.observed += y;
  ++bin.n;
}

std::vector<CalibrationBin> finish(std::vector<CalibrationBin> bins) {
  std::erase_if(bins, [](const CalibrationBin& bin) { return bin.n == 0; });
  for (auto& bin : bins) {
    bin.mean_forecast /= static_cast<double>(bin.n);
    bin.observed /= static_cast<double>(bin.n);
  }
  return bins;
}

std::vector<CalibrationBin> equal_width(std::span<const double> p, std::span<const double> y,
                                        std::size_t count) {
  const auto width = static_cast<double>(count);
  std::vector<CalibrationBin> bins(count);
  for (std::size_t b = 0; b < count; ++b) {
    bins[b].lower = static_cast<double>(b) / width;
    bins[b].upper = static_cast<double>(b + 1) / width;
  }
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double clipped = std::clamp(p[i], 0.0, 1.0);
    add(bins[std::min(static_cast<std::size_t>(clipped * width), count - 1)], p[i], y[i]);
  }
  return finish(std::move(bins));
}

std::vector<CalibrationBin> equal_counts(std::span<const double> p, std::span<const double> y,
                                         std::size_t count) {
  const auto order = stats::ascending_order(p);
  std::vector<CalibrationBin> bins;
  std::size_t begin = 0;
  for (std::size_t b = 1; b <= count && begin < order.size(); ++b) {
    std::size_t end = b * order.size() / count;
    if (end <= begin) {
      continue;  // a block of equal forecasts has used up this bin
    }
    while (end < order.size() && p[order[end]] == p[order[end - 1]]) {
      ++end;  // equal forecasts are one forecast
    }
    CalibrationBin bin{p[order[begin]], p[order[end - 1]]};
    for (; begin < end; ++begin) {
      add(bin, p[order[begin]], y[order[begin]]);
    }
    bins.push_back(bin);
  }
  return finish(std::move(bins));
}

}  // namespace

std::vector<CalibrationBin> calibration_table(std::span<const double> p, std::span<const double> y,
                                              std::size_t bins, Binning binning) {
  assert(p.size() == y.size() && bins >= 1);
  return binning == Binning::kEqualWidth ? equal_width(p, y, bins) : equal_counts(p, y, bins);
}

}  // namespace mlpipe::metrics
