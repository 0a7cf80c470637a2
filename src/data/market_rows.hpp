// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/data/market_reader.hpp"

#include "data/market_findings.hpp"
#include "data/market_plan.hpp"

namespace mlpipe::data {

/// A table on its way to MarketData: the rows in file order, with what is known about each.
class MarketRows {
 public:
  /// @param plan, options  must outlive this
  MarketRows(Table table, const MarketPlan& plan, const DataOptions& options);

  [[nodiscard]] std::size_t size() const noexcept { return table.rows(); }
  [[nodiscard]] const TypedColumn* column(std::optional<std::size_t> position) const;
  [[nodiscard]] std::uint32_t symbol(std::size_t row) const {
    return symbols_ == nullptr ? 0 : symbols_->codes[row];
  }
  [[nodiscard]] std::size_t symbol_count() const {
    return symbols_ == nullptr ? 1 : symbols_->dictionary.size();
  }
  [[nodiscard]] bool is_bad(std::size_t row) const { return bad_[row] != 0; }

  /// Adds a finding about a row, or about one cell of it. A kBad one excludes the row.
  void report(std::size_t row, std::string_view kind, Finding::Action action,
              std::optional<std::size_t> position, const std::string& value);

  Table table;
  const MarketPlan& plan;
  const DataOptions& options;
  std::vector<std::int64_t> times;  ///< [n_rows] the stamps, UTC microseconds, once settled
  bool newest_first = false;        ///< the file goes back in time

 private:
  std::vector<std::uint8_t> bad_;
  const TypedColumn* symbols_ = nullptr;
  FindingLog log_;
};

/// Excludes rows without a symbol: the first step, since the others go by symbol.
void check_symbols(MarketRows& rows);

/// Looks at each row by itself: prices, volume, ready-made columns.
void check_rows(MarketRows& rows, int threads);

/// Turns the time cells into UTC; finds out whether the newest row stands first.
/// @throws ConfigError (an unknown zone)
void settle_times(MarketRows& rows);

}  // namespace mlpipe::data
