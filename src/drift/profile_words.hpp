// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/drift/profile.hpp"

namespace mlpipe::drift {

inline constexpr const char* kProfileFormat = "mlpipe drift profile";

// In the order of the enumerators.
inline const std::array<std::string, 4> kModeWords = {"none", "values", "quantiles", "categories"};
inline const std::array<std::string, 2> kKindWords = {"numeric", "categorical"};

inline const std::string& word(BinMode mode) {
  return kModeWords[static_cast<std::size_t>(mode)];
}
inline const std::string& word(FeatureKind kind) {
  return kKindWords[static_cast<std::size_t>(kind)];
}

/// Of a profile's document without its key "sha256", keys sorted.
inline std::string checksum(nlohmann::json document) {
  document.erase("sha256");
  return sha256_hex(document.dump());
}

}  // namespace mlpipe::drift
