// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/model/booster.hpp"

namespace mlpipe::model {

/// Rows as XGBoost trains on them, made once for any number of fits: binning costs as much as
/// dozens of rounds. Fits may share one at the same time, on several threads.
class FitMatrix {
 public:
  /// Nothing of the data is needed afterwards: hist keeps bin numbers, other methods the values.
  /// @param valid    may be null
  /// @param options  threads, categorical, feature_names, and of the params objective, num_class,
  /// tree_method and max_bin
  /// @throws DataError, ConfigError, ModelError as Booster::train()
  FitMatrix(const FitData& train, const FitData* valid, const BoostOptions& options);
  FitMatrix(FitMatrix&&) noexcept;
  FitMatrix& operator=(FitMatrix&&) noexcept;
  ~FitMatrix();

  /// What the rows take in memory, roughly; for whoever keeps several.
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  struct Impl;
  friend class Booster;
  friend class Boosting;
  std::unique_ptr<Impl> impl_;
};

/// A fit that can be stopped between rounds and gone on with: what Booster::train() does in one go.
/// For the thread that made it: XGBoost keeps the rows of a fit, and its forecasts of them so far,
/// with the thread.
class Boosting {
 public:
  /// @param matrix   must outlive this
  /// @param options  must outlive this; categorical and those params as those of the matrix
  /// @throws ConfigError, DataError, ModelError as Booster::train()
  Boosting(const FitMatrix& matrix, const BoostOptions& options);
  Boosting(Boosting&&) noexcept;
  Boosting& operator=(Boosting&&) noexcept;
  ~Boosting();

  /// Builds rounds until there are `rounds` in all.
  /// @return false if boosting ended: by max_rounds, or by early stopping
  /// @throws ModelError, Interrupted between rounds
  bool advance(int rounds, const StopFlag& stop,
               const std::function<void(int round)>& on_round = {});

  /// Of the stopping metric; NaN without early stopping, and before the first round.
  [[nodiscard]] double best_score() const noexcept;

  /// The model of the best round, or of all there are without early stopping. Call once, at the
  /// end.
  [[nodiscard]] Booster finish();

 private:
  std::unique_ptr<Booster::Trainer> trainer_;
};

}  // namespace mlpipe::model
