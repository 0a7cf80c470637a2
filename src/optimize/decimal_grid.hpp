// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::optimize {

/// The last of low, low + step, low + 2 step, ... that is not above high, worked out in decimal on
/// the shortest digits of the three numbers: 0, 1 and 0.1 give 1, where binary arithmetic would
/// miss it. Numbers of more than 38 digits between them fall back to binary.
/// @param low, high, step  finite, low <= high, step > 0
[[nodiscard]] double last_grid_value(double low, double high, double step);

}  // namespace mlpipe::optimize
