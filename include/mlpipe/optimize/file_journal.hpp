// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/journal_options.hpp"
#include "mlpipe/optimize/journal_rescue.hpp"

namespace mlpipe::optimize {

/// A journal in a file, as Optuna's JournalFileBackend reads, writes and locks it. Whoever writes
/// holds "<file>.lock", a symbolic link to the journal or a file; a lock that a killed worker left
/// is broken after the grace period, with a Warning "optimize.lock". What a killed writer left of a
/// line is cut off before anything is appended, with a Warning "optimize.journal".
/// A local disk is best: the lost writes that Optuna's users report are all from NFS.
class FileJournal final : public Journal {
 public:
  /// Touches nothing yet; write() makes a new file with its folders.
  FileJournal(const JournalWorld& world, std::filesystem::path path, JournalOptions options);

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] const std::string& worker() const override { return options_.worker; }
  [[nodiscard]] const JournalReplay& replay() const override { return replay_; }

  /// A file that is not there is an empty journal. One that was replaced or cut short is read anew.
  /// @throws IoError, IntegrityError; ConfigError if it is an SQLite database
  const JournalReplay& refresh() override;

  /// @throws IoError, also if somebody took the lock away or the journal cannot be written;
  ///         Interrupted while it waits for the lock; otherwise as refresh()
  const JournalReplay& write(const Decide& decide) override;

 private:
  void start_anew();
  void read_text(const std::string& text);
  void cut_torn_end();

  JournalWorld world_;
  std::filesystem::path path_;
  JournalOptions options_;
  std::string name_;
  JournalReplay replay_;
  std::size_t position_ = 0;         ///< bytes read
  std::optional<std::uint64_t> id_;  ///< FileSystem::Stamp of what was read
};

struct RepairedJournal {
  std::vector<JournalRepair::Fix> fixes;
  std::filesystem::path kept;  ///< the damaged file; empty if nothing was damaged
};

/// Replaces a damaged journal by repaired(), under its lock, and keeps the damaged one as
/// "<file>.damaged-<UTC time>". Python's workers must be stopped: they go on reading where they
/// were. @throws IoError, NotFoundError; ConfigError if it is an SQLite database
RepairedJournal repair_journal(const JournalWorld& world, const std::filesystem::path& path,
                               const JournalOptions& options);

}  // namespace mlpipe::optimize
