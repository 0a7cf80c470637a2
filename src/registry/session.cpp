// SPDX-License-Identifier: MIT
#include "registry/session.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"

#include "registry/layout.hpp"
#include "registry/state_file.hpp"
#include "registry/stored_json.hpp"
#include "registry/version_check.hpp"

namespace mlpipe::registry {

Session::Session(const SessionContext& context, Mode mode)
    : context_(context), files_(context.files), mode_(mode) {
  if (mode_ == Mode::kLook) {
    read_log();
    live_ = production_version(files_);
  } else {
    lock_ = lock_registry(context);
    put_right();
  }
}

AuditRecord Session::record(const std::string& operation, const std::string& to) const {
  AuditRecord record;
  record.time = context_.clock.now();
  record.operation = operation;
  record.from = live_;
  record.to = to;
  record.user = context_.actor.user;
  record.host = context_.actor.host;
  record.run_url = context_.actor.run_url;
  return record;
}

void Session::append(const AuditRecord& record) {
  if (!log_problem_.empty()) {
    throw IntegrityError(log_problem_);
  }
  AuditRecord numbered = record;
  numbered.seq = trail_.records.size() + 1;
  files_.append(kAuditFile, to_line(numbered, trail_.head, &numbered.hash));
  trail_.head = numbered.hash;
  trail_.records.push_back(std::move(numbered));
}

void Session::write_intent(AuditRecord& record) {
  record.phase = AuditPhase::kIntent;
  append(record);
}

void Session::write_end(AuditRecord record, AuditPhase phase) {
  record.phase = phase;
  record.time = context_.clock.now();
  append(record);
}

bool Session::switch_production(AuditRecord record, const SwitchOptions& options) {
  const bool logged = begin_switch(record, options.unlogged);
  try {
    if (options.prepare) {
      options.prepare();
    }
    files_.point_link(kProduction, version_folder(record.to));
  } catch (const NotDurableError&) {
    throw;  // the intent stays open: the next run looks at the link
  } catch (const Error&) {
    if (logged) {
      abandon(record);
    }
    throw;
  }
  live_ = record.to;
  if (logged) {
    try {
      write_end(record, AuditPhase::kCommitted);
    } catch (const Error& error) {
      throw NotDurableError("production is " + record.to +
                            " now, but the audit log could not be told: " + error.what() +
                            "; the next mlpipe command that writes completes it");
    }
    write_derived();
  }
  return logged;
}

bool Session::begin_switch(AuditRecord& record, bool unlogged) {
  try {
    write_intent(record);
    return true;
  } catch (const Error& error) {
    if (!unlogged) {
      throw;
    }
    context_.events.on(Warning{
        "registry.unlogged", "switching without a record, as asked: " + std::string(error.what())});
    return false;
  }
}

void Session::abandon(const AuditRecord& record) {
  try {
    write_end(record, AuditPhase::kAborted);
  } catch (const Error&) {
    // The next run finds the open intent, looks at the link, and says the same.
  }
}

void Session::require_whole_production(const ModelCheck& check) {
  if (live_.empty()) {
    return;
  }
  const auto problems = version_problems(files_, live_, check);
  if (problems.empty()) {
    return;
  }
  const std::string damaged = live_;
  if (mode_ == Mode::kLook) {
    throw IntegrityError("production is damaged: " + problems.front());
  }
  for (auto last = trail_.records.rbegin(); last != trail_.records.rend(); ++last) {
    if (is_switch(*last) && last->to != damaged &&
        version_problems(files_, last->to, check).empty() &&
        !files_.exists(version_folder(last->to) / kPrunedFile)) {
      AuditRecord move = record("repair", last->to);
      move.detail = problems.front();
      move.model_sha256 = last->model_sha256;
      switch_production(move, {});
      throw IntegrityError("production was damaged (" + problems.front() + ") and is moved from " +
                           damaged + " to " + live_ +
                           ", the newest version that is whole; nothing else was done");
    }
  }
  throw IntegrityError("production is damaged (" + problems.front() +
                       ") and no other version that was live is whole; bring " +
                       files_.shown(version_folder(damaged)) + " back from a backup");
}

void Session::write_derived() {
  const auto update = [&](const char* file, const std::string& text) {
    if (!files_.exists(file) || files_.read(file, kMostText) != text) {
      files_.replace(file, text);
    }
  };
  try {
    if (!live_.empty()) {
      update(kVersionFile, live_.substr(1) + "\n");
    }
    if (!trail_.records.empty()) {
      update(kStateFile, state_text(highest_issued(files_, trail_), trail_));
    }
  } catch (const Error& error) {
    context_.events.on(Warning{"registry.derived", std::string(error.what()) +
                                                       " (derived from link and log; the next "
                                                       "command that writes tries again)"});
  }
}

}  // namespace mlpipe::registry
