// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <vector>

#include "mlpipe/data/dataset.hpp"
#include "mlpipe/drift/profile.hpp"
#include "mlpipe/model/booster.hpp"

namespace mlpipe::commands {

/// File of a model's folder that holds its reference profile.
inline constexpr const char* kProfileFile = "reference_profile.json";

/// What a model says of rows, as drift looks at it: the probability of class 1 or the estimate, or
/// of more than two classes the likeliest.
struct PredictionColumn {
  std::vector<double> values;          ///< [n]; empty with more than two classes
  drift::CategorySample likeliest;     ///< [n] with more than two classes
  std::vector<std::uint32_t> symbols;  ///< [n]
  std::vector<std::uint32_t> folds;    ///< [n] whose model it was; empty: one model's
};

/// @param values   [n * outputs]
/// @param symbols  [n]
/// @param classes  of the model; empty for a regression
[[nodiscard]] PredictionColumn prediction_column(std::span<const float> values,
                                                 std::vector<std::uint32_t> symbols,
                                                 const std::vector<std::string>& classes);

/// One column of a dataset as drift takes it.
struct FeatureColumn {
  std::vector<float> values;         ///< [n]; empty for a categorical
  drift::CategorySample categories;  ///< [n] of a categorical
};

/// @param names  of the column's codes; empty for numbers
[[nodiscard]] FeatureColumn feature_column(const data::Dataset& set, std::size_t col,
                                           data::RowRange rows,
                                           const std::vector<std::string>& names);

/// What a profile is made of.
struct ProfileSource {
  const data::Dataset& set;  ///< all rows; labelled ones give the target
  /// [n_cols] names of the codes; empty for numbers
  const std::vector<std::vector<std::string>>& categories;
  const model::Booster& booster;
  PredictionColumn predictions;
  std::string model_sha256;
  std::string data_sha256;
};

[[nodiscard]] drift::ReferenceProfile make_reference_profile(const ProfileSource& source,
                                                             int threads);

}  // namespace mlpipe::commands
