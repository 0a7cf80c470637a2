// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::metrics {

/// Two classes at a threshold: predicted positive iff p >= threshold.
struct Confusion {
  std::uint64_t tp = 0, fp = 0, tn = 0, fn = 0;
  [[nodiscard]] std::uint64_t n() const noexcept { return tp + fp + tn + fn; }
};

/// @param p, y  [n] probability of class 1, and the class: 0 or 1
[[nodiscard]] Confusion confusion(std::span<const double> p, std::span<const double> y,
                                  double threshold);

/// Matthews correlation; 0 when a row or a column of the table is empty.
[[nodiscard]] double matthews(const Confusion& table);

struct RankScores {
  std::optional<double> roc_auc;
  std::optional<double> average_precision;
};
/// ROC AUC from average ranks (a tie counts half) and average precision over distinct thresholds.
/// Both empty when one class is missing. O(n).
[[nodiscard]] RankScores rank_scores(std::span<const double> p, std::span<const double> y);

/// Mean of -(y ln q + (1-y) ln(1-q)), q = p clipped to [2^-52, 1 - 2^-52]; nats. @param p  n >= 1
[[nodiscard]] double log_loss(std::span<const double> p, std::span<const double> y);

/// Mean (p - y)^2. @param p  n >= 1
[[nodiscard]] double brier(std::span<const double> p, std::span<const double> y);

/// Every metric of a two-class forecast, in the order of all_metrics().
/// @param p  [n] in [0, 1];  @param y  [n] 0 or 1; n = 0 gives absent values
[[nodiscard]] std::vector<MetricValue> binary_metrics(std::span<const double> p,
                                                      std::span<const double> y,
                                                      double threshold = 0.5);

/// Every metric of a forecast of `classes` classes. The predicted class is the most probable one,
/// the first of equals. Macro averages run over the classes present in y; an undefined ratio is 0.
/// @param p  [n * classes] row by row;  @param y  [n] class codes 0 .. classes - 1
[[nodiscard]] std::vector<MetricValue> multiclass_metrics(std::span<const double> p,
                                                          std::size_t classes,
                                                          std::span<const double> y);

struct CalibrationBin {
  double lower = 0.0;          ///< smallest p in the bin, or the bin's lower end
  double upper = 0.0;          ///< largest p in the bin, or the bin's upper end
  double mean_forecast = 0.0;  ///< mean p
  double observed = 0.0;       ///< share of y = 1
  std::size_t n = 0;
};
enum class Binning {
  kQuantile,    ///< equal counts (deciles for 10 bins); equal p never part
  kEqualWidth,  ///< [0, 1] in equal parts, the last closed
};
/// Forecast against observed frequency. Empty bins are left out.
/// @param p, y  [n];  @param bins  >= 1
[[nodiscard]] std::vector<CalibrationBin> calibration_table(std::span<const double> p,
                                                            std::span<const double> y,
                                                            std::size_t bins, Binning binning);

}  // namespace mlpipe::metrics
