// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_registry.hpp"

#include "registry/layout.hpp"
#include "registry/session.hpp"
#include "registry/stored_json.hpp"
#include "registry/version_check.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

/// The version that `live` replaced when it was promoted; empty: none, or nobody knows.
std::string replaced_by(const FileSystem& files, const AuditTrail& trail, const std::string& live) {
  for (const auto& record : trail.records) {
    if (record.operation == "promote" && record.phase == AuditPhase::kCommitted &&
        record.to == live) {
      return record.from;
    }
  }
  // A log that begins later, or none: the version's own metadata say it, too.
  try {
    const auto metadata = read_metadata(files, live);
    const auto parent = metadata.find("parent_version");
    return parent != metadata.end() && parent->is_string() ? "v" + parent->get<std::string>() : "";
  } catch (const Error&) {
    return "";
  }
}

std::string named(const std::string& text) {
  const auto version = parse_version_name(text);
  if (!version) {
    throw ConfigError("rollback: expected a version such as v1.2.0, found " + quote(text));
  }
  return version_name(*version);
}

void require_was_live(const AuditTrail& trail, const std::string& target) {
  bool known = false;
  for (const auto& record : trail.records) {
    if (record.to == target && is_switch(record)) {
      return;
    }
    known = known || record.to == target;
  }
  if (known) {
    throw NotFoundError(target +
                        " was never in production: its promotion died before the switch; "
                        "`mlpipe version promote` makes it live");
  }
}

}  // namespace

std::string ModelRegistry::rollback_target() const {
  const std::string live = current();
  return live.empty() ? "" : replaced_by(files_, read_audit(files_), live);
}

RollbackOutcome ModelRegistry::rollback(const RollbackRequest& request) {
  const std::string asked = request.target.empty() ? "" : named(request.target);
  Session session({files_, clock_, events_, actor_, wait_}, request.dry_run ? Session::Mode::kLook
                                                            : request.unlogged
                                                                ? Session::Mode::kWriteUnlogged
                                                                : Session::Mode::kWrite);
  RollbackOutcome outcome;
  outcome.from = session.live();
  if (outcome.from.empty() && asked.empty()) {
    throw NotFoundError("nothing is in production, so there is nothing to go back from");
  }
  outcome.to = asked.empty() ? replaced_by(files_, session.trail(), outcome.from) : asked;
  if (outcome.to.empty()) {
    throw NotFoundError(outcome.from +
                        " replaced no version, so there is nothing to go back to; `mlpipe "
                        "rollback --list` shows what there is");
  }
  if (outcome.to == outcome.from) {
    return outcome;
  }
  try {
    require_whole(files_, outcome.to, check_);
  } catch (const IntegrityError& error) {
    throw IntegrityError(std::string(error.what()) + "; production stays " +
                         (outcome.from.empty() ? "as it is" : outcome.from) +
                         "; `mlpipe rollback --list` shows what else there is");
  }
  require_was_live(session.trail(), outcome.to);
  if (request.dry_run) {
    return outcome;
  }
  AuditRecord record = session.record("rollback", outcome.to);
  record.reason = request.reason;
  record.forced = request.unlogged;
  record.model_sha256 = text_at(read_metadata(files_, outcome.to), "/model/sha256");
  Session::SwitchOptions options;
  options.unlogged = request.unlogged;
  outcome.logged = session.switch_production(record, options);
  outcome.switched = true;
  return outcome;
}

}  // namespace mlpipe::registry
