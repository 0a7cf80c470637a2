// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/report/chart.hpp"

namespace mlpipe::report {

struct Tick {
  double at = 0.0;  ///< in the units of the axis; microseconds since 1970 for times
  std::string label;
};

/// Multiples of 1, 2, 2.5 or 5 times a power of ten, at most `most` of them, covering [low, high]:
/// the first is at or below low, the last at or above high. Labels have just the digits needed. A
/// range without width, or nearly so, is widened. Both ends are finite and below 1e300 in size.
[[nodiscard]] std::vector<Tick> linear_ticks(double low, double high, int most, NumberStyle style);

/// For a log axis, inside [low, high], 0 < low < high: powers of ten with as many round figures
/// between as there is room for; linear steps where the axis spans less than a factor of four.
[[nodiscard]] std::vector<Tick> log_ticks(double low, double high, int most, NumberStyle style);

/// At borders of years, months, days, hours or minutes inside [first, last], at most `most`.
/// January is written as its year, midnight as its day; where the axis has none the first label
/// says the year or the day.
[[nodiscard]] std::vector<Tick> time_ticks(Timestamp first, Timestamp last, int most);

}  // namespace mlpipe::report
