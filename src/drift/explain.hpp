// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/drift/decide.hpp"

namespace mlpipe::drift {

/// FeatureCheck::directions.
[[nodiscard]] std::vector<std::string> directions(const FeatureProfile& profile,
                                                  const CurrentFeature& current);

/// The c, 8 or more or 1/8 or less, for which the current values fit c times the reference's within
/// chance and far better than the reference's themselves; a power of ten if one is near.
[[nodiscard]] std::optional<double> unit_factor(const FeatureProfile& profile,
                                                const CurrentFeature& current,
                                                double effective_rows);

/// Fills FeatureCheck::swapped_with of pairs that fit each other's profile within chance and far
/// better than their own.
void find_swapped(std::span<const FeatureProfile> profiles, std::span<const CurrentFeature> current,
                  std::span<FeatureCheck> checks);

}  // namespace mlpipe::drift
