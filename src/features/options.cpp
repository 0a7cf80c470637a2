// SPDX-License-Identifier: MIT
#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/features/feature_set.hpp"

namespace mlpipe::features {

FeatureOptions parse_feature_options(JsonReader& reader) {
  FeatureOptions options;
  options.presets = reader.strings("preset", options.presets);
  const std::vector<std::string> known = {"core", "alpha158"};
  for (const auto& preset : options.presets) {
    if (std::find(known.begin(), known.end(), preset) == known.end()) {
      reader.problem("preset", "there is no preset " + quote(preset) + did_you_mean(preset, known) +
                                   "; use \"core\" or \"alpha158\"");
    }
  }
  options.names = reader.strings("add", options.names);
  options.drop = reader.strings("drop", options.drop);
  options.leak_auc = reader.number("leak_auc", options.leak_auc, 0.5, 1.0);
  options.leak_correlation = reader.number("leak_correlation", options.leak_correlation, 0.0, 1.0);
  options.trusted = reader.strings("trusted_inputs", options.trusted);
  return options;
}

nlohmann::json write_feature_options(const FeatureOptions& options) {
  return {{"preset", options.presets},
          {"add", options.names},
          {"drop", options.drop},
          {"leak_auc", options.leak_auc},
          {"leak_correlation", options.leak_correlation},
          {"trusted_inputs", options.trusted}};
}

}  // namespace mlpipe::features
