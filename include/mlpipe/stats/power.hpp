// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::stats {

/// Smallest true effect that a one-sided test at level `alpha` finds with probability `power`, if
/// its estimate is normal: (z_{1-alpha} + z_{power}) standard errors, in the estimate's unit.
/// @param standard_error  of the estimate, at least 0
/// @param alpha, power    inside (0, 1)
[[nodiscard]] double minimum_detectable_effect(double standard_error, double alpha,
                                               double power = 0.8);

/// Probability that the same test finds a true `effect`: Phi(effect / se - z_{1-alpha}).
/// @param standard_error  above 0
/// @param alpha           inside (0, 1)
[[nodiscard]] double power_to_detect(double effect, double standard_error, double alpha);

}  // namespace mlpipe::stats
