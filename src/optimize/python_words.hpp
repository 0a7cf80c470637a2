// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace mlpipe::optimize {

/// A word that Python's JSON has beside the standard.
struct PythonWord {
  std::string_view text;
  std::string_view stand_in;  ///< a string no program writes, in its place while parsing
  double value;
};

inline constexpr std::array<PythonWord, 3> kPythonWords = {{
    {"-Infinity", "\x7fmlpipe:-Infinity\x7f", -std::numeric_limits<double>::infinity()},
    {"Infinity", "\x7fmlpipe:Infinity\x7f", std::numeric_limits<double>::infinity()},
    {"NaN", "\x7fmlpipe:NaN\x7f", std::numeric_limits<double>::quiet_NaN()},
}};

/// The text with each of the words outside strings replaced by its stand-in, as a string.
[[nodiscard]] std::string with_stand_ins(std::string_view text);

/// What a stand-in stands for; empty for any other string.
[[nodiscard]] inline std::optional<double> value_of_stand_in(std::string_view text) {
  if (!text.empty() && text.front() == '\x7f') {
    for (const auto& word : kPythonWords) {
      if (text == word.stand_in) {
        return word.value;
      }
    }
  }
  return std::nullopt;
}

}  // namespace mlpipe::optimize
