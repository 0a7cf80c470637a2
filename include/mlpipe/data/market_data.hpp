// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/time.hpp"

namespace mlpipe::data {

/// A column of the file that is used as a feature as it stands.
struct InputColumn {
  std::string name;
  std::vector<float>
      values;  ///< [n_rows]; NaN is missing; a category is its code, a whole number from 0
  std::vector<std::string> categories;  ///< code -> text, sorted; empty for a numeric column
};

/// One thing seen in the input that was not as it should be.
struct Finding {
  enum class Action {
    kRepaired,  ///< the value was used, after a repair that cannot change its meaning
    kNoted,     ///< the value was used as it stands, and should be looked at
    kBad,       ///< the row cannot be used (an error, or left out with on_bad_rows: skip)
  };
  std::string kind;  ///< from the table in docs/data.md: "high_below_low", "bad_number",
                     ///< "duplicate_time", ...
  Action action = Action::kBad;
  std::uint64_t line = 0;  ///< physical line of the file on which the row begins, from 1
  std::size_t column = 0;  ///< field number, from 1; 0 when the whole row is meant
  std::string column_name;
  std::string value;  ///< as it stands in the file, possibly cut
};

struct FindingCount {
  std::string kind;
  Finding::Action action = Finding::Action::kBad;
  std::uint64_t count = 0;
};

/// How a file was read; goes into the model's metadata and the report.
struct ReadReport {
  std::string source;
  std::string sha256;  ///< of the decompressed bytes
  std::uint64_t bytes = 0;
  std::uint64_t rows_read = 0;  ///< records after the header, blank lines and comments apart
  std::uint64_t rows_kept = 0;
  std::string time_format;  ///< as data.time_format would say it
  std::string bar;          ///< length that was inferred to turn opens into closes; else empty
  std::vector<std::string>
      detected;  ///< one sentence for each thing found out rather than configured
  std::vector<FindingCount> counts;  ///< every kind seen, complete
  std::vector<Finding> findings;     ///< in order of line; at most 1,000 of each kind
};

/// Bars and ready-made columns of one or many symbols. Rows are sorted by symbol, then time.
///
/// Invariants: symbols sorted bytewise and unique; offsets ascending from 0 to n_rows; close_time
/// strictly increasing inside a symbol; every price finite and positive unless DataOptions allows
/// otherwise; a column that the file does not have is empty, every other has n_rows values.
struct MarketData {
  std::vector<std::string> symbols;  ///< [n_symbols]; one empty string for a single series
  std::vector<std::size_t>
      offsets;  ///< [n_symbols + 1]: rows of symbol s are [offsets[s], offsets[s + 1])
  std::vector<Timestamp> close_time;           ///< [n_rows], UTC, close of the bar
  std::vector<double> open, high, low, close;  ///< [n_rows] or empty
  std::vector<double> volume;                  ///< [n_rows] or empty; NaN is missing
  std::vector<InputColumn> inputs;
  std::vector<double> target;  ///< [n_rows] or empty; NaN is "not labelled"; a class is its code
  std::vector<std::string> target_categories;  ///< code -> text when the target is text; else empty
  std::string time_zone = "UTC";               ///< IANA name, for calendar features
  bool intraday = false;                       ///< any symbol has two bars on one local date
  ReadReport report;

  [[nodiscard]] std::size_t rows() const noexcept { return close_time.size(); }
  [[nodiscard]] std::size_t symbol_count() const noexcept { return symbols.size(); }
};

/// One symbol's rows of a MarketData, as views; empty spans for columns that it lacks.
struct BarSpan {
  std::span<const Timestamp> time;
  std::span<const double> open, high, low, close, volume;
  std::string_view time_zone = "UTC";

  [[nodiscard]] std::size_t size() const noexcept { return time.size(); }
  /// The first n bars.
  [[nodiscard]] BarSpan head(std::size_t n) const;
};

[[nodiscard]] BarSpan bars_of(const MarketData& market, std::size_t symbol);

/// Median time from one bar to the symbol's next, over all symbols; 0 if none has two bars.
[[nodiscard]] std::chrono::microseconds usual_step(const MarketData& market);

/// [n_rows] the day, counted from 1970, in which each bar closes on the clock of market.time_zone;
/// a close at midnight belongs to the day that it ends.
[[nodiscard]] std::vector<std::int64_t> local_close_days(const MarketData& market);

}  // namespace mlpipe::data
