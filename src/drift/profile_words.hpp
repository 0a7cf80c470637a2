// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>

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

/// Stands before the checksum of everything before it, which ends a profile.
inline constexpr std::string_view kSumKey = ",\"sha256\":\"";
inline constexpr std::string_view kProfileEnd = "\"}\n";

}  // namespace mlpipe::drift
