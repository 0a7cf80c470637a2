// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_fields.hpp"
#include "data/csv_records.hpp"

namespace mlpipe::data {

inline constexpr std::string_view kCsvSeparators = ",;\t|";
inline constexpr std::size_t kCsvSampleRecords = 1'000;

/// "\",\"", "tab"
[[nodiscard]] std::string separator_name(char separator);

/// What the bytes look like if they are no CSV text at all (compressed, a spreadsheet, UTF-16, a
/// web page, binary), and what to do; empty if they may be.
[[nodiscard]] std::optional<std::string> not_csv(std::string_view bytes);

/// The separator whose records have the same number of fields, more than one, most often.
/// @throws CsvRefusal naming the candidates, if two do equally well or none does
[[nodiscard]] char detect_separator(const CsvWindow& window, const CsvFormat& format, bool header,
                                    std::size_t max_line_bytes);

/// A cell of the sample, for messages.
struct CsvCell {
  std::string text;
  std::uint64_t line = 0;
  std::size_t column = 0;  ///< from 0
};

/// How the numbers of a sample use '.' and ','.
class DecimalEvidence {
 public:
  void add(const std::vector<std::string>& fields, std::uint64_t line);
  /// The decimal mark. @throws CsvRefusal showing both readings where the cells allow two
  [[nodiscard]] char decide(char separator, const std::vector<std::string>& names) const;

 private:
  struct Seen {
    std::size_t count = 0;
    CsvCell first;
    void add(std::string_view text, std::uint64_t line, std::size_t column);
  };
  Seen point_;            ///< can only be read with a decimal point: 1.5, 1,234.5, 1,234,567
  Seen comma_;            ///< can only be read with a decimal comma
  Seen either_by_point_;  ///< "1.234"
  Seen either_by_comma_;  ///< "1,234"
};

}  // namespace mlpipe::data
