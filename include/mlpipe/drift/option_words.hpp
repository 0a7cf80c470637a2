// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

namespace mlpipe::drift {

/// How config and flags call a Rule and a FailOn, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> rule_words();
[[nodiscard]] std::span<const std::string> fail_on_words();

}  // namespace mlpipe::drift
