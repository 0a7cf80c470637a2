// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/optimize/journal_record.hpp"
#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

/// How times are written. A journal has one kind: Python cannot compare one with the other.
struct JournalTimes {
  /// Local time minus UTC: local time without an offset, as Optuna 4 writes it, for a journal whose
  /// JournalParser::saw_local_time(). Empty: UTC with +00:00, as Optuna 5.
  std::optional<std::chrono::minutes> local_offset = std::nullopt;
};

/// A line of a journal, its end included, with the fields in Optuna's order. Replayed, it changes
/// what `record` changes.
/// @throws IntegrityError if the value of an attribute is no JSON
[[nodiscard]] std::string to_line(const JournalRecord& record, const JournalTimes& times = {});

/// Several lines, to be appended in one write.
[[nodiscard]] std::string to_lines(const std::string& worker,
                                   const std::vector<JournalChange>& changes,
                                   const JournalTimes& times = {});

/// A trial's life takes three kinds of appends: CreateTrial with everything known at the start
/// (Optuna itself writes a line for each parameter, and other workers see half a trial), a Report
/// each, and these changes at its end.

/// Reports that `before` has not, attributes that `now` has and `before`, as last written, has not
/// or has otherwise, then the state. Nothing may come behind: a finished trial does not change.
/// @param before  with the same id
/// @param now     finished
[[nodiscard]] std::vector<JournalChange> final_changes(const Trial& before, const Trial& now);

}  // namespace mlpipe::optimize
