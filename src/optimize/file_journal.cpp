// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/file_journal.hpp"

#include <utility>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/journal_write.hpp"

#include "optimize/journal_lock.hpp"

namespace mlpipe::optimize {
namespace {

using Path = std::filesystem::path;

void refuse_database(const std::string& name, std::string_view text) {
  constexpr std::string_view kMagic = "SQLite format 3";
  if (text.substr(0, kMagic.size()) == kMagic) {
    throw ConfigError(name +
                      ": is an SQLite database, and mlpipe reads journals; choose another file, "
                      "or copy the study with Python: optuna.copy_study() into a JournalStorage");
  }
}

/// Where the links of a path end.
Path real_file(const FileSystem& files, Path path) {
  constexpr int kMostLinks = 40;
  for (int i = 0; i < kMostLinks && files.kind(path) == FileSystem::Kind::kLink; ++i) {
    path = path.parent_path() / files.read_link(path);
  }
  return path;
}

Path free_name(const FileSystem& files, const Path& wanted) {
  Path name = wanted;
  for (int i = 2; files.exists(name); ++i) {
    name = wanted;
    name += "-" + std::to_string(i);
  }
  return name;
}

}  // namespace

FileJournal::FileJournal(const JournalWorld& world, Path path, JournalOptions options)
    : world_(world),
      path_(std::move(path)),
      options_(std::move(options)),
      name_(world.files.shown(path_)),
      replay_(name_, options_.local_offset) {}

void FileJournal::start_anew() {
  replay_ = JournalReplay(name_, options_.local_offset);
  position_ = 0;
  id_.reset();
}

void FileJournal::read_text(const std::string& text) {
  if (position_ == 0) {
    refuse_database(name_, text);
  }
  try {
    position_ += replay_.read(text);
  } catch (const IntegrityError& error) {
    start_anew();  // part of `text` was applied already
    throw IntegrityError(std::string(error.what()) +
                         "; `mlpipe optimize repair` keeps the whole records and leaves out the "
                         "damaged bytes");
  }
}

const JournalReplay& FileJournal::refresh() {
  const auto stamp = world_.files.stamp(path_, FileSystem::Follow::kYes);
  if (id_ && (!stamp || stamp->id != *id_ || stamp->bytes < position_)) {
    world_.events.on(Warning{"optimize.journal", name_ + ": was replaced, shortened or removed; "
                                                         "reading it from the beginning"});
    start_anew();
  }
  if (stamp && stamp->bytes > position_) {
    id_ = stamp->id;
    read_text(world_.files.read_from(path_, position_));
  }
  return replay_;
}

/// Behind what refresh() has read, while nobody else may write, lies what will never be finished.
void FileJournal::cut_torn_end() {
  const auto stamp = world_.files.stamp(path_, FileSystem::Follow::kYes);
  if (!stamp || stamp->bytes <= position_) {
    return;
  }
  const std::string torn = world_.files.read_from(path_, position_);
  world_.files.cut(path_, position_);
  world_.events.on(Warning{"optimize.journal",
                           name_ + ": cut off " + std::to_string(torn.size()) +
                               " bytes at its end, which a killed writer left: " + quote(torn)});
}

const JournalReplay& FileJournal::write(const Decide& decide) {
  if (!world_.files.stamp(path_, FileSystem::Follow::kYes)) {
    // Before the lock: while that leads nowhere, Optuna waits for it without sleeping.
    world_.files.append(path_, "");
  }
  const JournalLock lock(world_, options_, path_);
  refresh();
  cut_torn_end();
  const auto changes = decide(replay_);
  if (changes.empty()) {
    return replay_;
  }
  JournalTimes times;
  if (replay_.saw_local_time()) {
    times.local_offset = options_.local_offset;
  }
  const std::string lines = to_lines(options_.worker, changes, times);
  if (!lock.is_ours()) {
    throw IoError(name_ +
                  ": another worker broke this one's lock, because nothing had changed for "
                  "its grace period (was the machine suspended?). Nothing was written; "
                  "try again");
  }
  world_.files.append(path_, lines);
  try {
    return refresh();
  } catch (const IoError&) {
    // It is written all the same, and nobody else could write: no need to read it back.
    position_ += replay_.read(lines);
    return replay_;
  }
}

RepairedJournal repair_journal(const JournalWorld& world, const Path& path,
                               const JournalOptions& options) {
  FileSystem& files = world.files;
  if (!files.stamp(path, FileSystem::Follow::kYes)) {
    throw NotFoundError("there is no journal " + files.shown(path));
  }
  const JournalLock lock(world, options, path);
  const std::string text = files.read(path);
  refuse_database(files.shown(path), text);
  JournalRepair repair = repaired(text);
  if (repair.fixes.empty()) {
    return {};
  }
  Path kept = path;
  kept += ".damaged-" + to_compact(world.clock.now());
  kept = free_name(files, kept);
  files.replace(kept, text);
  files.replace(real_file(files, path), repair.text);
  return {std::move(repair.fixes), std::move(kept)};
}

}  // namespace mlpipe::optimize
