// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mlpipe::optimize {

/// A parameter's value as the user knows it. Floats are double, ints std::int64_t, and a
/// categorical's choice any of the five (monostate is null).
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// Equal as Python finds it: 1, 1.0 and true are equal; so, unlike Python, is NaN to itself.
[[nodiscard]] bool same_value(const Value& a, const Value& b);

/// As Python's JSON.
[[nodiscard]] std::string to_string(const Value& value);

/// All of [low, high], or low, low + step, ... up to high.
struct FloatDistribution {
  double low = 0.0;
  double high = 1.0;
  bool log = false;                           ///< uniform in the logarithm; low > 0 and no step
  std::optional<double> step = std::nullopt;  ///< > 0
  bool operator==(const FloatDistribution&) const = default;
};

/// low, low + step, ... up to high.
struct IntDistribution {
  std::int64_t low = 0;
  std::int64_t high = 1;
  bool log = false;  ///< uniform in the logarithm; low >= 1 and step 1
  std::int64_t step = 1;
  bool operator==(const IntDistribution&) const = default;
};

struct CategoricalDistribution {
  std::vector<Value> choices;  ///< at least one
  bool operator==(const CategoricalDistribution& other) const;
};

/// Where a parameter's values come from. Equality is of every attribute.
///
/// Optuna keeps a value "internally" as one double: a float as itself, an int as a double, a
/// categorical as the index of its choice. So do trials here.
using Distribution = std::variant<FloatDistribution, IntDistribution, CategoricalDistribution>;

/// What makes a distribution unusable, with what to do; empty if nothing does. A step beyond the
/// range counts, since it leaves one value where several were meant.
[[nodiscard]] std::optional<std::string> problem_of(const Distribution& distribution);

/// The distribution with `high` lowered to the last value that low and step reach, in decimal
/// arithmetic on the shortest digits (0 to 1 by 0.3 ends at 0.9). What Optuna stores. One that
/// problem_of() refuses stays as it is, or becomes single for a step beyond its range.
[[nodiscard]] Distribution adjusted(const Distribution& distribution);

/// adjusted(), after a check.
/// @param pointer  JSON pointer of the distribution in the user's file
/// @throws ConfigError at `pointer` if problem_of() has something to say
[[nodiscard]] Distribution checked(const Distribution& distribution, const std::string& pointer);

/// May a study hold both under one name? Kind and log must agree, choices be the same; bounds and
/// steps may differ.
[[nodiscard]] bool compatible(const Distribution& a, const Distribution& b);

/// Is there but one value?
[[nodiscard]] bool is_single(const Distribution& distribution);

/// Is an internal value one of the distribution's (steps to 1e-8 of a step)?
[[nodiscard]] bool contains(const Distribution& distribution, double internal);

/// Empty if the value's kind does not fit, or there is no such choice; range and step are not
/// looked at. Of equal choices the one of the same kind is preferred.
[[nodiscard]] std::optional<double> to_internal(const Distribution& distribution,
                                                const Value& value);

/// @param internal  for a categorical an index of its choices (cut to one), else any number
[[nodiscard]] Value to_external(const Distribution& distribution, double internal);

/// The text that Optuna's journal holds, byte for byte.
[[nodiscard]] std::string to_optuna_json(const Distribution& distribution);

/// Reads it, and the older names (UniformDistribution, ...) and the short form with "type";
/// adjusted(), but not refused for a step beyond the range.
/// @throws ConfigError with a JSON pointer into the text
[[nodiscard]] Distribution parse_optuna_json(std::string_view text);

}  // namespace mlpipe::optimize
