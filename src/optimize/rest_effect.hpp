// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// What complete trials say of the way from the first reports to the value at the end: the value
/// less the mean of the reports so far. Hard and easy steps cancel out in it.
struct RestEffect {
  double mean = 0.0;
  double deviation = 0.0;  ///< n - 1
  std::size_t trials = 0;
};

/// By step.
using Reports = std::map<std::int64_t, double>;

/// The mean of a trial's reports; empty if there are none, or one is not finite.
[[nodiscard]] std::optional<double> mean_report(const Reports& reports);

/// From the steps of `so_far` to the end, over the complete trials that have them all; empty if
/// there are fewer than three.
[[nodiscard]] std::optional<RestEffect> rest_effect(const History& history, const Reports& so_far);

}  // namespace mlpipe::optimize
