// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

/// Text of outside origin as one line that is safe to show: line ends and tabs become blanks, other
/// control characters and broken UTF-8 become \xNN, bidirectional controls U+FFFD.
[[nodiscard]] std::string one_line(std::string_view text);

/// Code points of well-formed UTF-8: the columns it takes on a terminal, wide scripts apart.
[[nodiscard]] std::size_t text_width(std::string_view text);

/// Rows under a header, columns as wide as they must be, two blanks between; the last one ragged.
/// @param rows  cells as from one_line()
[[nodiscard]] std::string text_table(const std::vector<std::vector<std::string>>& rows);

/// The values as block characters of eight heights between low and high, at most `width` of them
/// (each the last defined value of its share). A gap is a blank.
[[nodiscard]] std::string sparkline(const std::vector<double>& values, std::size_t width,
                                    double low, double high);

}  // namespace mlpipe
