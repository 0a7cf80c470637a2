// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe::data {

/// Version of the system's time zone database and its number of zones; empty: there is none.
[[nodiscard]] std::string time_zone_database();

}  // namespace mlpipe::data
