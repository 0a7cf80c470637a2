// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/backtest/walk_forward.hpp"

#include "commands/validate_side.hpp"
#include "commands/validate_window.hpp"

namespace mlpipe::commands {

/// Where the forecasts of a side come from; in each case from before it had seen the outcomes.
enum class ForecastSource {
  kRefits,    ///< the recipe, fitted anew at production cadence inside the window
  kTwin,      ///< the recipe, fitted once on what was known when the window began
  kArtifact,  ///< the stored model, all of whose labels had ended by then
  kLedger,    ///< what was forecast at the time, as the ledger has it
};

struct SideForecasts {
  ForecastSource source = ForecastSource::kRefits;
  std::vector<backtest::Fold> folds;
  backtest::OosPredictions predictions;
};

/// A sentence for the report.
[[nodiscard]] std::string describe(const Side& side, const SideForecasts& forecasts,
                                   const JudgingWindow& window);

/// Fits the recipe in every fold and forecasts. @param source  kRefits or kTwin
[[nodiscard]] SideForecasts refit_forecasts(const App& app, const Side& side,
                                            std::vector<backtest::Fold> folds,
                                            ForecastSource source);

/// The stored model's own forecasts. The caller has made sure that it has not seen the window.
[[nodiscard]] SideForecasts artifact_forecasts(const Side& side, const JudgingWindow& window,
                                               int threads);

/// Takes the forecasts of the ledger in place of `refits` where they cover at least 95 % of its
/// rows: for each bar the first one made, provided that nobody could know the outcome then.
/// @param models  names whose ledgers are looked into @return false: they do not cover the window
bool take_ledger(const App& app, const FileSystem& files, const std::vector<std::string>& models,
                 const Side& side, SideForecasts& refits);

/// The stored model beside its recipe, on the bars of the window.
struct ArtifactSample {
  std::vector<double> artifact, recipe;  ///< [rows * outputs]; recipe: empty if it cannot be fitted
  bool finite = true;                    ///< every forecast of the artifact
};

/// Fits the recipe on what the stored model says that it was trained on, with as many rounds. On
/// the same data that gives the same model to the bit; data that were revised since, or another
/// version of XGBoost, move it a little. Since both have learnt from the same bars, it does not
/// matter whether the window is among them: nothing is scored here.
[[nodiscard]] ArtifactSample sample_agreement(const App& app, const Side& side,
                                              const JudgingWindow& window);

}  // namespace mlpipe::commands
