// SPDX-License-Identifier: MIT
#include "cli/version_command.hpp"

#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/commands/tracked_runs.hpp"
#include "mlpipe/core/text.hpp"

#include "cli/tracked_command.hpp"
#include "cli/version_views.hpp"

namespace mlpipe::cli {
namespace {

using commands::OpenRegistry;
using nlohmann::ordered_json;

std::string live_or_fail(const OpenRegistry& open) {
  std::string live = open.models.current();
  if (live.empty()) {
    throw NotFoundError(
        "nothing is in production; `mlpipe version promote` puts the staged candidate there");
  }
  return live;
}

Outcome current(const OpenRegistry& open) {
  const std::string live = live_or_fail(open);
  return {ExitCode::kOk, live + "\n", {{"version", live}}};
}

Outcome diff(const OpenRegistry& open, const VersionArgs& args) {
  const auto a = open.models.show(args.version);
  const auto b = open.models.show(args.other);
  return view_diff(a.name, b.name, registry::diff_metadata(*a.metadata, *b.metadata));
}

Outcome verify(const OpenRegistry& open, const VersionArgs& args) {
  if (args.all) {
    return view_verify(open.models.verify_all());
  }
  return view_verify(
      {open.models.verify(args.version.empty() ? live_or_fail(open) : args.version)});
}

std::string promote_text(const registry::PromoteOutcome& outcome, bool dry_run) {
  if (outcome.known) {
    return outcome.version == outcome.live
               ? outcome.version + " is this very model, and live; nothing to do\n"
               : "this very model is " + outcome.version + " already; production stays " +
                     outcome.live + " (`mlpipe rollback " + outcome.version +
                     "` makes it live again)\n";
  }
  const std::string from = outcome.previous.empty() ? "nothing" : outcome.previous;
  std::string text = dry_run ? outcome.candidate + " would become " + outcome.version +
                                   ", live in place of " + from + "\n"
                             : outcome.version + " is live, in place of " + from + "\n";
  text += "bump     " + registry::to_string(outcome.bump.level) + "\n";
  for (const auto& reason : outcome.bump.reasons) {
    text += "         " + reason + "\n";
  }
  return text + (dry_run
                     ? "dry run: nothing was changed\n"
                     : "next     mlpipe rollback          back to " + from + ", in one command\n");
}

/// Production has moved: whatever is wrong with tracking is a warning by now.
void record_move(const commands::App& app, const GlobalArgs& global, const std::string& name,
                 const commands::ProductionMove& move) {
  try {
    TrackedCommand track(app, global, tracking_options(app, global.config), name);
    track.finish(
        [&](const auto& plan, auto& run) { commands::add_move_run(app, plan, move, run); });
  } catch (const ConfigError& error) {
    app.events.on(Warning{"tracking.settings",
                          std::string(error.what()) + "; this move of production is not recorded"});
  }
}

Outcome promote(const commands::App& app, OpenRegistry& open, const VersionArgs& args,
                const GlobalArgs& global) {
  const bool dry_run = global.dry_run;
  registry::PromoteRequest request;
  request.candidate = args.candidate.value_or(request.candidate);
  request.level = args.level;
  request.force = args.force;
  request.reason = args.reason;
  request.dry_run = dry_run;
  const auto outcome = open.models.promote(request);
  if (outcome.switched) {
    record_move(app, global, "promote " + outcome.version,
                {outcome.previous, outcome.version, args.reason, args.models});
  }
  return {
      ExitCode::kOk,
      promote_text(outcome, dry_run),
      {{"version", outcome.version},
       {"previous", outcome.previous},
       {"live", outcome.live},
       {"candidate", outcome.candidate},
       {"switched", outcome.switched},
       {"durable", outcome.switched},
       {"already_known", outcome.known},
       {"bump",
        {{"level", registry::to_string(outcome.bump.level)}, {"reasons", outcome.bump.reasons}}},
       {"dry_run", dry_run}}};
}

Outcome prune(OpenRegistry& open, const VersionArgs& args, bool dry_run) {
  registry::PruneRequest request;
  request.keep = args.keep;
  request.reason = args.reason;
  request.dry_run = dry_run;
  const auto outcome = open.models.prune(request);
  std::string text;
  ordered_json kept = ordered_json::array();
  for (const auto& name : outcome.pruned) {
    text += name + (dry_run ? "  would be pruned\n" : "  pruned\n");
  }
  for (const auto& [name, why] : outcome.kept) {
    text.append(name).append("  stays: it ").append(why).append("\n");
    kept.push_back({{"version", name}, {"why", why}});
  }
  text += outcome.pruned.empty() ? "nothing to prune\n"
          : dry_run              ? "dry run: nothing was changed\n"
                                 : grouped(outcome.bytes) + " bytes freed\n";
  return {ExitCode::kOk,
          text,
          {{"pruned", outcome.pruned},
           {"kept", kept},
           {"bytes_freed", outcome.bytes},
           {"dry_run", dry_run}}};
}

Outcome repair(OpenRegistry& open) {
  const auto done = open.models.repair();
  return {ExitCode::kOk,
          done.empty() ? "nothing to repair\n" : join(done, "\n") + "\n",
          {{"repairs", done}}};
}

Outcome rollback_list(const OpenRegistry& open) {
  const std::string target = open.models.rollback_target();
  std::vector<std::vector<std::string>> rows = {{"VERSION", "STATE", "PROMOTED", ""}};
  ordered_json list = ordered_json::array();
  for (const auto& entry : open.models.list()) {
    using State = registry::VersionState;
    if (entry.state == State::kPruned || entry.state == State::kNeverLive) {
      continue;
    }
    const bool default_target = entry.name == target;
    constexpr std::size_t kToTheSecond = 19;
    rows.push_back({entry.name, registry::to_string(entry.state),
                    entry.promoted_at.substr(0, kToTheSecond),
                    default_target ? "<- mlpipe rollback goes here" : ""});
    list.push_back({{"version", entry.name},
                    {"state", registry::to_string(entry.state)},
                    {"promoted_at", entry.promoted_at},
                    {"default", default_target}});
  }
  return {
      ExitCode::kOk, list.empty() ? "no version yet\n" : text_table(rows), {{"versions", list}}};
}

void refuse_dry_run(bool dry_run, const char* action) {
  if (dry_run) {
    throw ConfigError("--dry-run: version " + std::string(action) + " has none");
  }
}

}  // namespace

Outcome run_version_command(const commands::App& app, const VersionArgs& args,
                            const GlobalArgs& global) {
  auto open = commands::open_registry(app, args.models, args.lock_timeout);
  switch (args.action) {
    case VersionAction::kCurrent:
      return current(open);
    case VersionAction::kList:
      return view_list(open.models.list(), open.models.staged());
    case VersionAction::kShow:
      return view_version(
          open.models.show(args.version.empty() ? live_or_fail(open) : args.version));
    case VersionAction::kHistory: {
      const auto trail = registry::read_audit(*open.files);
      return args.at ? view_live_at(trail, *args.at) : view_history(trail);
    }
    case VersionAction::kDiff:
      return diff(open, args);
    case VersionAction::kVerify:
      return verify(open, args);
    case VersionAction::kPromote:
      return promote(app, open, args, global);
    case VersionAction::kExport:
      refuse_dry_run(global.dry_run, "export");
      open.models.export_to(args.version, app.files, args.to);
      return {ExitCode::kOk,
              args.version + " is in " + args.to + "\n",
              {{"version", args.version}, {"folder", args.to}}};
    case VersionAction::kPrune:
      return prune(open, args, global.dry_run);
    case VersionAction::kRepair:
      refuse_dry_run(global.dry_run, "repair");
      break;
  }
  return repair(open);
}

Outcome run_rollback_command(const commands::App& app, const RollbackArgs& args,
                             const GlobalArgs& global) {
  auto open = commands::open_registry(app, args.models, args.lock_timeout);
  if (args.list) {
    return rollback_list(open);
  }
  registry::RollbackRequest request;
  request.target = args.target;
  request.reason = args.reason;
  request.dry_run = global.dry_run;
  request.unlogged = args.unlogged;
  const auto outcome = open.models.rollback(request);
  if (outcome.switched) {
    record_move(app, global, "rollback to " + outcome.to,
                {outcome.from, outcome.to, args.reason, args.models});
  }
  std::string text = outcome.from == outcome.to ? outcome.to + " is live already; nothing to do\n"
                     : global.dry_run ? outcome.to + " is whole and would be live in place of " +
                                            outcome.from + "\ndry run: nothing was changed\n"
                                      : outcome.to + " is live again, in place of " + outcome.from +
                                            (outcome.logged ? "\n" : " (NOT in the audit log)\n");
  return {ExitCode::kOk,
          text,
          {{"from", outcome.from},
           {"to", outcome.to},
           {"switched", outcome.switched},
           {"durable", outcome.switched},
           {"logged", outcome.logged},
           {"dry_run", global.dry_run}}};
}

}  // namespace mlpipe::cli
