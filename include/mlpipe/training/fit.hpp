// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/data/dataset.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/model/boosting.hpp"
#include "mlpipe/model/options.hpp"

namespace mlpipe::training {

/// Rows of a dataset as XGBoost takes them: a view where they stand in one piece, a copy where they
/// do not. The dataset must outlive it.
class RowBlock {
 public:
  /// @param rows  ascending row numbers, all labelled
  RowBlock(const data::Dataset& dataset, std::span<const std::size_t> rows);
  [[nodiscard]] std::size_t size() const noexcept { return label_.size(); }
  [[nodiscard]] data::MatrixView features() const noexcept { return features_; }
  [[nodiscard]] std::span<const float> label() const noexcept { return label_; }
  [[nodiscard]] std::span<const Timestamp> time() const noexcept { return time_; }

 private:
  data::MatrixView features_;
  std::span<const float> label_;
  std::span<const Timestamp> time_;
  data::FeatureMatrix copied_features_;
  std::vector<float> copied_label_;
  std::vector<Timestamp> copied_time_;
};

struct FitOptions {
  model::ModelOptions model;  ///< how rows are weighted
  model::Task task = model::Task::kBinary;
  model::BoostOptions boost;  ///< its `threads` is replaced by the argument of fit()
};

/// The rows of a fit, binned once for any number of models that differ in parameters alone.
/// @param rows, stop  as for fit()
/// @throws as fit()
[[nodiscard]] model::FitMatrix fit_matrix(const data::Dataset& dataset,
                                          std::span<const std::size_t> rows,
                                          std::span<const std::size_t> stop,
                                          const FitOptions& options, int threads);

/// Fits one model. With `stop` rows, boosting ends when their last metric has not improved for a
/// while, and the best round is kept; without, all rounds are used.
/// @param rows, stop  ascending row numbers, all labelled; stop may be empty
/// @param on_round    told each finished round, from 0
/// @throws DataError when there are no rows, or all are of one class; ModelError
[[nodiscard]] model::Booster fit(const data::Dataset& dataset, std::span<const std::size_t> rows,
                                 std::span<const std::size_t> stop, const FitOptions& options,
                                 int threads, const StopFlag& flag,
                                 const std::function<void(int)>& on_round = {});

}  // namespace mlpipe::training
