// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include "mlpipe/drift/dependence.hpp"
#include "mlpipe/drift/distances.hpp"
#include "mlpipe/stats/tails.hpp"

#include "drift/smallest_share.hpp"

namespace mlpipe::drift {

LongRunNoise noise_at(std::span<const LongRunNoise> table, std::uint64_t n, std::uint64_t m) {
  if (table.empty()) {
    return {m, 0.0, 0.0};
  }
  const auto unit = [&](double length) { return 1.0 / static_cast<double>(n) + 1.0 / length; };
  const auto length = static_cast<double>(m);
  const auto above = std::find_if(table.begin(), table.end(),
                                  [&](const LongRunNoise& entry) { return entry.length >= m; });
  const auto& high = above == table.end() ? table.back() : *above;
  const auto& low = above == table.begin() ? table.front() : *std::prev(above);
  const auto low_length = static_cast<double>(low.length);
  const auto high_length = static_cast<double>(high.length);
  const double share = above == table.end() || above == table.begin()
                           ? 1.0
                           : std::log(length / low_length) / std::log(high_length / low_length);
  const auto between = [&](double a, double b) { return a + share * (b - a); };
  const double here = unit(length);
  const double at_low = unit(low_length);
  const double at_high = unit(high_length);
  return {m, here * between(low.trace / at_low, high.trace / at_high),
          here * here *
              between(low.sum_squares / (at_low * at_low), high.sum_squares / (at_high * at_high))};
}

LongRunTest long_run_null(double n, double m, double freedom, const LongRunNoise& noise) {
  const double independent = independent_psi_noise(n, m, freedom);
  LongRunTest out;
  out.corrected = noise.trace > independent && independent > 0.0;
  out.psi_noise = std::max(independent, out.corrected ? noise.trace : 0.0);
  out.scale = out.corrected ? noise.sum_squares / noise.trace : 1.0 / n + 1.0 / m;
  out.freedom = out.corrected ? noise.trace * noise.trace / noise.sum_squares : freedom;
  out.inflation = out.corrected ? noise.trace / independent : 1.0;
  out.effective_rows = m / out.inflation;
  if (out.corrected) {
    out.freedom2 = 2.0 * std::max(n / m, static_cast<double>(kLagPart)) * out.inflation /
                   (out.inflation - 1.0);
  }
  return out;
}

double tail_probability(const LongRunTest& test, double statistic) {
  if (test.freedom <= 0.0) {
    return 1.0;
  }
  return test.freedom2
             ? stats::f_tail(statistic / (test.scale * test.freedom), test.freedom, *test.freedom2)
             : stats::chi_square_tail(statistic / test.scale, test.freedom);
}

LongRunTest long_run_test(const CountPair& counts, const LongRunNoise& noise) {
  assert(counts.usable());
  const auto n = static_cast<double>(counts.reference_rows());
  const auto m = static_cast<double>(counts.current_rows());
  LongRunTest out = long_run_null(n, m, static_cast<double>(counts.freedom()), noise);
  for (std::size_t i = 0; i < counts.reference.size(); ++i) {
    const auto a = static_cast<double>(counts.reference[i]);
    const auto b = static_cast<double>(counts.current[i]);
    const double difference = b / m - a / n;
    out.statistic += difference * difference / std::max((a + b) / (n + m), kSmallestShare);
  }
  if (out.freedom > 0.0) {
    out.p_chi_square = stats::chi_square_tail(out.statistic / out.scale, out.freedom);
  }
  out.p = tail_probability(out, out.statistic);
  return out;
}

}  // namespace mlpipe::drift
