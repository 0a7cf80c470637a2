// SPDX-License-Identifier: MIT
#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/registry/model_registry.hpp"

#include "registry/layout.hpp"
#include "registry/session.hpp"
#include "registry/version_check.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

/// When the version last became live, as the log has it.
Timestamp last_live(const AuditTrail& trail, const std::string& name) {
  Timestamp last = Timestamp::min();
  for (const auto& record : trail.records) {
    if (is_switch(record) && (record.to == name || record.from == name)) {
      last = std::max(last, record.time);
    }
  }
  return last;
}

/// Why a version must stay; empty: it may go.
std::string reason_to_stay(const std::string& name, const std::string& live,
                           const std::string& target, Timestamp last, Timestamp youngest) {
  if (name == live) {
    return "is in production";
  }
  if (name == target) {
    return "is what `mlpipe rollback` goes to";
  }
  return last > youngest ? "was in production lately; somebody may be reading it" : "";
}

std::string tombstone(const std::string& name, const AuditRecord& record) {
  return to_json_file({{"format_version", 1},
                       {"version", name.substr(1)},
                       {"pruned_at", to_iso8601(record.time)},
                       {"user", record.user},
                       {"host", record.host},
                       {"reason", record.reason}});
}

std::size_t prune_one(FileSystem& files, Session& session, const std::string& name,
                      const std::string& reason) {
  AuditRecord record = session.record("prune", name);
  record.reason = reason;
  session.write_intent(record);
  std::size_t bytes = 0;
  try {
    // From here on the version is pruned; a run that dies now is finished by the next.
    files.replace(version_folder(name) / kPrunedFile, tombstone(name, record));
    bytes = remove_pruned_files(files, name);
  } catch (const Error&) {
    if (!files.exists(version_folder(name) / kPrunedFile)) {
      session.abandon(record);
    }
    throw;
  }
  session.write_end(record, AuditPhase::kCommitted);
  return bytes;
}

}  // namespace

PruneOutcome ModelRegistry::prune(const PruneRequest& request) {
  if (request.keep < 1) {
    throw ConfigError("--keep: expected at least 1, so that something is left to go back to");
  }
  Session session({files_, clock_, events_, actor_, wait_},
                  request.dry_run ? Session::Mode::kLook : Session::Mode::kWrite);
  session.require_whole_production(check_);
  const std::string target = rollback_target();
  PruneOutcome outcome;
  std::vector<std::string> whole;
  for (const auto& version : archived_versions(files_)) {
    if (!files_.exists(version_folder(version_name(version)) / kPrunedFile)) {
      whole.push_back(version_name(version));
    }
  }
  const std::size_t past = whole.size() - std::min(whole.size(), request.keep);
  for (std::size_t i = 0; i < past; ++i) {
    const auto& name = whole[i];
    const std::string why =
        reason_to_stay(name, session.live(), target, last_live(session.trail(), name),
                       clock_.now() - request.grace);
    if (!why.empty()) {
      outcome.kept.emplace_back(name, why);
      continue;
    }
    if (!request.dry_run) {
      outcome.bytes += prune_one(files_, session, name, request.reason);
    }
    outcome.pruned.push_back(name);
  }
  if (!request.dry_run) {
    session.write_derived();
  }
  return outcome;
}

}  // namespace mlpipe::registry
