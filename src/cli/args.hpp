// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mlpipe/commands/notify.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/gate/options.hpp"
#include "mlpipe/registry/semver.hpp"

namespace mlpipe::cli {

enum class LogFormat { kText, kJson };
enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError };

/// What every command understands: flags, then MLPIPE_* variables, then these defaults.
struct GlobalArgs {
  std::optional<std::string> config;  ///< empty: config/pipeline.json, if it exists
  std::optional<int> threads;         ///< empty: all that this process may use
  std::optional<std::uint64_t> seed;  ///< empty: as the config says
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;
  bool json = false;
  bool dry_run = false;
  bool print_config = false;
  bool progress = true;                 ///< wanted; shown only on a terminal
  bool color = true;                    ///< allowed; used only on a terminal
  std::optional<std::string> tracking;  ///< "off", or where runs are recorded
};

/// What is said about a search on the command line goes over config/optimize.json.
struct SearchArgs {
  std::optional<std::string> settings;  ///< another file than config/optimize.json
  std::optional<std::size_t> trials;
  std::optional<Duration> timeout;
};

struct TrainArgs {
  std::optional<std::string> data;     ///< file, "-" or URL; else data.source of the config
  std::optional<std::string> params;   ///< file with XGBoost parameters
  std::optional<Duration> holdout;     ///< newest part that the final fit leaves out
  std::optional<std::string> models;   ///< folder of the models
  std::optional<std::string> reports;  ///< folder of the reports
  bool use_best = false;               ///< parameters from config/best_hyperparameters.json
  bool optimize = false;               ///< search for better ones first, then as use_best
  SearchArgs search;                   ///< of that
};

enum class OptimizeAction { kRun, kStatus, kExport, kRepair };

struct OptimizeArgs {
  OptimizeAction action = OptimizeAction::kRun;
  SearchArgs search;
  std::optional<std::string> data;  ///< file, "-" or URL; else data.source of the config
  std::optional<std::string> study, storage, objective, sampler, pruner, update;
  std::optional<std::size_t> patience, batch;
  std::optional<double> target;
  std::optional<int> workers;
  std::string reports = "reports";
  std::string format = "csv";  ///< of kExport: csv or jsonl
  bool fail_running = false;   ///< of kRepair
};

enum class VersionAction {
  kCurrent,
  kList,
  kShow,
  kHistory,
  kDiff,
  kVerify,
  kPromote,
  kExport,
  kPrune,
  kRepair,
};

struct VersionArgs {
  VersionAction action = VersionAction::kCurrent;
  std::string version;  ///< show, verify, diff, export; empty: production, or all for verify --all
  std::string other;    ///< the second of diff
  bool all = false;     ///< verify
  std::optional<std::string> at;         ///< history
  std::optional<std::string> candidate;  ///< promote
  std::optional<registry::BumpLevel> level;
  bool force = false;
  std::string reason;
  std::string to;  ///< export
  std::size_t keep = 5;
  std::chrono::seconds lock_timeout{10};
  std::string models = "models";
};

struct RollbackArgs {
  std::string target;  ///< empty: the version that the current one replaced
  std::string reason;
  bool list = false;
  bool unlogged = false;  ///< --force-unlogged
  std::chrono::seconds lock_timeout{10};
  std::string models = "models";
};

enum class TrackAction { kStatus, kSync };

struct TrackArgs {
  TrackAction action = TrackAction::kStatus;
};

struct DoctorArgs {
  std::string models = "models";
};

enum class ForecastFormat { kCsv, kJsonLines };

struct PredictArgs {
  std::optional<std::string> data;  ///< file, "-" or URL; else what the model was trained on
  std::string model = "production";
  std::optional<std::size_t> last;  ///< newest rows of each symbol
  ForecastFormat format = ForecastFormat::kCsv;
  bool format_given = false;
  bool ledger = true;
  std::string models = "models";
};

struct ValidateArgs {
  std::optional<std::string> data;  ///< file, "-" or URL; else data.source of the config
  std::string candidate = "staging";
  std::string baseline = "production";
  std::optional<Duration> window;
  std::optional<gate::Policy> policy;
  std::optional<gate::Method> method;
  bool promote = false;
  bool annotate = true;  ///< on GitHub Actions: step summary and annotations
  std::string models = "models";
  std::string reports = "reports";
};

struct DriftArgs {
  std::optional<std::string> current;    ///< file, "-" or URL; else what the model was trained on
  std::optional<std::string> reference;  ///< file, "-" or URL; else the model's profile
  bool ledger = false;                   ///< forecasts of the ledger in place of rows
  std::string model = "production";
  std::vector<Duration> windows;
  std::optional<Duration> step;
  std::optional<std::string> rule, fail_on;
  bool history = false;  ///< show it, check nothing
  bool annotate = true;  ///< on GitHub Actions: step summary, annotations, outputs
  std::string models = "models";
  std::string reports = "reports";
};

struct InitArgs {
  std::string folder = ".";
  std::optional<std::string> repository;  ///< OWNER/NAME[@REF] of mlpipe's; empty: as built
  bool force = false;
};

struct NotifyArgs {
  commands::NotifyJob job = commands::NotifyJob::kTrain;
  commands::JobOutcome outcome = commands::JobOutcome::kSuccess;
  std::vector<std::string> results;
  std::optional<std::string> report, log, pull, artifact_url, run_url;
  std::vector<std::string> to;
  bool strict = false;
};

enum class Shell { kBash, kZsh, kFish };

struct CompletionsArgs {
  Shell shell = Shell::kBash;
};

enum class PageFormat { kMan, kMarkdown };

struct ManArgs {
  std::string command;  ///< empty: the program's page
  PageFormat format = PageFormat::kMan;
};

/// One alternative a command.
using CommandArgs =
    std::variant<TrainArgs, OptimizeArgs, ValidateArgs, VersionArgs, RollbackArgs, PredictArgs,
                 DriftArgs, TrackArgs, InitArgs, NotifyArgs, CompletionsArgs, ManArgs, DoctorArgs>;

/// What was typed, checked as far as text alone can be.
struct Invocation {
  std::string command;
  GlobalArgs global;
  CommandArgs args;
};

}  // namespace mlpipe::cli
