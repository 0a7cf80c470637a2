// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe::data {

/// The system's time zone database: its version, where it tells one, and its number of zones.
/// Empty: there is none.
[[nodiscard]] std::string time_zone_database();

}  // namespace mlpipe::data
