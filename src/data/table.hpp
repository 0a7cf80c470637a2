// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/data/market_data.hpp"

namespace mlpipe::data {

/// Reads one cell that holds a time, a date, or a time of day. parse() is called from several
/// threads.
class TimeCellParser {
 public:
  virtual ~TimeCellParser() = default;
  /// Microseconds, of whatever origin the caller gave the parser its meaning for; empty if the cell
  /// is no such time.
  [[nodiscard]] virtual std::optional<std::int64_t> parse(std::string_view cell) const = 0;
};

enum class CellType {
  kSkip,    ///< not looked at
  kDouble,  ///< prices, volume, targets
  kFloat,   ///< ready-made features
  kText,    ///< symbols, categories: dictionary-coded
  kTime,    ///< through a TimeCellParser
};

/// What to make of one column of the file.
struct ColumnPlan {
  CellType type = CellType::kSkip;
  const TimeCellParser* time_parser = nullptr;  ///< for kTime; must outlive the reading
};

inline constexpr std::uint32_t kMissingCode = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::int64_t kMissingTime = std::numeric_limits<std::int64_t>::min();

/// One column, typed; only the vector of its type is filled, [n_rows].
struct TypedColumn {
  std::string name;
  std::size_t position = 0;  ///< field number in the file, from 0
  CellType type = CellType::kSkip;
  std::vector<double> doubles;          ///< NaN is missing
  std::vector<float> floats;            ///< NaN is missing
  std::vector<std::int64_t> times;      ///< kMissingTime is missing
  std::vector<std::uint32_t> codes;     ///< into dictionary; kMissingCode is missing
  std::vector<std::string> dictionary;  ///< sorted bytewise, unique
};

/// A file's sound rows in file order. Rows with a bad cell are left out here and told in `report`.
struct Table {
  std::vector<TypedColumn> columns;  ///< one for each column of the file, kSkip ones empty
  std::vector<std::uint64_t> lines;  ///< [n_rows] physical line on which the row begins, from 1
  ReadReport report;  ///< source, sha256, bytes, rows_read, findings and counts so far

  [[nodiscard]] std::size_t rows() const noexcept { return lines.size(); }
};

}  // namespace mlpipe::data
