// SPDX-License-Identifier: MIT
#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/audit_log.hpp"
#include "mlpipe/registry/model_folder.hpp"
#include "mlpipe/registry/unfinished.hpp"

#include "commands/doctor_checks.hpp"

namespace mlpipe::commands {
namespace {

bool there_are_models(const Examination& at) {
  return at.app.files.exists(at.config.models);
}

/// A model that a link names, with hashes checked; nothing is loaded.
Answer check_linked(const Examination& at, const std::string& link, const std::string& absent,
                    const std::string& advice) {
  if (!there_are_models(at)) {
    return {Health::kOk, "none yet"};
  }
  const auto files = open_models(at.app, at.config.models);
  if (!files->exists(link)) {
    return {Health::kOk, absent};
  }
  try {
    const auto found = registry::find_model(*files, link);
    const auto bytes = registry::read_model(*files, found);
    return {Health::kOk, found.name + ", " + grouped(bytes.size()) + " bytes, hashes right"};
  } catch (const Error& error) {
    return {Health::kProblem, error.what(), advice};
  }
}

}  // namespace

Answer check_models(const Examination& at) {
  const auto folder = models_or_above(at);
  const std::string shown = at.config.models.string();
  if (!at.machine.may_write(folder)) {
    return {Health::kProblem,
            there_are_models(at) ? shown + " is not writable"
                                 : shown + " cannot be made in " + folder.string(),
            "give yourself the right to write there; reading commands work without"};
  }
  return {Health::kOk,
          there_are_models(at) ? shown + " is writable" : shown + ", made by the first training"};
}

Answer check_production(const Examination& at) {
  return check_linked(at, "production", "none yet",
                      "`mlpipe version repair` goes to the newest version that is whole; `mlpipe "
                      "version verify --all` checks all of them");
}

Answer check_staging(const Examination& at) {
  return check_linked(at, "staging", "nothing staged", "`mlpipe train` stages another");
}

Answer check_audit_log(const Examination& at) {
  if (!there_are_models(at)) {
    return {Health::kOk, "none yet"};
  }
  const auto files = open_models(at.app, at.config.models);
  const auto trail = registry::read_audit(*files);
  if (!trail.torn.empty()) {
    return {Health::kNote, "its last line is torn", "the next command that writes puts it aside"};
  }
  if (!trail.records.empty() && trail.records.back().phase == registry::AuditPhase::kIntent) {
    return {Health::kNote, "the last " + trail.records.back().operation + " did not end",
            "if none is running: the next command that writes completes the log"};
  }
  return {Health::kOk, grouped(trail.records.size()) + " records, chain whole"};
}

Answer check_lock(const Examination& at) {
  if (!there_are_models(at)) {
    return {Health::kOk, "free"};
  }
  const auto files = open_models(at.app, at.config.models);
  const auto pid = at.machine.lock_holder(at.config.models / registry::lock_path());
  if (!pid) {
    return {Health::kOk, "free, as far as is seen from here"};
  }
  return {Health::kNote,
          "process " + std::to_string(*pid) + " holds it: " + registry::describe_holder(*files),
          "writing commands wait for it; if it hangs, end that process"};
}

Answer check_leftovers(const Examination& at) {
  if (!there_are_models(at)) {
    return {Health::kOk, "none"};
  }
  const auto files = open_models(at.app, at.config.models);
  std::vector<std::string> left;
  for (const auto& path : registry::leftovers_in(*files)) {
    left.push_back(files->shown(path));
  }
  if (left.empty()) {
    return {Health::kOk, "none"};
  }
  return {
      Health::kNote, join(left, ", "),
      "unfinished work of a run that died, unless one is going on: the next command that writes "
      "clears it away"};
}

}  // namespace mlpipe::commands
