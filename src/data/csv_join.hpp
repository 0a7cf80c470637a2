// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/csv_block.hpp"

namespace mlpipe::data {

/// Takes pieces in any order and puts them together in theirs. Not for several threads at once.
class CsvJoiner {
 public:
  /// @param first_line  physical line of the file on which block 0 begins, from 1
  CsvJoiner(std::uint64_t first_line, std::size_t max_line_bytes)
      : next_line_(first_line), max_line_bytes_(max_line_bytes) {}

  void add(std::size_t index, CsvPiece&& piece);

  /// What ends the reading, in words with the line; the first in file order.
  [[nodiscard]] const std::optional<std::string>& failure() const noexcept { return failure_; }

  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }

  /// The typed columns; report is left to the caller, except for rows_read and the findings.
  /// @param before  findings above block 0
  [[nodiscard]] Table join(std::span<const std::string> names, std::span<const ColumnPlan> plan,
                           CsvFindings&& before, int threads) &&;

 private:
  void take(CsvPiece&& piece);
  void join_lines(std::vector<std::uint64_t>& lines);
  void join_column(std::size_t column, TypedColumn& out);
  void join_text(std::size_t column, TypedColumn& out);

  struct Part {
    CsvPiece piece;
    std::uint64_t first_line = 0;
  };

  std::uint64_t next_line_;
  std::size_t max_line_bytes_;
  std::map<std::size_t, CsvPiece> waiting_;  ///< whose predecessors are not here yet
  std::size_t next_index_ = 0;
  std::vector<Part> parts_;
  CsvFindings findings_;
  std::size_t rows_ = 0;
  std::uint64_t records_ = 0;
  std::optional<std::string> failure_;
};

/// "line 7 is longer than ...", for a block that begins on line `base`.
[[nodiscard]] std::string describe(const CsvFailure& failure, std::uint64_t base,
                                   std::size_t max_line_bytes);

}  // namespace mlpipe::data
