// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/commands/train.hpp"
#include "mlpipe/gate/check.hpp"

namespace mlpipe::commands {

/// Loads a model in another process, which XGBoost may crash without harm to this one, and has it
/// predict its golden rows. @return why that failed; empty: it works
using FreshProcessTrial =
    std::function<std::string(const FileSystem::Path& models_folder, const std::string& which)>;

struct ValidateConfig {
  /// Of the judge: thresholds, data source, trusted columns, seed. Models bring their own recipes.
  PipelineConfig pipeline;
  std::string candidate = "staging";    ///< as registry::find_model() takes it
  std::string baseline = "production";  ///< "production" or a version
  bool promote = false;                 ///< make a PROMOTE so, and refit a hold-out model before
  bool dry_run = false;                 ///< judge; write and record nothing
  FileSystem::Path models_folder{"models"};
  FileSystem::Path reports_folder{"reports"};
  Provenance provenance;
  FreshProcessTrial fresh_process;  ///< empty: not tried
};

struct ValidateOutcome {
  gate::Verdict verdict = gate::Verdict::kInconclusive;
  std::string headline;  ///< the verdict and why, one sentence
  std::string summary;   ///< the deciding numbers, some lines
  std::string markdown;  ///< the whole report
  std::string json;      ///< the same for machines, full precision
  std::string candidate;
  std::string baseline;                                        ///< empty: there is none
  FileSystem::Path report_markdown, report_html, report_json;  ///< empty for a dry run
  report::Document document;                                   ///< what the first two show
  std::vector<gate::Check> checks;
  std::string promoted;  ///< version that is now in production; empty: none was promoted
  /// Why a PROMOTE was not carried out; empty: it was, or nobody asked.
  std::string promotion_problem;
};

/// The whole of `mlpipe validate` short of parsing argv and printing.
///
/// Neither model is scored on bars that it has seen: both recipes are fitted anew inside the window
/// (or what docs/gate.md says in other cases), and their forecasts are compared on the same bars.
/// The verdict and the look are stored with the candidate, and the report is written, unless this
/// is a dry run.
/// @throws ConfigError (no thresholds), DataError, NotFoundError, IntegrityError, IoError,
/// ModelError, BusyError, Interrupted; nothing is then promoted
[[nodiscard]] ValidateOutcome run_validate(const App& app, const ValidateConfig& config);

}  // namespace mlpipe::commands
