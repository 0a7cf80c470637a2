// SPDX-License-Identifier: MIT
#include "model/input_checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::model {
namespace {

// XGBoost keeps categories as bits, and codes exact in a float.
constexpr float kMaxCategory = 16'777'215.0F;

std::string feature_label(std::span<const std::string> names, std::size_t column) {
  return column < names.size() ? "feature " + quote(names[column])
                               : "feature " + std::to_string(column);
}

/// A count rather than a search: without an exit the loop vectorises. NaN compares false.
bool has_infinite(const float* values, std::size_t count) {
  std::size_t infinite = 0;
  for (std::size_t i = 0; i < count; ++i) {
    infinite += std::abs(values[i]) > std::numeric_limits<float>::max() ? 1U : 0U;
  }
  return infinite > 0;
}

void check_categories(const data::MatrixView& features, std::span<const std::string> names,
                      const std::vector<bool>& categorical) {
  for (std::size_t column = 0; column < categorical.size(); ++column) {
    if (!categorical[column]) {
      continue;
    }
    for (std::size_t row = 0; row < features.rows; ++row) {
      const float code = features.values[row * features.cols + column];
      if (!std::isnan(code) && (code < 0 || code > kMaxCategory || code != std::floor(code))) {
        throw DataError(feature_label(names, column) + ", row " + std::to_string(row) +
                        ": a category is a whole number from 0 to 16777215, found " +
                        shortest(code));
      }
    }
  }
}

void check_weights(const FitData& data, const std::string& set) {
  if (data.weight.empty()) {
    return;
  }
  if (data.weight.size() != data.features.rows) {
    throw DataError("the " + set + " set has " + std::to_string(data.features.rows) + " rows and " +
                    std::to_string(data.weight.size()) + " weights");
  }
  bool any = false;
  for (std::size_t row = 0; row < data.weight.size(); ++row) {
    const float weight = data.weight[row];
    if (!std::isfinite(weight) || weight < 0) {
      throw DataError("the weight of " + set + " row " + std::to_string(row) + " is " +
                      shortest(weight) + "; weights are finite and not negative");
    }
    any = any || weight > 0;
  }
  if (!any) {
    throw DataError("all weights of the " + set + " set are 0");
  }
}

}  // namespace

void check_threads(int threads) {
  if (threads < 1 || threads > kMostThreads) {
    throw ConfigError("/threads", "must be between 1 and " + std::to_string(kMostThreads) +
                                      ", found " + std::to_string(threads));
  }
}

void check_features(const data::MatrixView& features, std::span<const std::string> names,
                    const std::vector<bool>& categorical) {
  if (features.rows > 0 && features.values == nullptr) {
    throw DataError("the features are missing");
  }
  for (std::size_t row = 0; row < features.rows; ++row) {
    const float* values = features.values + row * features.cols;
    if (!has_infinite(values, features.cols)) {
      continue;
    }
    const float* found =
        std::find_if(values, values + features.cols, [](float value) { return std::isinf(value); });
    throw DataError(feature_label(names, static_cast<std::size_t>(found - values)) + ", row " +
                    std::to_string(row) +
                    ": the value is infinite; XGBoost takes finite values and NaN for missing");
  }
  check_categories(features, names, categorical);
}

void check_fit_data(const FitData& data, const BoostOptions& options, const std::string& set) {
  const auto& features = data.features;
  if (features.rows == 0 || features.cols == 0) {
    throw DataError("the " + set + " set has " + std::to_string(features.rows) + " rows and " +
                    std::to_string(features.cols) + " features; both must be more than 0");
  }
  if (options.feature_names.size() != features.cols) {
    throw DataError("the " + set + " set has " + std::to_string(features.cols) +
                    " features and there are " + std::to_string(options.feature_names.size()) +
                    " feature names");
  }
  std::set<std::string> seen;
  for (const auto& name : options.feature_names) {
    if (name.empty() || !seen.insert(name).second) {
      throw DataError("the feature name " + quote(name) +
                      (name.empty() ? " is empty" : " stands twice"));
    }
  }
  if (!options.categorical.empty() && options.categorical.size() != features.cols) {
    throw DataError("there are " + std::to_string(features.cols) + " features and " +
                    std::to_string(options.categorical.size()) + " flags for categories");
  }
  if (data.label.size() != features.rows) {
    throw DataError("the " + set + " set has " + std::to_string(features.rows) + " rows and " +
                    std::to_string(data.label.size()) + " labels");
  }
  check_weights(data, set);
  check_features(features, options.feature_names, options.categorical);
}

void check_labels(std::span<const float> label, const Params& params, const std::string& set) {
  const auto objective = find_param(params, "objective").value_or("");
  const auto classes = std::stod(find_param(params, "num_class").value_or("0"));
  const bool multi = objective.starts_with("multi:");
  double low = -std::numeric_limits<double>::max();
  double high = std::numeric_limits<double>::max();
  if (multi) {
    low = 0;
    high = classes - 1;
  } else if (objective == "binary:logistic" || objective == "reg:logistic") {
    low = 0;
    high = 1;
  } else if (objective == "count:poisson" || objective == "reg:tweedie") {
    low = 0;
  } else if (objective == "reg:gamma") {
    low = std::numeric_limits<float>::denorm_min();
  } else if (objective == "reg:squaredlogerror") {
    low = -1 + 1e-6;
  }
  for (std::size_t row = 0; row < label.size(); ++row) {
    const double value = label[row];
    if (!std::isfinite(value)) {
      throw DataError("the label of " + set + " row " + std::to_string(row) + " is " +
                      shortest(value) + "; rows without a label must be left out before");
    }
    if (value < low || value > high || (multi && value != std::floor(value))) {
      throw DataError("the label of " + set + " row " + std::to_string(row) + " is " +
                      shortest(value) + ", which " + objective + " cannot learn" +
                      (multi ? " with " + shortest(classes) + " classes" : ""));
    }
  }
}

}  // namespace mlpipe::model
