// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/registry/audit_log.hpp"
#include "mlpipe/registry/bump_level.hpp"
#include "mlpipe/registry/looks.hpp"
#include "mlpipe/registry/semver.hpp"
#include "mlpipe/registry/verdict.hpp"

namespace mlpipe::registry {

/// Who changes the registry; goes into the lock file and the audit log.
struct Actor {
  std::string user;
  std::string host;
  std::string run_url;
  std::string command;  ///< "mlpipe version promote"
  int pid = 0;
};

/// Proves that stored bytes are a model that works: loads it, predicts the golden rows of the
/// metadata. @throws IntegrityError. The registry itself knows bytes and no boosters.
using ModelCheck = std::function<void(std::string_view model, const nlohmann::json& metadata)>;

/// How long, and by what means, to wait for another process.
struct LockWait {
  std::chrono::milliseconds longest{10'000};
  std::function<void(std::chrono::milliseconds)> sleep;  ///< empty: the thread sleeps
};

enum class VersionState {
  kArchived,   ///< was in production once
  kLive,       ///< production names it
  kPruned,     ///< its model was removed; what it was is still known
  kNeverLive,  ///< a promotion that died between archive and switch
};
[[nodiscard]] std::string to_string(VersionState state);

struct VersionEntry {
  SemVer version;
  std::string name;  ///< "v1.2.0"
  VersionState state = VersionState::kArchived;
  bool staged = false;  ///< the candidate in staging has the same model
  std::string promoted_at;
  std::string created_at;  ///< when it was trained
  std::string model_sha256;
  std::string verdict;  ///< of `validate`, or "forced"
  std::shared_ptr<const nlohmann::json> metadata;
};

struct PromoteRequest {
  std::string candidate = "staging";  ///< or a candidate's name
  std::optional<BumpLevel> level;     ///< empty: by comparing with the version in production
  bool force = false;                 ///< without a stored PROMOTE verdict; needs a reason
  std::string reason;
  bool dry_run = false;
};

struct PromoteOutcome {
  std::string version;   ///< "v1.3.0"
  std::string previous;  ///< in production before; empty: none
  std::string candidate;
  Bump bump;
  bool known = false;     ///< these bytes by this recipe had the version already
  bool switched = false;  ///< production was moved
  std::string live;       ///< in production now
};

struct RollbackRequest {
  std::string target;  ///< "v1.2.0"; empty: the version that the current one replaced
  std::string reason;
  bool dry_run = false;
  /// Switch even if the audit log cannot take the record (full disk, broken chain).
  bool unlogged = false;
};

struct RollbackOutcome {
  std::string from;
  std::string to;
  bool switched = false;  ///< false: dry run, or it was live already
  bool logged = true;
};

struct PruneRequest {
  std::size_t keep = 5;          ///< the newest so many stay
  std::chrono::hours grace{24};  ///< what was promoted within stays: somebody may read it
  bool dry_run = false;
  std::string reason;
};

struct PruneOutcome {
  std::vector<std::string> pruned;
  std::vector<std::pair<std::string, std::string>> kept;  ///< past `keep`, and why it stays
  std::size_t bytes = 0;                                  ///< freed
};

/// What a check of a version, or of the registry, found.
struct VerifyOutcome {
  std::string subject;                ///< "v1.2.0", "production", "audit.jsonl"
  std::vector<std::string> problems;  ///< each names the file; empty: all is well
};

/// The models folder: versions that never change, one link that says which is in production, and a
/// log of who moved it. Reading functions take no lock, create nothing and work on a read-only
/// disk. Writing functions hold the lock, first put right what a run that died left behind, and are
/// safe to kill at any point: production is then the old version or the new one, each whole.
class ModelRegistry {
 public:
  /// @param files  of the models folder itself (FileSystem::below); all references must outlive
  ///               the registry
  ModelRegistry(FileSystem& files, const Clock& clock, EventSink& events, Actor actor,
                ModelCheck check, LockWait wait = {});

  /// Name of the version in production; empty: none.
  /// @throws IntegrityError if production does not name a version of the archive
  [[nodiscard]] std::string current() const;
  /// Name of the candidate in staging; empty: none.
  [[nodiscard]] std::string staged() const;
  /// Lowest first.
  [[nodiscard]] std::vector<VersionEntry> list() const;
  /// @throws NotFoundError
  [[nodiscard]] VersionEntry show(const std::string& name) const;
  /// What `rollback` without a target goes to; empty: nothing was before.
  [[nodiscard]] std::string rollback_target() const;
  /// One version: hashes, names, links, load, golden predictions. Of a candidate ("staging", or its
  /// name): hashes, load, golden predictions.
  [[nodiscard]] VerifyOutcome verify(const std::string& name) const;
  /// Every version, the links, the audit log and what is derived from it.
  [[nodiscard]] std::vector<VerifyOutcome> verify_all() const;
  /// A plain folder with plain files, whole or not there. An older export is replaced.
  /// @param to  in `outside`
  void export_to(const std::string& name, FileSystem& outside, const FileSystem::Path& to) const;

  /// Stores a verdict beside the candidate it is about, and the look that led to it.
  /// @throws IntegrityError if the candidate has other bytes by now, NotFoundError
  void record_judgement(const std::string& candidate, const StoredVerdict& verdict,
                        const Look& look);
  [[nodiscard]] PromoteOutcome promote(const PromoteRequest& request);
  [[nodiscard]] RollbackOutcome rollback(const RollbackRequest& request);
  [[nodiscard]] PruneOutcome prune(const PruneRequest& request);
  /// Only what every writing function does first. @return what was done, a sentence each
  [[nodiscard]] std::vector<std::string> repair();

 private:
  FileSystem& files_;
  const Clock& clock_;
  EventSink& events_;
  Actor actor_;
  ModelCheck check_;
  LockWait wait_;
};

}  // namespace mlpipe::registry
