// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "mlpipe/optimize/search.hpp"

namespace mlpipe::optimize {

/// Why a search may end by what its trials have come to: the target is reached, or the last
/// `patience` of them brought nothing better. Empty if it may not.
[[nodiscard]] std::optional<SearchEnd> good_enough(const History& history,
                                                   const SearchLimits& limits);

/// @throws ModelError with what the last trial said, if the first ones all failed: then it is the
///         set-up that fails, not the parameters
void refuse_hopeless(const Study& study);

}  // namespace mlpipe::optimize
