// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/report/chart.hpp"

#include "ticks.hpp"

namespace mlpipe::report {

/// Where a value stands on an axis, from 0 to 1, cut there; NaN if the value is not finite.
[[nodiscard]] double share_on(const Axis& axis, double value);

/// The value at a share; for a category its index.
[[nodiscard]] double value_at(const Axis& axis, double share);

/// At most `most` ticks inside the axis, or of its categories as many as there are if they fit.
[[nodiscard]] std::vector<Tick> ticks_of(const Axis& axis, int most);

/// A value as a reader wants it: the category's name, or some four figures in the axis' format.
[[nodiscard]] std::string value_text(const Axis& axis, double value);

}  // namespace mlpipe::report
