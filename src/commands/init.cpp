// SPDX-License-Identifier: MIT
#include "mlpipe/commands/init.hpp"

#include <array>
#include <optional>
#include <regex>
#include <span>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/version.hpp"

#include "commands/embedded_files.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::string_view kOwnAction = "./.github/actions/setup-mlpipe";
constexpr std::string_view kUnknownRepository = "OWNER/mlpipe";
constexpr const char* kIgnore = ".gitignore";
/// What runs write and the branch model-registry keeps, or nobody does.
constexpr std::array<std::string_view, 6> kIgnored = {
    "models/",  "reports/",  "/config/best_hyperparameters.json*",
    ".mlpipe/", "mlflow.db", "mlartifacts/"};

/// Of those who work in the repository, once it is there: never replaced.
bool is_theirs(std::string_view path) {
  return path.rfind("config/", 0) == 0 || path == ".github/scripts/get-data.sh";
}

struct Plan {
  FileSystem::Path file;
  std::string text;
  std::optional<std::string> before;  ///< empty: there is no such file
  InitFile told;
};

/// OWNER/NAME, or OWNER/NAME@REF.
bool is_repository(const std::string& text) {
  static const std::regex kForm(R"([\w.-]+/[\w.-]+(@[\w./-]+)?)");
  return std::regex_match(text, kForm);
}

/// The file as it is here, but for the one line that names the repository of setup-mlpipe.
std::string for_user(std::string_view text, const std::string& action) {
  std::string out(text);
  const auto at = out.find(kOwnAction);
  if (at != std::string::npos) {
    out.replace(at, out.find('\n', at) - at, action);
  }
  return out;
}

/// What stands behind "uses:". A commit, which nobody can move, is told apart by its tag.
std::string action_of(const std::string& repository) {
  const std::string folder(kOwnAction.substr(1));
  const std::string tag = std::string("v") + kVersion;
  if (repository.empty()) {
    return std::string(kUnknownRepository) + folder + "@" + tag +
           "  # EDIT: OWNER is whoever has the repository of mlpipe";
  }
  const auto at = repository.find('@');
  if (at == std::string::npos) {
    return repository + folder + "@" + tag;
  }
  return repository.substr(0, at) + folder + repository.substr(at) + "  # " + tag;
}

/// The ignored names that the text has no line for, below what it holds.
std::string with_ignored(std::string text) {
  const std::string lines = "\n" + text + "\n";
  if (!text.empty() && text.back() != '\n') {
    text += '\n';
  }
  for (const auto name : kIgnored) {
    const std::string line(name);
    text += lines.find("\n" + line + "\n") == std::string::npos ? line + "\n" : "";
  }
  return text;
}

std::vector<Plan> plan_of(const FileSystem& files, const InitConfig& config) {
  std::vector<Plan> plans;
  const auto add = [&](const std::string& path, const auto& text_after) {
    Plan plan;
    plan.file = config.folder / path;
    if (files.exists(plan.file)) {
      plan.before = files.read(plan.file);
    }
    plan.text = text_after(plan.before.value_or(""));
    plan.told = {path, !plan.before                ? InitFile::Change::kNew
                       : *plan.before == plan.text ? InitFile::Change::kSame
                       : is_theirs(path)           ? InitFile::Change::kKept
                                                   : InitFile::Change::kReplaced};
    plans.push_back(std::move(plan));
  };
  const std::string action = action_of(config.repository);
  for (const auto& file : embedded_files()) {
    add(std::string(file.path), [&](const auto&) { return for_user(file.text, action); });
  }
  add(".mlpipe-version", [](const auto&) { return std::string(kVersion) + "\n"; });
  add(kIgnore, &with_ignored);
  return plans;
}

void refuse_to_overwrite(const std::vector<Plan>& plans) {
  std::string problems;
  for (const auto& plan : plans) {
    if (plan.told.change == InitFile::Change::kReplaced && plan.told.path != kIgnore) {
      problems += plan.file.string() + ": is there, and is not what init would write\n";
    }
  }
  if (!problems.empty()) {
    throw ConfigError(problems +
                      "nothing was written; move these away, or replace them with --force");
  }
}

bool is_written(const Plan& plan) {
  return plan.told.change == InitFile::Change::kNew ||
         plan.told.change == InitFile::Change::kReplaced;
}

/// The newest first.
void put_back(FileSystem& files, std::span<const Plan> plans) {
  for (auto plan = plans.rbegin(); plan != plans.rend(); ++plan) {
    if (is_written(*plan) && plan->before) {
      files.replace(plan->file, *plan->before);
    } else if (is_written(*plan)) {
      files.remove_all(plan->file);
    }
  }
}

void write_all(FileSystem& files, std::span<const Plan> plans) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    try {
      if (is_written(plans[i])) {
        files.replace(plans[i].file, plans[i].text);
      }
    } catch (const IoError&) {
      put_back(files, plans.first(i + 1));  // the one that failed may stand, its folder not synced
      throw;
    }
  }
}

std::vector<std::string> edits_of(const InitConfig& config) {
  std::vector<std::string> edits = {
      "config/pipeline.json: /data/source is your data, a file of the repository or a URL; where "
      "they have to be fetched, .github/scripts/get-data.sh does it"};
  if (config.repository.empty()) {
    edits.emplace_back(
        "train-model.yml and drift-check.yml: the line marked EDIT names the repository that "
        "mlpipe comes from");
  } else {
    edits.emplace_back(
        "config/pipeline.json: /validation says what a model has to hold to go live");
  }
  edits.emplace_back(
      "secrets: SLACK_WEBHOOK_URL, TEAMS_WEBHOOK_URL or DISCORD_WEBHOOK_URL, if notices are to go "
      "beyond GitHub");
  return edits;
}

}  // namespace

InitOutcome run_init(const App& app, const InitConfig& config) {
  if (!app.files.exists(config.folder / ".git")) {
    throw ConfigError(config.folder.string() +
                      ": is not the top of a git repository, where GitHub looks for workflows; "
                      "`git init` makes one");
  }
  if (!config.repository.empty() && !is_repository(config.repository)) {
    throw ConfigError("--repository: expected OWNER/NAME or OWNER/NAME@REF, found " +
                      quote(config.repository));
  }
  const auto plans = plan_of(app.files, config);
  if (!config.force) {
    refuse_to_overwrite(plans);
  }
  if (!config.dry_run) {
    write_all(app.files, plans);
  }
  InitOutcome outcome;
  for (const auto& plan : plans) {
    outcome.files.push_back(plan.told);
  }
  outcome.edits = edits_of(config);
  return outcome;
}

std::string built_for_repository() {
  return std::string(default_repository());
}

}  // namespace mlpipe::commands
