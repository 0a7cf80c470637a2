// SPDX-License-Identifier: MIT
#include "mlpipe/registry/model_registry.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_folder.hpp"

#include "registry/layout.hpp"
#include "registry/session.hpp"
#include "registry/state_file.hpp"
#include "registry/stored_json.hpp"
#include "registry/version_check.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::json;

/// Hash of the model that staging names; empty: none, or it cannot be told.
std::string staged_model(const FileSystem& files) {
  try {
    return staged_candidate(files).empty() ? "" : find_model(files, kStaging).sha256;
  } catch (const Error&) {
    return "";  // what is wrong with the staged candidate is not what a list of versions is about
  }
}

/// Of "staging", "production" or a candidate's name.
VerifyOutcome verify_candidate(const FileSystem& files, const ModelCheck& check,
                               const std::string& name) {
  VerifyOutcome outcome{name, {}};
  try {
    const ModelFolder found = find_model(files, name);
    check(read_model(files, found), *found.metadata);
  } catch (const IntegrityError& error) {
    outcome.problems.emplace_back(error.what());
  } catch (const IoError& error) {
    outcome.problems.emplace_back(error.what());
  }
  return outcome;
}

bool was_live(const AuditTrail& trail, const std::string& name) {
  return std::any_of(trail.records.begin(), trail.records.end(), [&](const AuditRecord& record) {
    return is_switch(record) && record.to == name;
  });
}

VersionState state_of(const FileSystem& files, const AuditTrail& trail, const std::string& live,
                      const std::string& name) {
  if (name == live) {
    return VersionState::kLive;
  }
  if (files.exists(version_folder(name) / kPrunedFile)) {
    return VersionState::kPruned;
  }
  // A log that begins after the archive knows nothing of the older versions.
  const bool known = std::any_of(trail.records.begin(), trail.records.end(),
                                 [&](const AuditRecord& record) { return record.to == name; });
  return !known || was_live(trail, name) ? VersionState::kArchived : VersionState::kNeverLive;
}

VersionEntry entry_of(const FileSystem& files, const AuditTrail& trail, const std::string& live,
                      const std::string& staged, const SemVer& version) {
  VersionEntry entry;
  entry.version = version;
  entry.name = version_name(version);
  entry.state = state_of(files, trail, live, entry.name);
  const json metadata = read_metadata(files, entry.name);
  entry.promoted_at = text_at(metadata, "/promoted_at");
  entry.created_at = text_at(metadata, "/created_at");
  entry.verdict = text_at(metadata, "/verdict");
  entry.model_sha256 = text_at(metadata, "/model/sha256");
  entry.metadata = std::make_shared<const json>(metadata);
  entry.staged = !staged.empty() && staged == entry.model_sha256;
  return entry;
}

std::vector<std::string> registry_problems(const FileSystem& files) {
  std::vector<std::string> problems;
  const auto attempt = [&](const auto& check) {
    try {
      check();
    } catch (const Error& error) {
      problems.emplace_back(error.what());
    }
  };
  attempt([&] {
    const auto trail = read_audit(files);
    check_state_file(files, trail);
    if (!trail.torn.empty()) {
      problems.push_back(files.shown(kAuditFile) +
                         ": its last line is torn; the next command that writes puts it aside");
    }
    if (!trail.records.empty() && trail.records.back().phase == AuditPhase::kIntent) {
      problems.push_back(files.shown(kAuditFile) + ": the last " + trail.records.back().operation +
                         " did not end; `mlpipe version repair` completes the log");
    }
  });
  attempt([&] { (void)staged_candidate(files); });
  attempt([&] { (void)read_looks(files); });
  attempt([&] {
    const std::string live = production_version(files);
    const std::string text = files.exists(kVersionFile) ? files.read(kVersionFile) : "";
    if (!live.empty() && text != live.substr(1) + "\n") {
      problems.push_back(files.shown(kVersionFile) + ": says " + quote(trim(text)) +
                         ", production is " + live + "; `mlpipe version repair` rewrites it");
    }
  });
  return problems;
}

}  // namespace

std::string to_string(VersionState state) {
  switch (state) {
    case VersionState::kArchived:
      return "archived";
    case VersionState::kLive:
      return "live";
    case VersionState::kPruned:
      return "pruned";
    case VersionState::kNeverLive:
      break;
  }
  return "never live";
}

ModelRegistry::ModelRegistry(FileSystem& files, const Clock& clock, EventSink& events, Actor actor,
                             ModelCheck check, LockWait wait)
    : files_(files),
      clock_(clock),
      events_(events),
      actor_(std::move(actor)),
      check_(std::move(check)),
      wait_(std::move(wait)) {}

std::string ModelRegistry::current() const {
  return production_version(files_);
}

std::string ModelRegistry::staged() const {
  return staged_candidate(files_);
}

std::vector<VersionEntry> ModelRegistry::list() const {
  const auto trail = read_audit(files_);
  const std::string live = current();
  const std::string staged = staged_model(files_);
  std::vector<VersionEntry> entries;
  for (const auto& version : archived_versions(files_)) {
    entries.push_back(entry_of(files_, trail, live, staged, version));
  }
  return entries;
}

VersionEntry ModelRegistry::show(const std::string& name) const {
  const auto version = parse_version_name(name);
  if (!version) {
    throw ConfigError("expected a version such as v1.2.0, found " + quote(name));
  }
  return entry_of(files_, read_audit(files_), current(), staged_model(files_), *version);
}

VerifyOutcome ModelRegistry::verify(const std::string& name) const {
  const auto version = parse_version_name(name);
  if (!version) {
    return verify_candidate(files_, check_, name);
  }
  const std::string found = version_name(*version);
  if (!files_.exists(version_folder(found))) {
    require_whole(files_, found, check_);  // says what there is instead
  }
  try {
    return {found, version_problems(files_, found, check_)};
  } catch (const IoError& error) {
    return {found, {error.what()}};
  }
}

std::vector<VerifyOutcome> ModelRegistry::verify_all() const {
  std::vector<VerifyOutcome> outcomes;
  for (const auto& version : archived_versions(files_)) {
    outcomes.push_back(verify(version_name(version)));
  }
  outcomes.push_back({"registry", registry_problems(files_)});
  return outcomes;
}

std::vector<std::string> ModelRegistry::repair() {
  Session session({files_, clock_, events_, actor_, wait_});
  session.require_whole_production(check_);
  return session.repairs();
}

}  // namespace mlpipe::registry
