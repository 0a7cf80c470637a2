// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/train.hpp"
#include "mlpipe/optimize/file_journal.hpp"
#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/options.hpp"
#include "mlpipe/report/study_report.hpp"

namespace mlpipe::commands {

/// The settings of config/optimize.json where there is no such file.
[[nodiscard]] optimize::StudyOptions default_study_options();

struct OptimizeConfig {
  TrainConfig train;  ///< data, folds, seed, best_file, reports folder; its parameters come first
  optimize::StudyOptions study;
  std::string study_source = "defaults";  ///< file that `study` was read from
};

/// A journal, and who works on it.
struct OpenJournal {
  std::unique_ptr<optimize::Journal> journal;
  /// Is a worker of this machine, as named in records, no more? False for those of others.
  std::function<bool(const std::string& worker)> is_dead;
  /// Puts damaged lines right; does nothing where there can be none.
  std::function<optimize::RepairedJournal()> repair;
};
/// How a storage is opened: made in cli, faked in tests.
using JournalOpener = std::function<OpenJournal(const std::string& storage)>;

struct OptimizeOutcome {
  bool dry_run = false;
  std::string headline;  ///< the result in one sentence; the plan for a dry run
  std::string summary;   ///< empty for a dry run
  std::string best_update;
  FileSystem::Path report_markdown, report_html, report_json;
  report::StudyReport report;
  report::Document document;  ///< what the first two files show
};

/// The whole of `mlpipe optimize` short of parsing argv and printing.
/// @throws ConfigError (search space, study on other terms), DataError, ModelError, IoError,
///         IntegrityError, Interrupted: the study then keeps every trial that has ended
[[nodiscard]] OptimizeOutcome run_optimize(const App& app, const JournalOpener& open,
                                           const OptimizeConfig& config);

struct OptimizedTraining {
  OptimizeOutcome optimize;
  TrainOutcome train;
};
/// A search, and then `mlpipe train --use-best` on the same data.
/// @throws as both; ConfigError if the search may not write the best parameters
[[nodiscard]] OptimizedTraining run_optimize_and_train(const App& app, const JournalOpener& open,
                                                       const OptimizeConfig& config);

}  // namespace mlpipe::commands
