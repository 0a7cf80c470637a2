// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace mlpipe::optimize {

/// JSON as Python's json module writes and reads it, which is what Optuna stores: beside standard
/// JSON it has the bare words NaN, Infinity and -Infinity.

/// Text to JSON; the three words become the double they name. Of a key given twice the last counts.
/// @return empty if the text cannot be read
[[nodiscard]] std::optional<nlohmann::json> parse_python_json(std::string_view text);

enum class Spacing {
  kCompact,  ///< {"a":1,"b":2}: the lines of a journal
  kSpaced,   ///< {"a": 1, "b": 2}: json.dumps() by default, distributions
};

/// On one line, byte for byte as Python: other than printable ASCII as \uXXXX, keys in the order
/// given.
[[nodiscard]] std::string to_python_json(const nlohmann::ordered_json& value,
                                         Spacing spacing = Spacing::kSpaced);

/// repr() of a float: the shortest digits that read back, always with a point or an exponent.
[[nodiscard]] std::string python_number(double value);

}  // namespace mlpipe::optimize
