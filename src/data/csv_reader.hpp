// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/interrupt.hpp"

#include "data/table.hpp"

namespace mlpipe::data {

/// What is fixed by the config; whatever is left empty is detected.
struct CsvOptions {
  std::optional<char> separator;  ///< one of , ; tab |
  std::optional<char> decimal;    ///< '.' or ','
  bool header = true;             ///< false: columns are named column_1, column_2, ...
  std::size_t skip_lines = 0;     ///< physical lines before the header
  std::string comment = "#";      ///< lines that begin so are left out; empty: none
  std::vector<std::string> missing{"",   "-",   "--",   "null", "none",
                                   "na", "n/a", "#n/a", "nan"};  ///< lower case, trimmed
  std::size_t max_columns = 4096;
  std::size_t max_line_bytes = 1U << 20U;  ///< of one record, line breaks in quotes included
  std::size_t block_bytes = 2U << 20U;     ///< read and parsed at a time; changes no result
};

struct Dialect {
  char separator = ',';
  char decimal = '.';
};

/// The beginning of a file, enough to decide what its columns are.
struct CsvSample {
  Dialect dialect;
  std::vector<std::string> names;  ///< trimmed, unquoted; unique and not empty
  std::vector<std::vector<std::string>>
      rows;  ///< the first records, trimmed and unquoted, as text; complete rows only
  std::vector<std::uint64_t> lines;   ///< physical line of each of `rows`
  std::vector<std::string> detected;  ///< sentences for ReadReport::detected
};

/// Reads a CSV stream once, in two steps, in blocks, on several threads, in bounded memory.
/// The result does not depend on the number of threads.
class CsvReader {
 public:
  /// @param source_name  for messages
  CsvReader(ByteSource& source, std::string source_name, CsvOptions options);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Reads the first block and detects the dialect. @throws DataError (empty, binary, header only,
  /// too many columns, a record too long, a name twice, a separator that cannot be told)
  const CsvSample& sample();

  /// Reads the rest. @param plan  one for each column of sample().names
  [[nodiscard]] Table read(std::span<const ColumnPlan> plan, int threads, const StopFlag& stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mlpipe::data
