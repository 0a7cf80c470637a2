// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "mlpipe/core/time.hpp"

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
  bool progress = true;  ///< wanted; shown only on a terminal
  bool color = true;     ///< allowed; used only on a terminal
};

struct TrainArgs {
  std::optional<std::string> data;     ///< file, "-" or URL; else data.source of the config
  std::optional<std::string> params;   ///< file with XGBoost parameters
  std::optional<Duration> holdout;     ///< newest part that the final fit leaves out
  std::optional<std::string> models;   ///< folder of the models
  std::optional<std::string> reports;  ///< folder of the reports
  bool use_best = false;               ///< parameters from config/best_hyperparameters.json
};

/// One alternative a command.
using CommandArgs = std::variant<TrainArgs>;

/// What was typed, checked as far as text alone can be.
struct Invocation {
  std::string command;
  GlobalArgs global;
  CommandArgs args;
};

}  // namespace mlpipe::cli
