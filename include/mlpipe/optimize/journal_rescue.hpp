// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/optimize/journal_record.hpp"
#include "mlpipe/optimize/journal_replay.hpp"

namespace mlpipe::optimize {

/// What dead workers leave behind: damaged lines, and trials that run for ever.

struct JournalRepair {
  struct Fix {
    std::size_t line = 0;  ///< from 1, in the damaged text
    std::string lost;      ///< bytes left out; empty if only a line end was missing
  };
  std::string text;        ///< every line of it can be decoded
  std::vector<Fix> fixes;  ///< empty if nothing was damaged: then the text is the old one
};

/// Of lines that cannot be decoded keeps the whole records in them and drops the rest. A killed
/// writer leaves half a record, the next one's melts with it into one line, and no program opens
/// the journal any more. Half a record at the very end goes too; a whole one whose line end is
/// missing was never read by anybody, and goes as well.
[[nodiscard]] JournalRepair repaired(std::string_view text);

/// Fails the running trials of dead workers.
/// @param is_dead  told a worker's name; false for whom it cannot tell
[[nodiscard]] std::vector<JournalChange> fail_abandoned(
    const JournalReplay& replay, const Study& study,
    const std::function<bool(const std::string&)>& is_dead, Timestamp now);

/// A waiting trial with the parameters and attributes of a failed one, marked as Optuna marks a
/// second attempt: "failed_trial" is the number of the first, "retry_history" holds all so far.
/// Reports do not go with it.
[[nodiscard]] CreateTrial retry_of(const Study& study, const Trial& failed);

/// How often a trial was tried before: the length of its "retry_history".
[[nodiscard]] std::size_t attempts_before(const Trial& trial);

}  // namespace mlpipe::optimize
