// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/data/market_data.hpp"

namespace mlpipe::data {

/// The "data" section of config/pipeline.json. Whatever is left empty is detected where that is
/// certain.
struct DataOptions {
  std::string source;                    ///< file, "-", or http(s) URL
  std::optional<std::string> separator;  ///< "," ";" "tab" "|"
  std::optional<std::string> decimal;    ///< "." or ","
  bool header = true;
  std::size_t skip_lines = 0;
  std::string comment = "#";
  std::vector<std::string> missing;  ///< besides the usual ones
  std::size_t max_columns = 4096;
  std::size_t max_line_bytes = 1U << 20U;

  std::optional<std::string> time;         ///< column with the time (or the date, with time_of_day)
  std::optional<std::string> time_of_day;  ///< second column, where date and time are apart
  std::optional<std::string>
      time_format;  ///< strptime format, or "iso", "yyyymmdd", "yyyymmddhhmm", "epoch_s",
                    ///< "epoch_ms", "epoch_us", "epoch_ns"
  std::string time_zone = "UTC";  ///< IANA name, of stamps without offset and of calendar features
  std::string stamp = "close";    ///< "open" or "close": which end of the bar the file stamps
  std::optional<Duration>
      bar;  ///< bar length; inferred (the most frequent step) if stamp is "open"

  std::optional<std::string> symbol;  ///< column of a long panel
  std::optional<std::string> open, high, low, close, volume;
  std::optional<std::string> target;  ///< column for label.kind "column"
  std::optional<std::vector<std::string>>
      features;  ///< ready-made feature columns; empty list: none; absent: every numeric column
                 ///< without another role when the file has no prices, none otherwise
  std::vector<std::string>
      categorical;  ///< text (or number) columns among features to be used as categories
  std::string on_bad_rows = "error";  ///< "error" or "skip"
  std::string duplicates =
      "error";  ///< same symbol and time, other values: "error", "first", "last"
  bool allow_nonpositive_prices = false;  ///< spreads and power prices may be zero or negative

  SourceOptions transfer;

  /// No key of the config: the rows are to be scored, not learnt from. Their outcome need not be
  /// known yet: the target is left alone wherever it stands, or read where there is one
  /// (`scored_target`); a single row will do, and a feature may be missing in all of them.
  bool scoring = false;
  bool scored_target = false;

  /// No key of the config: between day first and month first, where the cells decide for neither.
  std::optional<std::string> usual_time_format;
};

[[nodiscard]] DataOptions parse_data_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::json write_data_options(const DataOptions& options);

/// Reads, checks and orders the input.
/// @throws DataError, ConfigError (a column that the file does not have, with the nearest name)
[[nodiscard]] MarketData read_market_data(ByteSource& source, const DataOptions& options,
                                          int threads, EventSink& events, const StopFlag& stop);

}  // namespace mlpipe::data
