// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/time.hpp"

namespace mlpipe::report {

/// "2020-01-03 to 2020-03-02": days will do for a period of weeks; a shorter one shows the clock.
[[nodiscard]] std::string period_text(Timestamp from, Timestamp to);

}  // namespace mlpipe::report
