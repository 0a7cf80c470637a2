// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"

namespace mlpipe::data {

/// How the cells of a time column are read.
struct TimeFormat {
  std::unique_ptr<TimeCellParser> parser;
  std::string text;        ///< for people: "ISO 8601 with offset"
  std::string setting;     ///< the value of data.time_format that says the same
  bool instant = false;    ///< the parser gives microseconds of UTC; else of the local clock
  bool date_only = false;  ///< no cell has a time of day
};

/// The beginning of one column: its cells that are not missing, with their lines.
struct TimeCells {
  std::string source;  ///< for messages
  std::string column;
  std::vector<std::string_view> cells;  ///< of the sample, which must outlive this
  std::vector<std::uint64_t> lines;
};

/// @param setting  data.time_format
/// @throws ConfigError (no such format; a format that reads none of the cells)
[[nodiscard]] TimeFormat make_time_format(const std::string& setting, const TimeCells& cells);

/// The one format that reads the cells; a minority of broken cells (a totals row, a month 13) does
/// not hide it.
/// @param usual  format of earlier rows; settles which of day and month stands first where the
///               cells leave it open, and nothing else
/// @throws DataError: no format, or day and month that may be swapped (with both readings)
[[nodiscard]] TimeFormat detect_time_format(const TimeCells& cells,
                                            const std::optional<std::string>& usual = {});

/// True if most of the cells, and at least one, can be read by the parser.
[[nodiscard]] bool reads_most(const TimeCellParser& parser, const TimeCells& cells);

/// True if the cells are text that is certainly a time: ISO 8601, or words and separators in one of
/// the detectable formats. Bare numbers are not.
[[nodiscard]] bool looks_like_time(const TimeCells& cells);

}  // namespace mlpipe::data
