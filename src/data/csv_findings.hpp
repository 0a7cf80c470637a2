// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"

namespace mlpipe::data {

/// What the CSV reader itself can find, in the order of the table in csv_findings.cpp.
enum class CsvFindingKind : std::uint8_t {
  kTooFewFields,
  kTooManyFields,
  kBadNumber,
  kInfiniteNumber,
  kBadText,
  kBadTime,
  kNoTime,
  kEmptyRow,
  kCommentLine,
  kRepeatedHeader,
  kCurrencySign,
  kThousandsSeparator,
};
inline constexpr std::size_t kCsvFindingKinds = 12;
inline constexpr std::size_t kMaxFindingsKept = 1'000;  ///< of each kind
inline constexpr std::size_t kMaxFindingBytes = 100;    ///< of the value

struct CsvFinding {
  CsvFindingKind kind = CsvFindingKind::kBadNumber;
  std::uint64_t line = 0;  ///< from 0 inside a block; from 1 in a file
  std::size_t column = 0;  ///< field number, from 1; 0 when the whole row is meant
  std::string value;
};

/// Findings in file order: every one is counted, the first kMaxFindingsKept of each kind are kept.
class CsvFindings {
 public:
  void add(CsvFindingKind kind, std::uint64_t line, std::size_t column, std::string_view value);
  /// Appends the findings of the bytes that follow, whose line 0 is line `base` here.
  void append(CsvFindings&& later, std::uint64_t base);
  [[nodiscard]] bool any() const noexcept { return !recent_.empty(); }
  /// Since the last settle(): is any of them one that spoils its row?
  [[nodiscard]] bool any_bad() const;
  /// Keeps or drops what was added since the last time; called at the end of each row.
  void settle(bool keep);

  /// Fills counts and findings.
  void write(std::span<const std::string> names, ReadReport& report) &&;

 private:
  std::array<std::uint64_t, kCsvFindingKinds> counts_{};
  std::array<std::uint64_t, kCsvFindingKinds> kept_counts_{};
  std::vector<CsvFinding> kept_;
  std::vector<CsvFinding> recent_;
};

}  // namespace mlpipe::data
