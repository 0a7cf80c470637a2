// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

namespace mlpipe::optimize {

/// How config and flags call a SamplerKind and a PrunerKind, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> sampler_words();
[[nodiscard]] std::span<const std::string> pruner_words();

}  // namespace mlpipe::optimize
