// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/data/dataset.hpp"
#include "mlpipe/data/market_data.hpp"
#include "mlpipe/features/feature_set.hpp"
#include "mlpipe/labels/label.hpp"

namespace mlpipe::training {

/// Features and labels side by side, in time order, warm-up rows left out.
///
/// The first FeatureSet::warm_up() bars of each symbol are left out. Columns: the computed features
/// in the order of the set, then the file's own columns. The values of `market.inputs` are handed
/// over: they are empty afterwards, because a large file's columns and its matrix need not exist
/// twice.
/// @param labels  one for each row of market
/// @throws DataError if a symbol's history leaves no row, telling how many bars are needed
[[nodiscard]] data::Dataset assemble(data::MarketData& market, const features::FeatureSet& features,
                                     const labels::Labels& labels, int threads);

/// The same rows and columns to the bit for rows that are to be scored: no row has a label or a
/// label_end.
[[nodiscard]] data::Dataset assemble(data::MarketData& market, const features::FeatureSet& features,
                                     int threads);

}  // namespace mlpipe::training
