// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/data/dataset.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::model {

/// Rows to fit or to evaluate on; owns nothing.
struct FitData {
  data::MatrixView features;
  std::span<const float> label;   ///< [rows], finite; a class is its code, a whole number from 0
  std::span<const float> weight;  ///< [rows], finite and >= 0, not all 0; or empty: all 1
};

/// More threads than this are refused: no machine gains by them.
inline constexpr int kMostThreads = 1024;

struct BoostOptions {
  /// XGBoost's names. Constraints may name features (see translate_constraints()). Absent ones
  /// that would make the model depend on the version are set: tree_method hist, max_bin 256,
  /// seed 0, and base_score (0.5 for binary: and multi:, else the weighted mean of the labels).
  Params params;
  int max_rounds = 500;           ///< >= 1
  int early_stopping_rounds = 0;  ///< 0: off. Counted on the last metric of the validation set.
  int threads = 1;                ///< 1 .. kMostThreads; the model's bytes do not depend on it
  std::vector<std::string> feature_names;  ///< [cols], unique
  std::vector<bool> categorical;           ///< [cols], or empty: none
  bool evaluate_train = false;             ///< also record the metrics on the training set
};

/// One metric on one set, after each round that was built (also those after the best one).
struct EvalSeries {
  std::string set;  ///< "train" or "valid"
  std::string metric;
  std::vector<double> values;  ///< [rounds built]; NaN where XGBoost says so (AUC of one class)
};

struct PredictOptions {
  int threads = 1;
  int rounds = 0;       ///< use the first so many rounds; 0: all
  bool margin = false;  ///< before the link function
};

enum class Importance { kWeight, kGain, kCover, kTotalGain, kTotalCover };

/// A trained ensemble. Move-only; owns its XGBoost handle, which no other header names.
///
/// Not safe for concurrent use of one object. Use and destroy it on one thread: XGBoost keeps
/// result buffers for each thread, which the destroying thread alone gives back. Its settings are
/// per thread too; every call here makes them.
class Booster {
 public:
  /// Trains until max_rounds, or until the last metric on `valid` has not improved for
  /// early_stopping_rounds, as Python's xgboost.train does (an improvement is strict; auc, aucpr,
  /// pre, map and ndcg are maximised; but a number is better than NaN). With early stopping the
  /// rounds after the best one are cut off. hist reads the caller's array where it is and copies
  /// only its bin numbers; exact and approx copy the values.
  /// @param valid  may be null when early stopping is off
  /// @param on_round  told each finished round, from 0
  /// @throws DataError (infinite value, label out of range, no rows, ...), ConfigError (options
  /// that contradict each other or the features), ModelError with XGBoost's own message,
  /// Interrupted between rounds
  static Booster train(const FitData& train, const FitData* valid, const BoostOptions& options,
                       const StopFlag& stop, const std::function<void(int round)>& on_round = {});

  /// The model alone, UBJSON; the same for the same data, parameters and library version.
  [[nodiscard]] std::string to_bytes() const;

  /// @return [rows x outputs()], row-major: the probability of class 1 for binary:logistic, one of
  /// each class for multi:softprob, the estimate for regression
  /// @throws ModelError if the number of columns is not the model's; DataError for infinite values
  [[nodiscard]] std::vector<float> predict(const data::MatrixView& features,
                                           const PredictOptions& options) const;
  [[nodiscard]] std::vector<float> predict(const data::MatrixView& features, int threads = 1) const;

  /// @throws ModelError that names the first difference, unless the names are the model's, in order
  void require_features(std::span<const std::string> names) const;

  /// Features with their score, largest first (ties by name); those never used in a split are
  /// absent. Gain and cover are means over splits, weight is the number of splits.
  [[nodiscard]] std::vector<std::pair<std::string, double>> importance(Importance kind) const;

  [[nodiscard]] std::size_t outputs() const noexcept;
  [[nodiscard]] int rounds() const noexcept;  ///< that the model holds
  /// 0-based; the attribute best_iteration that Python reads, or rounds() - 1.
  [[nodiscard]] int best_round() const noexcept;
  /// Of the stopping metric at best_round(), as in Python's attribute best_score; NaN without
  /// early stopping.
  [[nodiscard]] double best_score() const noexcept;
  /// Empty for a model that was saved without names.
  [[nodiscard]] const std::vector<std::string>& feature_names() const noexcept;
  [[nodiscard]] std::size_t feature_count() const noexcept;
  /// Empty for a loaded model.
  [[nodiscard]] const std::vector<EvalSeries>& evals() const noexcept;
  /// As given to XGBoost, complete, constraints by position; empty for a loaded model.
  [[nodiscard]] const Params& params() const noexcept;

  Booster(Booster&&) noexcept;
  Booster& operator=(Booster&&) noexcept;
  ~Booster();

 private:
  struct Impl;
  class Trainer;
  friend class Boosting;
  explicit Booster(std::unique_ptr<Impl> impl);
  /// XGBoost may crash on bytes that it did not write: load_verified() is the only way here.
  static Booster from_bytes(std::string_view bytes);
  friend Booster load_verified(std::string_view bytes, const std::string& expected_sha256,
                               std::size_t max_bytes);

  std::unique_ptr<Impl> impl_;
};

}  // namespace mlpipe::model
