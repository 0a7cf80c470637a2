// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "mlpipe/optimize/journal_options.hpp"

namespace mlpipe::optimize {

/// Sleeps as the options say.
void pause(const JournalOptions& options, std::chrono::nanoseconds length);

/// Optuna's lock of a journal, held while this lives: "<journal>.lock", a symbolic link to the
/// journal. Optuna's other kind, a file of that name, excludes it and is excluded by it.
/// The link leads to the absolute path: one to a relative path leads nowhere from its own folder,
/// and Optuna then waits for it for ever.
class JournalLock {
 public:
  /// Waits until it has the lock: 1 ms, doubling to 1 s. Breaks it when nothing has changed for the
  /// grace period, neither the lock itself nor the journal.
  /// @param path  of the journal; its folder must be there
  /// @throws IoError if there is no making it, Interrupted
  JournalLock(const JournalWorld& world, const JournalOptions& options,
              const std::filesystem::path& path);
  ~JournalLock();
  JournalLock(const JournalLock&) = delete;
  JournalLock& operator=(const JournalLock&) = delete;

  /// False if somebody broke it, because this process stood still for long.
  [[nodiscard]] bool is_ours() const;

 private:
  using Path = std::filesystem::path;
  using Stamp = FileSystem::Stamp;
  /// What changes while whoever has the lock is alive.
  struct Signs {
    std::optional<Stamp> lock;
    std::optional<Stamp> journal;
    bool operator==(const Signs&) const = default;
  };
  [[nodiscard]] Signs signs() const;
  [[nodiscard]] std::optional<Stamp> lock_stamp() const;
  [[nodiscard]] Path fresh_name() const;
  void take();
  void wait();
  void give_back(const Path& fresh);
  void break_stale(const std::optional<Stamp>& stale);

  const JournalWorld& world_;
  const JournalOptions& options_;
  Path journal_;
  Path lock_;
  std::optional<Stamp> ours_;
};

}  // namespace mlpipe::optimize
