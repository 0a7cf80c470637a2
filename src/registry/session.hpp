// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mlpipe/registry/model_registry.hpp"

namespace mlpipe::registry {

/// What a session needs to know of the registry.
struct SessionContext {
  FileSystem& files;
  const Clock& clock;
  EventSink& events;
  const Actor& actor;
  const LockWait& wait;
};

/// Takes the lock of the models folder; says who has it if that takes too long.
/// @throws BusyError
[[nodiscard]] std::unique_ptr<FileSystem::Lock> lock_registry(const SessionContext& context);

/// A writing command: the lock, the log, and the switch. Everything that moves production is here.
class Session {
 public:
  enum class Mode {
    kWrite,
    kWriteUnlogged,  ///< go on where the log cannot be read; what would write to it then refuses
    kLook,           ///< for a dry run: no lock, nothing put right, nothing written
  };
  /// Locks, and puts right what a run that died left behind (models/README.md, "What a crash can
  /// do").
  explicit Session(const SessionContext& context, Mode mode = Mode::kWrite);

  /// Target of production; empty: none.
  [[nodiscard]] const std::string& live() const { return live_; }
  [[nodiscard]] const AuditTrail& trail() const { return trail_; }
  /// What was put right, a sentence each.
  [[nodiscard]] const std::vector<std::string>& repairs() const { return repairs_; }
  /// A record of this run; from and time are filled in.
  [[nodiscard]] AuditRecord record(const std::string& operation, const std::string& to) const;

  struct SwitchOptions {
    std::function<void()> prepare;  ///< after the intent, before the switch
    bool unlogged = false;          ///< go on where the log refuses
  };
  /// Writes `record` as an intent, prepares, moves production to record.to, writes that it is done,
  /// and brings the derived files up to date.
  /// @return false if the log refused and that was allowed
  /// @throws NotDurableError if production is moved, but not confirmed; any other error: it is as
  ///         it was
  bool switch_production(AuditRecord record, const SwitchOptions& options);

  void write_intent(AuditRecord& record);
  void write_end(AuditRecord record, AuditPhase phase);
  /// Writes that it was not done, if the log lets it; else the next run finds that out.
  void abandon(const AuditRecord& record);

  /// Production must be a whole version. If it is damaged, it is moved to the newest version of the
  /// log that is whole, and that is logged.
  /// @throws IntegrityError in that case, too, so that somebody looks
  void require_whole_production(const ModelCheck& check);

  /// VERSION and registry.json as link and log say. Failures are warnings: the next run repeats it.
  void write_derived();

 private:
  void clear_leftovers();
  void save_torn_end();
  void put_right();
  void read_log();
  /// Does what needs the log, unless the log has failed before and that is allowed; notes the first
  /// failure.
  void tolerate_unlogged(const std::function<void()>& body);
  void migrate_production();
  void close_open_intent();
  void finish_prune(const AuditRecord& intent);
  void note_unlogged_switch();
  [[nodiscard]] bool begin_switch(AuditRecord& record, bool unlogged);
  void append(const AuditRecord& record);
  void repaired(const std::string& what);

  SessionContext context_;
  FileSystem& files_;
  Mode mode_;
  std::unique_ptr<FileSystem::Lock> lock_;
  AuditTrail trail_;
  std::string live_;
  std::string log_problem_;
  std::vector<std::string> repairs_;
};

}  // namespace mlpipe::registry
