// SPDX-License-Identifier: MIT
#include "cli/registry_flags.hpp"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"

#include "cli/command_table.hpp"

namespace mlpipe::cli {
namespace {

constexpr std::uint64_t kLongestWait = 86'400;
constexpr std::uint64_t kMostKept = 1'000'000;

struct TypedVersion {
  VersionArgs args;
  std::map<VersionAction, CLI::App*> actions;
  bool major = false;
  bool minor = false;
  bool patch = false;
  bool automatic = false;
  std::optional<std::string> keep;
  std::optional<std::string> lock_timeout;
};

std::chrono::seconds parse_wait(const std::optional<std::string>& text,
                                std::chrono::seconds fallback) {
  return text ? std::chrono::seconds(parse_whole("--lock-timeout", *text, 0, kLongestWait))
              : fallback;
}

void declare_promote(CLI::App& app, TypedVersion& typed) {
  app.add_option("--candidate", typed.args.candidate,
                 "A folder of models/candidates (default: the staged one)")
      ->type_name("NAME");
  app.add_flag("--auto", typed.automatic,
               "Number it by what changed since the version in production (default)");
  app.add_flag("--major", typed.major, "Number it vX+1.0.0");
  app.add_flag("--minor", typed.minor, "Number it vX.Y+1.0; lower than --auto needs --reason");
  app.add_flag("--patch", typed.patch, "Number it vX.Y.Z+1; lower than --auto needs --reason");
  app.add_flag("--force", typed.args.force, "Without a stored PROMOTE verdict; needs --reason");
  app.add_option("--reason", typed.args.reason, "Goes into the audit log")->type_name("TEXT");
}

std::optional<registry::BumpLevel> level_of(const TypedVersion& typed) {
  using registry::BumpLevel;
  if (static_cast<int>(typed.major) + static_cast<int>(typed.minor) +
          static_cast<int>(typed.patch) + static_cast<int>(typed.automatic) >
      1) {
    throw ConfigError("--auto, --major, --minor and --patch contradict each other: give one");
  }
  return typed.major   ? std::optional(BumpLevel::kMajor)
         : typed.minor ? std::optional(BumpLevel::kMinor)
         : typed.patch ? std::optional(BumpLevel::kPatch)
                       : std::nullopt;
}

void declare_reading(CLI::App& app, TypedVersion& typed) {
  using Action = VersionAction;
  const auto add = [&](Action action, const char* name, const char* summary) -> CLI::App& {
    return *(typed.actions[action] = app.add_subcommand(name, summary));
  };
  auto& args = typed.args;
  add(Action::kList, "list", "Every version: state, date, key metrics, verdict");
  add(Action::kShow, "show", "One version in full (default: the one in production)")
      .add_option("version", args.version)
      ->type_name("V");
  add(Action::kHistory, "history", "Who moved production when, from where to where, and why")
      .add_option("--at", args.at, "Only what was live at a day or time (UTC)")
      ->type_name("TIME");
  CLI::App& diff = add(Action::kDiff, "diff", "What differs between two: recipe, data, metrics");
  diff.add_option("a", args.version)->type_name("A");
  diff.add_option("b", args.other)->type_name("B");
  CLI::App& verify =
      add(Action::kVerify, "verify", "Check hashes, load the model, predict its golden rows");
  verify.add_option("version", args.version)->type_name("V");
  verify.add_flag("--all", args.all, "Every version, the links and the audit log");
}

void declare_writing(CLI::App& app, TypedVersion& typed) {
  using Action = VersionAction;
  const auto add = [&](Action action, const char* name, const char* summary) -> CLI::App& {
    return *(typed.actions[action] = app.add_subcommand(name, summary));
  };
  auto& args = typed.args;
  declare_promote(add(Action::kPromote, "promote", "The staged candidate becomes a version, live"),
                  typed);
  CLI::App& to = add(Action::kExport, "export", "Plain files, for places where links die");
  to.add_option("version", args.version)->type_name("V");
  to.add_option("--to", args.to, "Folder to make; an older export there is replaced")
      ->type_name("DIR");
  CLI::App& prune = add(Action::kPrune, "prune", "Remove old models; what they were stays known");
  prune.add_option("--keep", typed.keep, "Whole versions to keep, the newest (default: 5)")
      ->type_name("N");
  prune.add_option("--reason", args.reason, "Goes into the audit log")->type_name("TEXT");
  add(Action::kRepair, "repair", "Put right what a run that died left behind");
}

}  // namespace

std::function<CommandArgs()> declare_version(CLI::App& app) {
  const auto typed = std::make_shared<TypedVersion>();
  declare_reading(app, *typed);
  declare_writing(app, *typed);
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  app.add_option("--lock-timeout", typed->lock_timeout,
                 "Longest wait for another process that writes (default: 10)")
      ->type_name("SECONDS");
  app.require_subcommand(0, 1);
  return [typed]() -> CommandArgs {
    VersionArgs args = typed->args;
    for (const auto& [action, subcommand] : typed->actions) {
      args.action = subcommand->parsed() ? action : args.action;
    }
    args.level = level_of(*typed);
    args.lock_timeout = parse_wait(typed->lock_timeout, args.lock_timeout);
    if (typed->keep) {
      args.keep = parse_whole("--keep", *typed->keep, 1, kMostKept);
    }
    if (args.action == VersionAction::kDiff && args.other.empty()) {
      throw ConfigError("version diff: name two versions: mlpipe version diff v1.0.0 v1.1.0");
    }
    if (args.action == VersionAction::kExport && (args.to.empty() || args.version.empty())) {
      throw ConfigError(
          "version export: name a version and a folder: mlpipe version export v1.0.0 "
          "--to DIR");
    }
    if (args.all && !args.version.empty()) {
      throw ConfigError("version verify: name a version or --all, not both");
    }
    return args;
  };
}

std::function<CommandArgs()> declare_rollback(CLI::App& app) {
  struct Typed {
    RollbackArgs args;
    std::optional<std::string> lock_timeout;
  };
  const auto typed = std::make_shared<Typed>();
  app.add_option("version", typed->args.target,
                 "Version to go back to (default: the one that the current one replaced)")
      ->type_name("V");
  app.add_flag("--list", typed->args.list, "What can be gone back to; nothing is switched");
  app.add_option("--reason", typed->args.reason, "Goes into the audit log")->type_name("TEXT");
  app.add_flag("--force-unlogged", typed->args.unlogged,
               "Switch even if the audit log cannot take the record (full disk, broken chain)");
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  app.add_option("--lock-timeout", typed->lock_timeout,
                 "Longest wait for another process that writes (default: 10)")
      ->type_name("SECONDS");
  return [typed]() -> CommandArgs {
    RollbackArgs args = typed->args;
    args.lock_timeout = parse_wait(typed->lock_timeout, args.lock_timeout);
    if (args.list && !args.target.empty()) {
      throw ConfigError("rollback: --list switches nothing, so it takes no version");
    }
    return args;
  };
}

}  // namespace mlpipe::cli
