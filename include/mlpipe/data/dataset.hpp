// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "mlpipe/core/time.hpp"

namespace mlpipe::data {

/// Row-major float: what XGBoost takes as it is.
using FeatureMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A block of whole rows of a row-major float matrix; owns nothing.
struct MatrixView {
  const float* values = nullptr;
  std::size_t rows = 0;
  std::size_t cols = 0;
};

/// Rows [begin, end).
struct RowRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
  auto operator<=>(const RowRange&) const = default;
};

/// Observations in time order: sorted by time, then symbol. One row is one bar of one symbol,
/// warm-up left out. A NaN among the features means "missing" and reaches XGBoost as such.
struct Dataset {
  std::vector<std::string> feature_names;  ///< [n_cols], unique
  std::vector<bool> categorical;           ///< [n_cols]
  FeatureMatrix features;                  ///< [n_rows x n_cols], known at the row's time
  std::vector<float>
      label;  ///< [n_rows]; NaN: not labelled (future unknown, dead band, missing target)
  std::vector<Timestamp> time;  ///< [n_rows], close of the bar, not decreasing
  std::vector<Timestamp>
      label_end;  ///< [n_rows] when the label is known; Timestamp::max() if it is not yet
  std::vector<std::uint32_t> symbol;  ///< [n_rows], index into MarketData::symbols
  std::vector<std::size_t> bar;       ///< [n_rows], row of MarketData

  [[nodiscard]] std::size_t rows() const noexcept { return time.size(); }
  /// Has the row a label whose outcome is known?
  [[nodiscard]] bool is_scored(std::size_t row) const {
    return !std::isnan(label[row]) && label_end[row] != Timestamp::max();
  }
  [[nodiscard]] std::size_t cols() const noexcept { return feature_names.size(); }
  [[nodiscard]] MatrixView view(RowRange range) const {
    return {features.data() + static_cast<std::ptrdiff_t>(range.begin * cols()), range.size(),
            cols()};
  }
};

}  // namespace mlpipe::data
