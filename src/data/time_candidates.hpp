// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mlpipe::data {

/// Two readings of a column between which its cells do not decide.
struct DayMonthRivals {
  std::string day_first;
  std::string month_first;
  bool contradictory = false;  ///< some cells can only be the one, others only the other
};

struct TextFormat {
  std::string format;    ///< strptime
  std::size_t read = 0;  ///< cells that it reads
  std::optional<DayMonthRivals> rivals;
};

/// The strptime format, of those that people use for market data, that reads most of the cells:
/// D/M/Y, M/D/Y and Y/M/D with / . or -, two-digit years at the end, English month names, each with
/// or without a time of day, AM/PM and offset. Empty if none reads any.
[[nodiscard]] std::optional<TextFormat> best_text_format(std::span<const std::string_view> cells);

}  // namespace mlpipe::data
