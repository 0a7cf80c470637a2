// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <variant>

#include <simdjson.h>

#include "mlpipe/drift/history.hpp"

namespace mlpipe::drift {

/// Why a line of the history holds no check.
enum class UnreadLine { kDamaged, kOtherVersion };

/// A year of checks of fifty features is two megabytes, read at each start: hence simdjson, and no
/// document in between.
/// @param parser  keeps its memory from line to line
[[nodiscard]] std::variant<CheckRecord, UnreadLine> read_history_line(
    std::string_view line, simdjson::dom::parser& parser);

}  // namespace mlpipe::drift
