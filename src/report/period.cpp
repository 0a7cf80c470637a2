// SPDX-License-Identifier: MIT
#include "mlpipe/report/period.hpp"

namespace mlpipe::report {

std::string period_text(Timestamp from, Timestamp to) {
  if (to - from >= std::chrono::days(7)) {
    from = std::chrono::floor<std::chrono::days>(from);
    to = std::chrono::floor<std::chrono::days>(to);
  }
  return to_display(from) + " to " + to_display(to);
}

}  // namespace mlpipe::report
