// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/returns.hpp"

namespace mlpipe::metrics {
namespace {

constexpr double kSecondsPerYear = 365.25 * 86400.0;
constexpr double kSnapWithin = 0.03;

/// The usual factor nearest to what was measured, if it is near enough.
double snap(double raw, std::size_t bars_per_day) {
  std::vector<double> usual;
  if (bars_per_day <= 1) {
    usual = {365.0, 252.0, 52.0, 12.0, 4.0, 1.0};
  } else {
    const auto k = static_cast<double>(bars_per_day);
    usual = {365.0 * k, 252.0 * k};
  }
  const auto distance = [raw](double candidate) { return std::abs(raw - candidate) / candidate; };
  const double nearest = *std::min_element(
      usual.begin(), usual.end(), [&](double a, double b) { return distance(a) < distance(b); });
  return distance(nearest) <= kSnapWithin ? nearest : raw;
}

}  // namespace

std::string Annualisation::describe() const {
  if (!bars_per_year) {
    return "unknown (fewer than two bars)";
  }
  if (!inferred) {
    return shortest(*bars_per_year) + " (given)";
  }
  const bool snapped = *bars_per_year != raw;
  return (snapped ? shortest(*bars_per_year) : fixed(raw, 2)) + " (inferred: " + fixed(raw, 2) +
         " bars a year)";
}

Annualisation given_annualisation(double bars_per_year) {
  assert(bars_per_year > 0.0);
  return {bars_per_year, false, bars_per_year};
}

Annualisation infer_annualisation(Timestamp first, Timestamp last, std::size_t n,
                                  std::size_t bars_per_day) {
  Annualisation out;
  out.inferred = true;
  if (n < 2 || last <= first) {
    return out;
  }
  const double years = std::chrono::duration<double>(last - first).count() / kSecondsPerYear;
  out.raw = static_cast<double>(n - 1) / years;
  out.bars_per_year = snap(out.raw, bars_per_day);
  return out;
}

std::int64_t utc_day(Timestamp close) {
  using namespace std::chrono;
  return floor<days>(close - microseconds(1)).time_since_epoch().count();
}

std::vector<double> compound_by_day(std::span<const double> returns,
                                    std::span<const std::int64_t> day) {
  assert(returns.size() == day.size());
  std::vector<double> out;
  for (std::size_t i = 0; i < returns.size();) {
    double growth = 1.0;
    const std::int64_t today = day[i];
    for (; i < returns.size() && day[i] == today; ++i) {
      growth *= std::max(1.0 + returns[i], 0.0);
    }
    out.push_back(growth - 1.0);
  }
  return out;
}

std::size_t usual_bars_per_day(std::span<const std::int64_t> day) {
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i < day.size();) {
    const std::size_t begin = i;
    while (i < day.size() && day[i] == day[begin]) {
      ++i;
    }
    counts.push_back(i - begin);
  }
  if (counts.empty()) {
    return 0;
  }
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>((counts.size() - 1) / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  return *middle;
}

}  // namespace mlpipe::metrics
