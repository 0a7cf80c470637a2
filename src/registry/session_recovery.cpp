// SPDX-License-Identifier: MIT
// What a session does first: put right what a run that died left behind.
#include "mlpipe/core/error.hpp"
#include "mlpipe/registry/unfinished.hpp"

#include "registry/layout.hpp"
#include "registry/session.hpp"
#include "registry/state_file.hpp"
#include "registry/stored_json.hpp"
#include "registry/version_files.hpp"

namespace mlpipe::registry {
namespace {

bool is_temporary(const std::string& name) {
  return name.rfind(".mlpipe-", 0) == 0;
}

std::string or_none(const std::string& version) {
  return version.empty() ? "none" : version;
}

}  // namespace

std::vector<FileSystem::Path> leftovers_in(const FileSystem& files) {
  std::vector<FileSystem::Path> found;
  for (const auto& name : files.list(kIncoming)) {
    found.push_back(FileSystem::Path(kIncoming) / name);
  }
  for (const auto& name : files.list(".")) {
    if (is_temporary(name)) {
      found.emplace_back(name);
    }
  }
  return found;
}

void Session::put_right() {
  // What a run that died has switched may not be on the disk yet.
  files_.sync_folder(".");
  clear_leftovers();
  read_log();
  migrate_production();
  live_ = production_version(files_);
  tolerate_unlogged([&] {
    close_open_intent();
    note_unlogged_switch();
    write_derived();
  });
}

void Session::tolerate_unlogged(const std::function<void()>& body) {
  if (!log_problem_.empty()) {
    return;
  }
  try {
    body();
  } catch (const Error& error) {
    if (mode_ != Mode::kWriteUnlogged) {
      throw;
    }
    log_problem_ = error.what();
  }
}

void Session::repaired(const std::string& what) {
  repairs_.push_back(what);
  context_.events.on(Note{"registry.repair", what});
}

void Session::clear_leftovers() {
  for (const auto& path : leftovers_in(files_)) {
    files_.remove_all(path);
    repaired("removed unfinished work: " + files_.shown(path));
  }
}

void Session::read_log() {
  tolerate_unlogged([&] {
    trail_ = read_audit(files_);
    check_state_file(files_, trail_);
    if (mode_ != Mode::kLook) {
      save_torn_end();
    }
  });
}

void Session::save_torn_end() {
  if (trail_.torn.empty()) {
    return;
  }
  const std::string aside = "audit.torn-" + to_compact(context_.clock.now());
  files_.replace(aside, trail_.torn);
  const std::string text = files_.read(kAuditFile, kMostText);
  files_.replace(kAuditFile, std::string_view(text).substr(0, text.size() - trail_.torn.size()));
  repaired("moved the torn end of " + files_.shown(kAuditFile) + " (" +
           std::to_string(trail_.torn.size()) + " bytes) to " + files_.shown(aside));
  trail_.torn.clear();
}

void Session::migrate_production() {
  const auto kind = files_.kind(kProduction);
  if (kind == FileSystem::Kind::kNone || kind == FileSystem::Kind::kLink) {
    return;
  }
  // A checkout or a copy that knows no links: a folder with the files, or a file with the target.
  const std::string name = kind == FileSystem::Kind::kFolder
                               ? import_version(files_, kProduction)
                               : version_in_link_file(files_, kProduction);
  const FileSystem::Path aside = FileSystem::Path(kIncoming) / "production";
  try {
    files_.point_link(aside, version_folder(name));
  } catch (const NotDurableError& error) {
    throw IoError(error.what());  // nobody sees this link yet: nothing is switched
  }
  // Both names change places in one step: production is never missing.
  files_.exchange(aside, kProduction);
  files_.remove_all(aside);
  repaired(files_.shown(kProduction) + " was a plain " +
           (kind == FileSystem::Kind::kFolder ? "folder" : "file") + " and is a link to " +
           version_folder(name).string() + " again");
}

void Session::close_open_intent() {
  if (trail_.records.empty() || trail_.records.back().phase != AuditPhase::kIntent) {
    return;
  }
  AuditRecord end = trail_.records.back();
  if (end.operation == "prune") {
    finish_prune(end);
    return;
  }
  const bool done = end.to == live_;
  end.recovered = true;
  write_end(end, done ? AuditPhase::kCommitted : AuditPhase::kAborted);
  repaired("the " + end.operation + " to " + end.to + " that died had " +
           (done ? "moved production; logged it as done" : "not moved production; logged that"));
}

void Session::finish_prune(const AuditRecord& intent) {
  AuditRecord end = intent;
  end.recovered = true;
  const bool decided = files_.exists(version_folder(intent.to) / kPrunedFile);
  if (decided) {
    remove_pruned_files(files_, intent.to);
  }
  write_end(end, decided ? AuditPhase::kCommitted : AuditPhase::kAborted);
  repaired("the pruning of " + intent.to + " that died was " +
           (decided ? "finished" : "not begun; logged that"));
}

void Session::note_unlogged_switch() {
  std::string logged;
  for (const auto& record : trail_.records) {
    logged = is_switch(record) ? record.to : logged;
  }
  if (logged == live_) {
    return;
  }
  AuditRecord note = record("repair", live_);
  note.from = logged;
  note.recovered = true;
  note.detail = "production was found at " + or_none(live_) + ", the log said " + or_none(logged);
  note.phase = AuditPhase::kCommitted;
  append(note);
  repaired(note.detail + "; logged what was found");
}

}  // namespace mlpipe::registry
