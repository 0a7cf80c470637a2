// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::drift {

/// Bins with a smaller share count as this in the weights of the long-run test: a bin that almost
/// never occurs would rule it.
inline constexpr double kSmallestShare = 0.001;

}  // namespace mlpipe::drift
