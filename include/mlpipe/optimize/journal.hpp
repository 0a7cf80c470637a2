// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "mlpipe/optimize/journal_record.hpp"
#include "mlpipe/optimize/journal_replay.hpp"

namespace mlpipe::optimize {

/// Where studies are kept and shared with other workers, Python's among them: Optuna's journal, in
/// a file or in Redis. Not safe for concurrent use of one object.
class Journal {
 public:
  /// What to write, given what all workers have written until now.
  using Decide = std::function<std::vector<JournalChange>(const JournalReplay&)>;

  virtual ~Journal() = default;
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Where it is, for people: the path, or the URL without its password.
  [[nodiscard]] virtual const std::string& name() const = 0;

  /// Who writes through this object, as its records say.
  [[nodiscard]] virtual const std::string& worker() const = 0;

  /// The studies as last read.
  [[nodiscard]] virtual const JournalReplay& replay() const = 0;

  /// Reads what others have written since. Needs no right to write.
  /// @throws IoError, IntegrityError naming the damaged line
  virtual const JournalReplay& refresh() = 0;

  /// Appends what `decide` returns, in one piece and on disk before this returns, and reads it
  /// back. Nothing is written if that is empty. In a file nobody else writes between decision and
  /// append; in Redis `decide` is called again if somebody did. Only where others never stop
  /// writing, its last decision goes behind theirs, and it may find that another worker was faster
  /// (JournalReplay::worker_of() tells).
  /// @throws IoError if it cannot be written: then none of it is; IntegrityError as above
  virtual const JournalReplay& write(const Decide& decide) = 0;
};

}  // namespace mlpipe::optimize
