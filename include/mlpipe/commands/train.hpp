// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::commands {

/// Where a run comes from; recorded, never used.
struct Provenance {
  std::string config_source;  ///< file of the config, or "defaults"
  std::string git_commit;     ///< empty: not in a repository
  std::string run_url;        ///< of the workflow run
  std::string host;
};

struct TrainConfig {
  PipelineConfig pipeline;
  std::uint64_t seed = 42;
  std::optional<Duration> holdout;  ///< newest span that neither scoring nor fit may see
  bool use_best = false;            ///< parameters of best_file go over those of the config
  model::Params params_over_all;    ///< of a file named by hand: go over both
  std::string params_source;        ///< that file
  std::int64_t trials = 1;          ///< sets of parameters tried to find those of the config
  bool keep_best = false;           ///< leave best_file as it is
  bool dry_run = false;             ///< read, check and plan; fit and write nothing
  FileSystem::Path models_folder{"models"};
  FileSystem::Path reports_folder{"reports"};
  FileSystem::Path best_file{"config/best_hyperparameters.json"};
  Provenance provenance;
};

struct WrittenArtifact {
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256;
};

struct NamedScore {
  std::string name;
  std::optional<double> value;
};

/// What the printer needs; everything else is in the files.
struct TrainOutcome {
  bool dry_run = false;
  std::string headline;        ///< the result in one sentence; the plan for a dry run
  std::string summary;         ///< verdict and deciding numbers, some lines; empty for a dry run
  std::string run_id;          ///< name of the candidate
  FileSystem::Path candidate;  ///< its folder
  FileSystem::Path staging;    ///< the link that now points at it
  FileSystem::Path report_markdown;
  FileSystem::Path report_html;
  report::Document document;       ///< what these two show
  std::vector<NamedScore> scores;  ///< on the joined out-of-sample forecasts
  std::vector<WrittenArtifact> files;
  std::string best_update;  ///< what became of best_hyperparameters.json, in words
  /// [n_folds] What XGBoost evaluated of each fold's stopping rows, round by round.
  std::vector<std::vector<model::EvalSeries>> evals;
  std::size_t folds = 0;
  std::size_t rows = 0;
  std::size_t features = 0;
  int rounds = 0;  ///< of the final model
};

/// The whole of `mlpipe train` short of parsing argv and printing.
/// @throws DataError (unusable data, suspected leak), ConfigError, ModelError, IoError,
/// IntegrityError, Interrupted; nothing is then left half-written
[[nodiscard]] TrainOutcome run_train(const App& app, const TrainConfig& config);

}  // namespace mlpipe::commands
