// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/registry/ledger.hpp"

namespace mlpipe::commands {

struct PredictConfig {
  std::optional<std::string> data;   ///< file, "-" or URL; empty: what the model was trained on
  std::string model = "production";  ///< as registry::find_model() takes it
  std::optional<std::size_t> last;   ///< newest rows of each symbol; empty: all that can be scored
  bool ledger = true;                ///< record the forecasts
  bool dry_run = false;              ///< read, check and score; record nothing
  FileSystem::Path models_folder{"models"};
};

struct PredictOutcome {
  registry::ForecastRun run;                  ///< which model, which data, when
  FileSystem::Path model_folder;              ///< as a path for people
  std::string source;                         ///< of the data
  bool panel = false;                         ///< forecasts name symbols
  std::vector<std::string> columns;           ///< names of each forecast's values
  std::vector<registry::Forecast> forecasts;  ///< by time, then symbol
  std::size_t warm_up = 0;                    ///< bars of each symbol that only give history
  FileSystem::Path ledger;                    ///< written, or to be written; empty: not wanted
  std::string ledger_problem;  ///< why it was not written; empty: it was, or need not be
  bool dry_run = false;
};

/// The whole of `mlpipe predict` short of parsing argv and printing.
///
/// The model's folder is found once, its bytes and golden rows are checked, and the features are
/// built by training's own code from the model's own recipe, the first warm-up bars of each symbol
/// left out. Targets are not looked at: the newest bars are scored like all others. A ledger that
/// cannot be written does not cost the forecasts: see ledger_problem.
/// @throws DataError (rows that the recipe cannot read, other columns, unknown categories, too
/// short a history), ConfigError, NotFoundError, IntegrityError, IoError, Interrupted
[[nodiscard]] PredictOutcome run_predict(const App& app, const PredictConfig& config);

}  // namespace mlpipe::commands
