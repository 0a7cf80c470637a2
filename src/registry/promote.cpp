// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/model_folder.hpp"
#include "mlpipe/registry/model_registry.hpp"
#include "mlpipe/registry/verdict.hpp"

#include "registry/folder_writer.hpp"
#include "registry/layout.hpp"
#include "registry/session.hpp"
#include "registry/state_file.hpp"
#include "registry/stored_json.hpp"
#include "registry/sums.hpp"
#include "registry/version_check.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

using nlohmann::ordered_json;

/// A candidate's files, all read once and checked.
struct Candidate {
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;  ///< without model and metadata
  std::string model;
  std::string model_sha256;
  ordered_json metadata;  ///< in the order of the file
  std::optional<StoredVerdict> verdict;
};

Candidate read_candidate(const FileSystem& files, const std::string& which) {
  const ModelFolder found = find_model(files, which);
  if (found.folder.parent_path() != kCandidates) {
    throw ConfigError("--candidate: " + quote(which) + " is no candidate; they lie in " +
                      files.shown(kCandidates));
  }
  Candidate out;
  out.name = found.name;
  out.model = read_model(files, found);
  out.model_sha256 = found.sha256;
  for (const auto& [file, sum] : read_sums(files, found.folder)) {
    if (file != found.model_file) {
      out.files.emplace_back(file, read_checked(files, found.folder / file, sum, kMostModel));
    }
  }
  const auto metadata = std::find_if(out.files.begin(), out.files.end(), [&](const auto& file) {
    return file.first == found.metadata_file;
  });
  out.metadata = ordered_json::parse(metadata->second);
  out.files.erase(metadata);
  out.verdict = read_verdict(files, found.folder);
  return out;
}

/// The recipe as one line, hashed: with the model's bytes it says what a version is.
std::string recipe_hash(const ordered_json& metadata) {
  return sha256_hex(nlohmann::json(metadata.value("recipe", ordered_json::object())).dump());
}

/// A record of the log has a bounded length.
std::string shorten(const std::string& text) {
  constexpr std::size_t kMost = 1000;
  return text.size() <= kMost ? text : text.substr(0, kMost) + " ...";
}

/// @param live  version in production: the one that the candidate has to have been compared with
void require_verdict(const Candidate& candidate, const PromoteRequest& request,
                     const std::string& live) {
  if (request.force) {
    if (request.reason.empty()) {
      throw ConfigError("--force: needs --reason TEXT, which goes into the audit log");
    }
    return;
  }
  const std::string advice =
      "; `mlpipe validate` judges it, --force --reason TEXT promotes it without";
  if (!candidate.verdict) {
    throw ConfigError("the candidate " + candidate.name + " has no stored verdict" + advice);
  }
  if (candidate.verdict->model_sha256 != candidate.model_sha256) {
    throw IntegrityError("the verdict stored with " + candidate.name +
                         " is about other bytes than its model" + advice);
  }
  if (candidate.verdict->verdict != "PROMOTE") {
    throw VerdictError(
        candidate.verdict->verdict == "REJECT" ? ExitCode::kRejected : ExitCode::kInconclusive,
        "the verdict on " + candidate.name + " is " + candidate.verdict->verdict + ": " +
            candidate.verdict->summary + advice);
  }
  if (candidate.verdict->baseline != live) {
    const auto told = [](const std::string& version) { return version.empty() ? "none" : version; };
    throw VerdictError(ExitCode::kInconclusive, "the verdict on " + candidate.name +
                                                    " compares it with " +
                                                    told(candidate.verdict->baseline) +
                                                    ", in production is " + told(live) + advice);
  }
}

/// How a version that is not yet one would be numbered.
Bump choose(const FileSystem& files, const std::string& live, const Candidate& candidate,
            const PromoteRequest& request) {
  if (live.empty()) {
    return {BumpLevel::kMajor, {"the first version"}, false};
  }
  Bump bump = choose_bump(read_metadata(files, live), nlohmann::json(candidate.metadata));
  if (!request.level || *request.level == bump.level) {
    return bump;
  }
  if (*request.level < bump.level && request.reason.empty()) {
    throw ConfigError("--" + to_string(*request.level) + ": the changes ask for a " +
                      to_string(bump.level) + " version (" + bump.reasons.front() +
                      "); give --reason TEXT to number it lower all the same");
  }
  bump.reasons.insert(bump.reasons.begin(), "asked for by --" + to_string(*request.level) +
                                                " (by the changes: " + to_string(bump.level) + ")");
  bump.level = *request.level;
  return bump;
}

SemVer next_number(const std::string& highest, BumpLevel level) {
  if (highest.empty()) {
    return *parse_semver("1.0.0");
  }
  return bump(*parse_version_name(highest), level);
}

/// The level that a number without pre-release was issued at: the lowest place that is not zero.
BumpLevel issued_by(const SemVer& version) {
  return version.patch_digits() != "0"   ? BumpLevel::kPatch
         : version.minor_digits() != "0" ? BumpLevel::kMinor
                                         : BumpLevel::kMajor;
}

/// The version that these bytes by this recipe have; empty: none that still has its model.
std::string known_version(const FileSystem& files, const AuditTrail& trail,
                          const AuditRecord& wanted) {
  std::string name;
  for (const auto& record : trail.records) {
    if (record.operation == "promote" && record.phase == AuditPhase::kCommitted &&
        record.model_sha256 == wanted.model_sha256 &&
        record.recipe_sha256 == wanted.recipe_sha256 &&
        !files.exists(version_folder(record.to) / kPrunedFile)) {
      name = record.to;
    }
  }
  return name;
}

