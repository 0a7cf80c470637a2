// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/csv_block.hpp"
#include "data/csv_fields.hpp"
#include "data/csv_findings.hpp"

namespace mlpipe::data {

/// The beginning of a file, held in memory.
struct CsvWindow {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool whole = false;            ///< the file ends here
  std::uint64_t first_line = 1;  ///< physical line of `begin`
};

struct CsvRecord {
  const char* begin = nullptr;
  const char* next = nullptr;  ///< at the line break, or the end
  std::uint64_t line = 0;
  std::size_t fields = 0;
  bool all_blank = false;  ///< of several fields, all empty
};

/// Steps through the complete records of a window, in the slow and simple way: for detection.
/// Blank lines and comments are passed over.
class CsvRecords {
 public:
  /// Both must outlive this.
  CsvRecords(const CsvWindow& window, const CsvFormat& format, std::size_t max_line_bytes)
      : window_(&window),
        format_(&format),
        max_line_bytes_(max_line_bytes),
        at_(window.begin),
        line_(window.first_line) {}

  /// @return false at the end, before an incomplete record, and at one that cannot be used (see
  /// failure())
  [[nodiscard]] bool next(CsvRecord& record);

  [[nodiscard]] const std::optional<CsvFailure>& failure() const noexcept { return failure_; }
  /// Where the records go on behind the last one given out.
  [[nodiscard]] const char* at() const noexcept { return at_; }
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }
  /// Comment lines passed so far.
  [[nodiscard]] CsvFindings& findings() noexcept { return findings_; }

 private:
  const CsvWindow* window_;
  const CsvFormat* format_;
  std::size_t max_line_bytes_;
  const char* at_;
  std::uint64_t line_;
  CsvFindings findings_;
  std::optional<CsvFailure> failure_;
  std::string scratch_;
};

/// The fields of a record, trimmed and unquoted.
[[nodiscard]] std::vector<std::string> fields_of(const CsvRecord& record, char separator);

}  // namespace mlpipe::data
