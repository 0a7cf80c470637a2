// SPDX-License-Identifier: MIT
#include "commands/reference_profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "mlpipe/core/parallel.hpp"

namespace mlpipe::commands {
namespace {

std::map<std::string, double> gains_of(const model::Booster& booster) {
  const auto list = booster.importance(model::Importance::kTotalGain);
  return {list.begin(), list.end()};
}

drift::FeatureProfile feature_profile(const ProfileSource& source, std::size_t col, double gain) {
  const auto& set = source.set;
  const auto column = feature_column(set, col, {0, set.rows()}, source.categories[col]);
  const auto& name = set.feature_names[col];
  return set.categorical[col]
             ? drift::make_feature_profile(name, column.categories, set.symbol, gain)
             : drift::make_feature_profile(name, std::span(column.values), set.symbol, gain);
}

drift::FeatureProfile prediction_profile(const PredictionColumn& column) {
  const bool is_class = column.values.empty();
  const auto numbers = std::span(column.values);
  auto out = is_class
                 ? drift::make_feature_profile("prediction", column.likeliest, column.symbols, 0.0)
                 : drift::make_feature_profile("prediction", numbers, column.symbols, 0.0);
  if (!column.folds.empty() && out.usable()) {
    const auto bins = is_class ? drift::bin_numbers(out.plan, column.likeliest)
                               : drift::bin_numbers(out.plan, numbers);
    out.between_models = drift::highest_psi_between(bins, out.plan.size() + 1, column.folds);
  }
  return out;
}

std::optional<drift::FeatureProfile> target_profile(const data::Dataset& set) {
  std::vector<float> values;
  std::vector<std::uint32_t> symbols;
  for (std::size_t row = 0; row < set.rows(); ++row) {
    if (!std::isnan(set.label[row])) {
      values.push_back(set.label[row]);
      symbols.push_back(set.symbol[row]);
    }
  }
  if (values.empty()) {
    return std::nullopt;
  }
  return drift::make_feature_profile("target", std::span(std::as_const(values)), symbols, 0.0);
}

}  // namespace

PredictionColumn prediction_column(std::span<const float> values,
                                   std::vector<std::uint32_t> symbols,
                                   const std::vector<std::string>& classes) {
  PredictionColumn out;
  out.symbols = std::move(symbols);
  const std::size_t rows = out.symbols.size();
  const std::size_t outputs = rows > 0 ? values.size() / rows : 1;
  if (outputs <= 1) {
    out.values.assign(values.begin(), values.end());
    return out;
  }
  out.likeliest.names = classes;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * outputs);
    const auto top = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(outputs));
    out.likeliest.codes.push_back(static_cast<std::int32_t>(top - begin));
  }
  return out;
}

FeatureColumn feature_column(const data::Dataset& set, std::size_t col, data::RowRange rows,
                             const std::vector<std::string>& names) {
  FeatureColumn out;
  const auto values = set.features.col(static_cast<Eigen::Index>(col));
  if (!set.categorical[col]) {
    out.values.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      out.values[i] = values(static_cast<Eigen::Index>(rows.begin + i));
    }
    return out;
  }
  out.categories.names = names;
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    const float code = values(static_cast<Eigen::Index>(row));
    out.categories.codes.push_back(std::isnan(code) ? -1 : static_cast<std::int32_t>(code));
  }
  return out;
}

drift::ReferenceProfile make_reference_profile(const ProfileSource& source, int threads) {
  const auto& set = source.set;
  const auto gains = gains_of(source.booster);
  drift::ReferenceProfile out;
  out.model_sha256 = source.model_sha256;
  out.data_sha256 = source.data_sha256;
  if (set.rows() > 0) {
    out.first = set.time.front();
    out.last = set.time.back();
  }
  out.spacing = drift::typical_spacing(set.time);
  out.features.resize(set.cols());
  parallel_for(threads, set.cols(), [&](std::size_t col) {
    const auto gain = gains.find(set.feature_names[col]);
    out.features[col] = feature_profile(source, col, gain == gains.end() ? 0.0 : gain->second);
  });
  if (!source.predictions.symbols.empty()) {
    out.prediction = prediction_profile(source.predictions);
  }
  out.target = target_profile(set);
  return out;
}

}  // namespace mlpipe::commands
