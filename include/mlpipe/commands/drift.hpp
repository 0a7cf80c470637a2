// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/drift/history.hpp"
#include "mlpipe/drift/options.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::commands {

struct DriftConfig {
  /// File, "-" or URL of the current rows, history for the warm-up among them; empty: what the
  /// model was trained on, which may have grown since.
  std::optional<std::string> current;
  /// File, "-" or URL of rows that take the place of the model's stored profile.
  std::optional<std::string> reference;
  bool ledger = false;               ///< check the forecasts that predict recorded, no rows
  std::string model = "production";  ///< as registry::find_model() takes it
  drift::DriftOptions options;
  bool dry_run = false;  ///< check, write nothing
  FileSystem::Path models_folder{"models"};
  FileSystem::Path reports_folder{"reports"};
};

struct DriftOutcome {
  std::string model;
  drift::Verdict verdict = drift::Verdict::kCannotTell;
  bool failed = false;                           ///< at or above fail_on, or something is too old
  ExitCode exit_code = ExitCode::kInconclusive;  ///< kOk, kDrift, or kInconclusive
  bool retrain = false;                          ///< a new training is wanted
  /// To be told: changes of state that no earlier check told within the cool-down.
  std::vector<std::string> alerts;
  bool ask_for_training = false;  ///< wanted, and not asked for within the cool-down
  std::string headline;           ///< one line
  std::string summary;            ///< for a terminal
  std::string json;               ///< the report for machines
  std::string markdown;
  /// Empty on a dry run.
  FileSystem::Path report_markdown, report_html, report_json, report_junit, history;
  report::Document document;  ///< what the first two files show
};

/// The whole of `mlpipe drift` short of parsing argv and printing: are the current rows still what
/// the model was trained on?
/// @throws DataError (rows that the recipe cannot read, a missing column, bars of another spacing),
///         ConfigError, NotFoundError, IntegrityError (a profile that is damaged or not this
///         model's), IoError, Interrupted
[[nodiscard]] DriftOutcome run_drift(const App& app, const DriftConfig& config);

struct DriftHistory {
  drift::History history;
  std::string text;  ///< for a terminal
};
/// What earlier checks found. @throws NotFoundError if there is no history; IoError
[[nodiscard]] DriftHistory read_drift_history(const App& app, const FileSystem::Path& reports);

}  // namespace mlpipe::commands
