// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "optimize/decimal_grid.hpp"

namespace mlpipe::optimize {
namespace {

using Problem = std::optional<std::string>;

std::optional<double> as_number(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag ? 1.0 : 0.0;
  }
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*whole);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return *real;
  }
  return std::nullopt;
}

std::string range_text(const std::string& low, const std::string& high) {
  return "low " + low + " and high " + high;
}

Problem problem(const FloatDistribution& d) {
  const std::string range = range_text(shortest(d.low), shortest(d.high));
  if (!std::isfinite(d.low) || !std::isfinite(d.high)) {
    return range + ": both must be finite numbers";
  }
  if (d.low > d.high) {
    return range + ": low must not be above high; swap them";
  }
  if (d.log && d.step) {
    return "a logarithmic range has no step; leave out step, or set log to false";
  }
  if (d.log && d.low <= 0.0) {
    return range + ": a logarithmic range begins above 0; use a small low such as 1e-8";
  }
  if (d.step && !(*d.step > 0.0 && std::isfinite(*d.step))) {
    return "step " + shortest(*d.step) + " must be a number above 0";
  }
  if (d.step && d.high > d.low && *d.step > d.high - d.low) {
    return "step " + shortest(*d.step) + " is wider than the range (" + range +
           "), which leaves one value; use a smaller step";
  }
  return std::nullopt;
}

Problem problem(const IntDistribution& d) {
  const std::string range = range_text(std::to_string(d.low), std::to_string(d.high));
  // Beyond 2^53 an int cannot be kept as a double.
  constexpr std::int64_t kLargest = 1LL << 53U;
  if (d.low < -kLargest || d.high > kLargest) {
    return range + ": whole numbers beyond 2^53 cannot be stored exactly";
  }
  if (d.low > d.high) {
    return range + ": low must not be above high; swap them";
  }
  if (d.step < 1) {
    return "step " + std::to_string(d.step) + " must be a whole number of at least 1";
  }
  if (d.log && d.step != 1) {
    return "a logarithmic range of whole numbers has step 1; leave out step, or set log to false";
  }
  if (d.log && d.low < 1) {
    return range + ": a logarithmic range of whole numbers begins at 1 or above";
  }
  if (d.high > d.low && d.step > d.high - d.low) {
    return "step " + std::to_string(d.step) + " is wider than the range (" + range +
           "), which leaves one value; use a smaller step";
  }
  return std::nullopt;
}

Problem problem(const CategoricalDistribution& d) {
  if (d.choices.empty()) {
    return "choices is empty; name at least one";
  }
  for (std::size_t i = 1; i < d.choices.size(); ++i) {
    const auto same = [&](const Value& other) { return same_value(other, d.choices[i]); };
    const auto end = d.choices.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(d.choices.begin(), end, same)) {
      return "the choice " + to_string(d.choices[i]) + " stands twice; remove one of them";
    }
  }
  return std::nullopt;
}

Distribution lower_high(FloatDistribution d) {
  const bool usable = d.low < d.high && std::isfinite(d.low) && std::isfinite(d.high);
  if (usable && d.step && *d.step > 0.0 && std::isfinite(*d.step)) {
    d.high = last_grid_value(d.low, d.high, *d.step);
  }
  return d;
}

Distribution lower_high(IntDistribution d) {
  if (d.low < d.high && d.step > 0) {
    d.high = d.low + (d.high - d.low) / d.step * d.step;
  }
  return d;
}

Distribution lower_high(const CategoricalDistribution& d) {
  return d;
}

bool is_one(const FloatDistribution& d) {
  return d.low == d.high || (d.step && last_grid_value(d.low, d.high, *d.step) == d.low);
}

bool is_one(const IntDistribution& d) {
  return d.high - d.low < d.step;
}

bool is_one(const CategoricalDistribution& d) {
  return d.choices.size() == 1;
}

bool on_grid(double value, double low, double step) {
  const double k = (value - low) / step;
  return std::fabs(k - std::nearbyint(k)) < 1e-8;
}

bool holds(const FloatDistribution& d, double x) {
  return x >= d.low && x <= d.high && (!d.step || on_grid(x, d.low, *d.step));
}

bool holds(const IntDistribution& d, double x) {
  const auto low = static_cast<double>(d.low);
  return x >= low && x <= static_cast<double>(d.high) &&
         on_grid(x, low, static_cast<double>(d.step));
}

bool holds(const CategoricalDistribution& d, double x) {
  return x >= 0.0 && x < static_cast<double>(d.choices.size());
}

}  // namespace

bool same_value(const Value& a, const Value& b) {
  const auto x = as_number(a);
  const auto y = as_number(b);
  if (x && y) {
    return *x == *y || (std::isnan(*x) && std::isnan(*y));
  }
  return !x && !y && a == b;
}

bool CategoricalDistribution::operator==(const CategoricalDistribution& other) const {
  return std::equal(choices.begin(), choices.end(), other.choices.begin(), other.choices.end(),
                    same_value);
}

Problem problem_of(const Distribution& distribution) {
  return std::visit([](const auto& d) { return problem(d); }, distribution);
}

Distribution adjusted(const Distribution& distribution) {
  return std::visit([](const auto& d) { return lower_high(d); }, distribution);
}

Distribution checked(const Distribution& distribution, const std::string& pointer) {
  if (const auto what = problem_of(distribution)) {
    throw ConfigError(pointer, *what);
  }
  return adjusted(distribution);
}

bool compatible(const Distribution& a, const Distribution& b) {
  if (a.index() != b.index()) {
    return false;
  }
  if (const auto* real = std::get_if<FloatDistribution>(&a)) {
    return real->log == std::get<FloatDistribution>(b).log;
  }
  if (const auto* whole = std::get_if<IntDistribution>(&a)) {
    return whole->log == std::get<IntDistribution>(b).log;
  }
  return a == b;
}

bool is_single(const Distribution& distribution) {
  return std::visit([](const auto& d) { return is_one(d); }, distribution);
}

bool contains(const Distribution& distribution, double internal) {
  return std::visit([&](const auto& d) { return holds(d, internal); }, distribution);
}

std::optional<double> to_internal(const Distribution& distribution, const Value& value) {
  const auto* categorical = std::get_if<CategoricalDistribution>(&distribution);
  if (categorical == nullptr) {
    const auto number = as_number(value);
    return number && std::isnan(*number) ? std::nullopt : number;
  }
  const auto& choices = categorical->choices;
  auto found = std::find(choices.begin(), choices.end(), value);
  if (found == choices.end()) {
    found = std::find_if(choices.begin(), choices.end(),
                         [&](const Value& choice) { return same_value(choice, value); });
  }
  if (found == choices.end()) {
    return std::nullopt;
  }
  return static_cast<double>(found - choices.begin());
}

Value to_external(const Distribution& distribution, double internal) {
  if (std::holds_alternative<FloatDistribution>(distribution)) {
    return internal;
  }
  if (std::holds_alternative<IntDistribution>(distribution)) {
    return static_cast<std::int64_t>(internal);
  }
  const auto& choices = std::get<CategoricalDistribution>(distribution).choices;
  const auto last = static_cast<double>(choices.size() - 1);
  return choices[static_cast<std::size_t>(std::clamp(internal, 0.0, last))];
}

}  // namespace mlpipe::optimize
