// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/outbox.hpp"

#include <algorithm>
#include <functional>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"

#include "tracking/artifact_folder.hpp"
#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

using Path = std::filesystem::path;

constexpr const char* kRecord = "run.json";
constexpr const char* kLock = ".lock";
// Names of folders that are not whole (any more); entries() and size() pass over dots.
constexpr const char* kNew = ".new-";
constexpr const char* kGone = ".gone-";

bool is_entry(const std::string& name) {
  return !name.empty() && name.front() != '.';
}

/// A uid is the name of a folder, and may come from a file that somebody wrote.
void check_uid(const std::string& uid) {
  if (!is_entry(uid) || uid.find_first_of(std::string("/\0", 2)) != uid.npos) {
    throw IoError("cannot keep a run whose uid is " + quote(uid) +
                  ": it must be the name of a folder");
  }
}

/// Below the entry. Broken UTF-8 would not come through JSON; the same path twice in one run is
/// one artifact, as it is in a store.
Path copy_of(const RunRecord& run, const ArtifactFile& artifact) {
  return Path("artifacts") / to_artifact_path(run.uid) / to_artifact_path(artifact.path);
}

void add_missing_tag(RunRecord& run, const std::vector<std::string>& missing) {
  if (missing.empty()) {
    return;
  }
  const std::string names = join(missing, ", ");
  for (auto& [key, value] : run.tags) {
    if (key == kMissingTag) {
      value += ", " + names;
      return;
    }
  }
  run.tags.emplace_back(kMissingTag, names);
}

/// Copies the artifacts of a run and its children into an entry; the record then names the copies.
void copy_into(FileSystem& files, const Path& entry, RunRecord& run) {
  std::vector<ArtifactFile> kept;
  std::vector<std::string> missing;
  for (auto& artifact : run.artifacts) {
    const auto bytes = read_artifact(files, artifact);
    if (!bytes) {
      missing.push_back(artifact.path);
      continue;
    }
    const Path copy = copy_of(run, artifact);
    files.replace(entry / copy, *bytes);
    kept.push_back({copy, clean_text(artifact.path)});
  }
  run.artifacts = std::move(kept);
  add_missing_tag(run, missing);
  for (auto& child : run.children) {
    copy_into(files, entry, child);
  }
}

/// Those of `before` that have no equal among `now`, and then these.
template <class Item, class Same>
std::vector<Item> joined(std::vector<Item> before, const std::vector<Item>& now, const Same& same) {
  const auto is_there = [&](const Item& old) {
    return std::any_of(now.begin(), now.end(), [&](const Item& item) { return same(old, item); });
  };
  before.erase(std::remove_if(before.begin(), before.end(), is_there), before.end());
  before.insert(before.end(), now.begin(), now.end());
  return before;
}

/// A run that has grown: the newer record, and what only the older one knows.
RunRecord merged(RunRecord before, RunRecord now) {
  now.start = std::min(before.start, now.start);
  now.metrics = joined(std::move(before.metrics), now.metrics, std::equal_to<>());
  now.artifacts =
      joined(std::move(before.artifacts), now.artifacts,
             [](const ArtifactFile& a, const ArtifactFile& b) { return a.path == b.path; });
  now.children = joined(std::move(before.children), now.children,
                        [](const RunRecord& a, const RunRecord& b) { return a.uid == b.uid; });
  return now;
}

/// The record's relative names of copies become names that lead there. @throws IntegrityError
void resolve(RunRecord& run, const Path& entry) {
  for (auto& artifact : run.artifacts) {
    if (artifact.file.is_absolute() || clean_path(artifact.file.string()) != artifact.file) {
      throw IntegrityError((entry / kRecord).string() + ": names the artifact " +
                           quote(artifact.file.string()) + ", which lies outside its folder");
    }
    artifact.file = entry / artifact.file;
  }
  for (auto& child : run.children) {
    resolve(child, entry);
  }
}

/// @throws IntegrityError, ConfigError for what cannot be read
OutboxEntry read_entry(const FileSystem& files, const Path& entry) {
  const std::string shown = files.shown(entry / kRecord);
  OutboxEntry out{entry.filename().string(), {}, files.read(entry / kRecord)};
  out.run = run_from_json(parse_json(out.text, shown), shown);
  if (out.run.uid != out.uid) {
    throw IntegrityError(shown + ": is of the run " + quote(out.run.uid));
  }
  resolve(out.run, entry);
  return out;
}

/// Empty for none, and for one that cannot be read.
std::optional<RunRecord> entry_of(const FileSystem& files, const Path& entry) {
  try {
    return files.exists(entry) ? std::optional(read_entry(files, entry).run) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Outbox::Outbox(FileSystem& files, std::filesystem::path folder)
    : files_(files), folder_(std::move(folder)) {}

void Outbox::keep(const RunRecord& run) {
  check_uid(run.uid);
  const Path entry = folder_ / run.uid;
  const Path fresh = folder_ / (kNew + run.uid);
  files_.remove_all(fresh);
  RunRecord copy = run;
  if (const auto before = entry_of(files_, entry)) {
    copy = merged(*before, std::move(copy));
  }
  copy_into(files_, fresh, copy);
  files_.replace(fresh / kRecord, to_json_file(to_json(copy)));
  if (files_.exists(entry)) {
    files_.exchange(fresh, entry);
    files_.remove_all(fresh);
  } else {
    files_.move_new(fresh, entry);
  }
}

std::vector<OutboxEntry> Outbox::entries(std::vector<std::string>& notes) const {
  std::vector<OutboxEntry> found;
  for (const auto& name : files_.list(folder_)) {
    if (!is_entry(name)) {
      continue;
    }
    try {
      found.push_back(read_entry(files_, folder_ / name));
    } catch (const Error& error) {
      notes.push_back(std::string(error.what()) + "; this waiting run is left out");
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.run.start < b.run.start; });
  return found;
}

std::size_t Outbox::size() const {
  const auto names = files_.list(folder_);
  return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), is_entry));
}

void Outbox::remove(const std::string& uid) {
  check_uid(uid);
  const Path gone = folder_ / (kGone + uid);
  files_.remove_all(gone);
  if (files_.exists(folder_ / uid)) {
    // First away from its name, so that a folder that has one is whole.
    files_.move_new(folder_ / uid, gone);
    files_.remove_all(gone);
  }
}

void Outbox::remove_delivered(const OutboxEntry& entry) {
  const Path record = folder_ / entry.uid / kRecord;
  if (files_.exists(record) && files_.read(record) == entry.text) {
    remove(entry.uid);
  }
}

std::unique_ptr<FileSystem::Lock> Outbox::try_lock() const {
  if (!files_.stamp(folder_, FileSystem::Follow::kYes)) {
    return nullptr;
  }
  auto lock = files_.try_lock(folder_ / kLock, "mlpipe");
  for (const auto& name : lock ? files_.list(folder_) : std::vector<std::string>()) {
    if (name.starts_with(kGone)) {
      files_.remove_all(folder_ / name);  // what a killed removal left
    }
  }
  return lock;
}

}  // namespace mlpipe::tracking
