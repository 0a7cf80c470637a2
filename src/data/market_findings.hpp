// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mlpipe/data/market_data.hpp"

namespace mlpipe::data {

/// Adds findings to a report: all are counted, the first 1,000 of each kind are kept.
class FindingLog {
 public:
  explicit FindingLog(ReadReport& report) : report_(report) {}

  /// @return the finding to be filled in, or null when enough of its kind are kept
  Finding* add(std::string_view kind, Finding::Action action);

 private:
  ReadReport& report_;
};

/// Brings findings into the order of lines. Counts are sorted by kind.
void sort_findings(ReadReport& report);

[[nodiscard]] std::uint64_t count_of(const ReadReport& report, Finding::Action action);

/// "bad_number 3, duplicate_time 1"
[[nodiscard]] std::string count_text(const ReadReport& report, Finding::Action action);

/// The error text for bad rows: the first 20 with file, line, column and value, the count of each
/// kind with what to do, and how to go on without them. @param report  sorted
/// @param scoring  there is no config in which to say how to go on
[[nodiscard]] std::string bad_rows_text(const ReadReport& report, bool scoring = false);

}  // namespace mlpipe::data
