// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlpipe::data {

/// What a column is for.
enum class Role { kTime, kTimeOfDay, kSymbol, kOpen, kHigh, kLow, kClose, kVolume, kTarget };

/// Key of the role in the "data" section: "time", "close".
[[nodiscard]] std::string_view role_key(Role role);

/// A header name without what differs between vendors: lower case, "_" and "-" as blanks, Alpha
/// Vantage's numbering ("1. open") and MetaTrader's brackets ("<OPEN>") taken off, no final dot.
[[nodiscard]] std::string plain_name(std::string_view header);

/// How good a name is for a role: 0 is best; empty if it is none.
[[nodiscard]] std::optional<int> name_rank(Role role, std::string_view plain);

/// "Adj Close" and its kin: never taken for the close, since open, high and low are not adjusted.
[[nodiscard]] bool is_adjusted_close(std::string_view plain);

/// A name that says that the column holds the beginning of the bar: "open time".
[[nodiscard]] bool is_open_time(std::string_view plain);
[[nodiscard]] bool is_close_time(std::string_view plain);

}  // namespace mlpipe::data
