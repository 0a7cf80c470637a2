// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/drift/history.hpp"

namespace history_records {

inline mlpipe::Timestamp day(int number) {
  return *mlpipe::from_iso8601("2026-11-01T06:00:00Z") + std::chrono::days(number);
}

/// A check of one feature.
inline mlpipe::drift::CheckRecord check_on(int number, mlpipe::drift::Verdict verdict,
                                           const std::string& feature = "rsi") {
  mlpipe::drift::CheckRecord out;
  out.time = day(number);
  out.model = "v1.2.0";
  out.rows = 60;
  out.verdict = verdict;
  out.features = {{feature, 0.31, 0.12, 0.001, 0.01, 0.05, verdict}};
  return out;
}

}  // namespace history_records