/// True of a promotion of the same, from the same, that died.
bool died_likewise(const AuditRecord& record, const AuditRecord& wanted) {
  return record.operation == "promote" && record.phase == AuditPhase::kAborted &&
         record.model_sha256 == wanted.model_sha256 &&
         record.recipe_sha256 == wanted.recipe_sha256 && record.from == wanted.from;
}

/// A version that a promotion of the same left in the archive before it died; empty: none.
std::string left_behind(const FileSystem& files, const AuditTrail& trail,
                        const AuditRecord& wanted) {
  for (const auto& record : trail.records) {
    if (died_likewise(record, wanted) && files.exists(version_folder(record.to))) {
      return record.to;
    }
  }
  return "";
}

/// The next number; or the last one issued, if a promotion of the same died with it before there
/// was a folder of that name. Any other candidate never gets it: a number stands for one model.
SemVer number_for(const FileSystem& files, const AuditTrail& trail, const AuditRecord& wanted,
                  BumpLevel level) {
  const std::string highest = highest_issued(files, trail);
  for (const auto& record : trail.records) {
    if (record.to == highest && died_likewise(record, wanted)) {
      const SemVer issued = *parse_version_name(highest);
      if (issued_by(issued) == level) {
        return issued;
      }
    }
  }
  return next_number(highest, level);
}

ordered_json version_metadata(const Candidate& candidate, const SemVer& version, const Bump& bump,
                              const AuditRecord& record) {
  ordered_json metadata = candidate.metadata;
  metadata["version"] = to_string(version);
  metadata["parent_version"] =
      record.from.empty() ? ordered_json(nullptr) : ordered_json(record.from.substr(1));
  metadata["candidate"] = candidate.name;
  metadata["promoted_at"] = to_iso8601(record.time);
  metadata["bump"] = {{"level", to_string(bump.level)}, {"reasons", bump.reasons}};
  metadata["verdict"] =
      candidate.verdict && !record.forced ? candidate.verdict->verdict : std::string("forced");
  metadata["promotion_reason"] =
      record.reason.empty() ? ordered_json(nullptr) : ordered_json(record.reason);
  metadata["model"]["file"] = model_file_name(version, ModelFileKind::kModel);
  return metadata;
}

/// Writes the version beside the archive; everything is read back, loaded and tried.
void fill_version(FileSystem& files, FolderWriter& writer, const Candidate& candidate,
                  const SemVer& version, const ordered_json& metadata, const ModelCheck& check) {
  const std::string model_file = model_file_name(version, ModelFileKind::kModel);
  const std::string metadata_file = model_file_name(version, ModelFileKind::kMetadata);
  writer.add(model_file, candidate.model);
  writer.add(metadata_file, to_json_file(metadata));
  for (const auto& [file, bytes] : candidate.files) {
    writer.add(file, bytes);
  }
  if (candidate.verdict) {
    writer.add(kValidationFile, to_json_file(write_verdict(*candidate.verdict)));
  }
  writer.add_link("model.ubj", model_file);
  writer.add_link("metadata.json", metadata_file);
  writer.finish();
  const auto problems = folder_problems(files, writer.folder(), version_name(version));
  if (!problems.empty()) {
    throw IntegrityError("what was written is not what the disk holds: " + problems.front());
  }
  check(writer.read_back(model_file), parse_json(writer.read_back(metadata_file), metadata_file));
}

}  // namespace

PromoteOutcome ModelRegistry::promote(const PromoteRequest& request) {
  Session session({files_, clock_, events_, actor_, wait_},
                  request.dry_run ? Session::Mode::kLook : Session::Mode::kWrite);
  session.require_whole_production(check_);
  const Candidate candidate = read_candidate(files_, request.candidate);
  AuditRecord record = session.record("promote", "");
  record.model_sha256 = candidate.model_sha256;
  record.recipe_sha256 = recipe_hash(candidate.metadata);
  record.reason = request.reason;
  record.forced = request.force;
  PromoteOutcome outcome;
  outcome.previous = session.live();
  outcome.live = session.live();
  outcome.candidate = candidate.name;
  outcome.version = known_version(files_, session.trail(), record);
  if (!outcome.version.empty()) {
    outcome.known = true;
    return outcome;
  }
  require_verdict(candidate, request, session.live());
  outcome.bump = choose(files_, session.live(), candidate, request);
  const std::string left = left_behind(files_, session.trail(), record);
  const SemVer version = left.empty()
                             ? number_for(files_, session.trail(), record, outcome.bump.level)
                             : *parse_version_name(left);
  outcome.version = version_name(version);
  if (request.dry_run) {
    return outcome;
  }
  record.to = outcome.version;
  record.detail = to_string(outcome.bump.level) + ": " + shorten(join(outcome.bump.reasons, "; "));
  if (left.empty()) {
    FolderWriter writer(files_, outcome.version);
    fill_version(files_, writer, candidate, version,
                 version_metadata(candidate, version, outcome.bump, record), check_);
    session.switch_production(record, {[&] { writer.publish(version_folder(outcome.version)); }});
  } else {
    require_whole(files_, left, check_);
    session.switch_production(record, {});
  }
  outcome.switched = true;
  outcome.live = outcome.version;
  return outcome;
}

}  // namespace mlpipe::registry
