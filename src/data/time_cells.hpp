// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "data/table.hpp"

namespace mlpipe::data {

/// What one ISO 8601 cell says. Microseconds since 1970-01-01T00:00, of UTC if there is an offset,
/// else of the clock on the wall.
struct IsoCell {
  std::int64_t micros = 0;
  bool has_offset = false;
  bool has_clock = false;
};

/// YYYY-MM-DD, then optionally T or blank, HH:MM[:SS[.fraction]], and optionally an offset or
/// "UTC".
[[nodiscard]] std::optional<IsoCell> parse_iso_cell(std::string_view cell);

/// ISO 8601 stamps of one kind: all with an offset, or all without. The other kind is refused,
/// since local times and instants in one column cannot be told apart once they are numbers.
class IsoTimeParser final : public TimeCellParser {
 public:
  enum class Kind { kLocal, kInstant };
  explicit IsoTimeParser(Kind kind) : kind_(kind) {}
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override;

 private:
  Kind kind_;
};

/// YYYYMMDD, YYYYMMDDhhmm or YYYYMMDDhhmmss without separators; years 1800 to 2199, so that a
/// stray number is not taken for a date.
class DigitTimeParser final : public TimeCellParser {
 public:
  /// @param digits  8, 12 or 14
  explicit DigitTimeParser(std::size_t digits) : digits_(digits) {}
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override;

 private:
  std::size_t digits_;
};

/// A count since 1970-01-01T00:00Z, with an optional fraction.
class EpochTimeParser final : public TimeCellParser {
 public:
  /// @param units_per_second  1, 1e3, 1e6 or 1e9
  explicit EpochTimeParser(std::int64_t units_per_second) : units_per_second_(units_per_second) {}
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override;

 private:
  std::int64_t units_per_second_;
};

/// H:MM or HH:MM, optionally :SS and a fraction, optionally AM or PM; or hhmm, or hhmmss.
/// Microseconds since midnight.
class TimeOfDayParser final : public TimeCellParser {
 public:
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override;
};

}  // namespace mlpipe::data
