// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/data/market_data.hpp"
#include "mlpipe/features/feature_set.hpp"

namespace mlpipe::features {

/// What ready-made columns are held against; spans of a labels::Labels.
struct LeakTarget {
  std::span<const double> label;           ///< [n_rows of the market]; NaN: no label
  std::span<const double> forward_return;  ///< [n_rows] or empty; NaN: not known
  std::size_t class_count = 0;             ///< 0 for regression
};

/// A column of the file that predicts too well to be true.
struct LeakSuspect {
  std::string column;
  std::string measure;  ///< as in a sentence: "predicts the label with AUC"
  double value = 0.0;
  double limit = 0.0;
};

/// The file's columns, among the features, that alone tell the future. A ready-made column cannot
/// be recomputed without the bars that follow, so this looks at what it knows:
/// - the area under the ROC curve against the label, ties half, either direction (the largest of
/// one
///   class against the rest when there are more than two), or |Spearman| for regression, at or
///   above FeatureOptions::leak_auc;
/// - |Pearson| or |Spearman| with the next bar's return, and with the label's return, at or above
///   FeatureOptions::leak_correlation, for the column itself and for its ratio to the close (which
///   finds a future price);
/// FeatureOptions::trusted columns are passed over. Missing values are left out pairwise; fewer
/// than 50 pairs, or fewer than 20 of a class, prove nothing. Above 20,000 rows, that many are
/// drawn, one from each equal stretch, always the same ones. One suspect for each column, the
/// strongest; in order of columns, whatever `threads` is.
[[nodiscard]] std::vector<LeakSuspect> leak_suspects(const data::MarketData& market,
                                                     const FeatureSet& features,
                                                     const LeakTarget& target,
                                                     const FeatureOptions& options, int threads);

/// One sentence a suspect, ready for a DataError.
[[nodiscard]] std::string describe(const std::vector<LeakSuspect>& suspects);

}  // namespace mlpipe::features
