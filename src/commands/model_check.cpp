// SPDX-License-Identifier: MIT
#include "mlpipe/commands/model_check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/model/verified_model.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;

// Between versions of XGBoost the order of additions may differ, and with it the last bits.
constexpr float kBetweenVersions = 1e-6F;

/// null is a missing value: JSON has no NaN.
float to_float(const json& value) {
  return value.is_null() ? std::numeric_limits<float>::quiet_NaN() : value.get<float>();
}

std::vector<float> to_floats(const json& list) {
  std::vector<float> out;
  std::transform(list.begin(), list.end(), std::back_inserter(out), to_float);
  return out;
}

struct Stored {
  std::string sha256;
  std::vector<std::string> features;
  std::vector<float> rows;  ///< [n x features]
  std::vector<float> predictions;
  std::string xgboost;
};

Stored read_stored(const json& metadata) {
  Stored stored;
  try {
    stored.sha256 = metadata.at("model").at("sha256").get<std::string>();
    stored.features = metadata.at("recipe").at("features").get<std::vector<std::string>>();
    const json& golden = metadata.at("golden_rows");
    for (const auto& row : golden.at("features")) {
      const auto values = to_floats(row);
      if (values.size() != stored.features.size()) {
        throw IntegrityError("metadata: a golden row has " + std::to_string(values.size()) +
                             " values, the recipe " + std::to_string(stored.features.size()) +
                             " features");
      }
      stored.rows.insert(stored.rows.end(), values.begin(), values.end());
    }
    stored.predictions = to_floats(golden.at("predictions"));
    stored.xgboost = metadata.at("xgboost_version").get<std::string>();
  } catch (const json::exception& error) {
    throw IntegrityError("metadata: " + std::string(error.what()));
  }
  if (stored.rows.empty() || stored.predictions.empty()) {
    throw IntegrityError("metadata: no golden rows to try the model on");
  }
  return stored;
}

bool agree(float now, float then, bool same_library) {
  if (std::isnan(now) || std::isnan(then)) {
    return std::isnan(now) && std::isnan(then);
  }
  const float allowed = same_library ? 0.0F : kBetweenVersions * std::max(1.0F, std::abs(then));
  return std::abs(now - then) <= allowed;
}

}  // namespace

model::Booster load_checked(std::string_view bytes, const json& metadata) {
  const Stored stored = read_stored(metadata);
  auto booster = model::load_verified(bytes, stored.sha256);
  try {
    booster.require_features(stored.features);
  } catch (const ModelError& error) {
    throw IntegrityError(error.what());
  }
  const std::size_t rows = stored.rows.size() / stored.features.size();
  const auto now = booster.predict({stored.rows.data(), rows, stored.features.size()});
  const bool same_library = stored.xgboost == model::to_string(model::library_version());
  for (std::size_t i = 0; i < std::max(now.size(), stored.predictions.size()); ++i) {
    if (now.size() != stored.predictions.size() ||
        !agree(now[i], stored.predictions[i], same_library)) {
      throw IntegrityError(
          "the model does not predict its golden rows as it did when it was "
          "trained (row " +
          std::to_string(i * rows / stored.predictions.size() + 1) + " of " + std::to_string(rows) +
          ")");
    }
  }
  return booster;
}

}  // namespace mlpipe::commands
