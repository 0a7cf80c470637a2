// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/core/time.hpp"

namespace mlpipe::optimize {

struct JournalTime {
  Timestamp time;  ///< as if UTC, if there is no offset
  bool has_offset = false;
};

/// Reads what Python's datetime.isoformat() writes: "2026-11-23T15:42:12.015835+00:00", the offset
/// and the fraction (3 or 6 digits) not always there. Z counts as +00:00. Empty for anything else.
[[nodiscard]] std::optional<JournalTime> parse_journal_time(std::string_view text);

/// Always six digits: Python before 3.11 reads nothing but 3 or 6. With +00:00, or without any.
[[nodiscard]] std::string journal_time(Timestamp time, bool with_offset);

}  // namespace mlpipe::optimize
