// SPDX-License-Identifier: MIT
#include "commands/validate_forecasts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "mlpipe/core/text.hpp"
#include "mlpipe/registry/ledger.hpp"
#include "mlpipe/training/fit.hpp"

#include "commands/stage.hpp"

namespace mlpipe::commands {
namespace {

using backtest::OosPredictions;

OosPredictions rows_of(const backtest::Fold& fold, std::size_t outputs) {
  OosPredictions out;
  out.outputs = outputs;
  for (std::size_t row = fold.test.begin; row < fold.test.end; ++row) {
    out.row.push_back(row);
    out.fold.push_back(0);
  }
  return out;
}

/// For each bar the entry that was made first.
std::map<BarKey, registry::LedgerEntry> first_entries(const App& app, const FileSystem& files,
                                                      const std::vector<std::string>& models) {
  std::map<BarKey, registry::LedgerEntry> out;
  for (const auto& model : models) {
    for (auto& entry : registry::read_ledger(files, model, app.events)) {
      BarKey key{entry.forecast.time, entry.forecast.symbol};
      const auto known = out.find(key);
      if (known == out.end()) {
        out.emplace(std::move(key), std::move(entry));
      } else if (entry.run.made_at < known->second.run.made_at) {
        known->second = std::move(entry);
      }
    }
  }
  return out;
}

std::size_t bars_seen(const Side& side, const JudgingWindow& window) {
  const auto& set = side.data->dataset;
  return static_cast<std::size_t>(
      std::count_if(set.time.begin(), set.time.end(), [&](Timestamp time) {
        return time > window.lower && time <= window.upper && side.train_to &&
               time <= *side.train_to;
      }));
}

/// Rows of these data that the stored model says it was fitted on.
std::vector<std::size_t> rows_learnt_from(const Side& side) {
  const auto& set = side.data->dataset;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < set.rows(); ++row) {
    const bool learnt = side.train_from && side.last_label_end &&
                        set.time[row] >= *side.train_from &&
                        set.label_end[row] <= *side.last_label_end;
    if (learnt && !std::isnan(set.label[row])) {
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace

std::string describe(const Side& side, const SideForecasts& forecasts,
                     const JudgingWindow& window) {
  const std::string count = grouped(forecasts.predictions.size());
  switch (forecasts.source) {
    case ForecastSource::kRefits: {
      const std::size_t seen = bars_seen(side, window);
      std::string text = "its recipe, fitted anew " + grouped(forecasts.folds.size()) +
                         " times inside the window on what was known by then";
      return seen == 0 ? text
                       : text + " (the stored model has seen " + grouped(seen) + " of the " +
                             count + " bars, so it is not scored on them)";
    }
    case ForecastSource::kTwin:
      return "its recipe, fitted once on what was known when the window began";
    case ForecastSource::kArtifact:
      return "the stored model itself: the last label that it learnt from ended before the window";
    case ForecastSource::kLedger:
      break;
  }
  return "its forecasts as they were made at the time, from the ledger (" + count + " bars)";
}

SideForecasts refit_forecasts(const App& app, const Side& side, std::vector<backtest::Fold> folds,
                              ForecastSource source) {
  SideForecasts out;
  out.source = source;
  out.folds = std::move(folds);
  out.predictions =
      forecast_folds(app, side.config, *side.data, out.folds, side_fit(side)).predictions;
  return out;
}

SideForecasts artifact_forecasts(const Side& side, const JudgingWindow& window, int threads) {
  SideForecasts out;
  out.source = ForecastSource::kArtifact;
  out.folds = refit_folds(side.data->dataset, window, std::nullopt);
  if (out.folds.empty()) {
    return out;
  }
  out.predictions = rows_of(out.folds.front(), side.booster->outputs());
  out.predictions.value =
      side.booster->predict(side.data->dataset.view(out.folds.front().test), threads);
  return out;
}

bool take_ledger(const App& app, const FileSystem& files, const std::vector<std::string>& models,
                 const Side& side, SideForecasts& refits) {
  constexpr double kCover = 0.95;
  const auto entries = first_entries(app, files, models);
  const auto& set = side.data->dataset;
  const auto& old = refits.predictions;
  OosPredictions out;
  out.outputs = old.outputs;
  for (std::size_t i = 0; i < old.size(); ++i) {
    const std::size_t row = old.row[i];
    const auto found = entries.find(bar_key(side, row));
    if (found == entries.end() || found->second.forecast.values.size() != out.outputs ||
        !registry::made_before_outcome(found->second, set.label_end[row])) {
      continue;
    }
    out.row.push_back(row);
    out.fold.push_back(old.fold[i]);
    const auto& values = found->second.forecast.values;
    out.value.insert(out.value.end(), values.begin(), values.end());
  }
  if (old.size() == 0 ||
      static_cast<double>(out.size()) < kCover * static_cast<double>(old.size())) {
    return false;
  }
  refits.source = ForecastSource::kLedger;
  refits.predictions = std::move(out);
  return true;
}

ArtifactSample sample_agreement(const App& app, const Side& side, const JudgingWindow& window) {
  const auto& set = side.data->dataset;
  const auto folds = refit_folds(set, window, std::nullopt);
  ArtifactSample out;
  if (folds.empty()) {
    return out;
  }
  const auto view = set.view(folds.front().test);
  const auto artifact = side.booster->predict(view, app.threads);
  out.finite = std::all_of(artifact.begin(), artifact.end(),
                           [](float value) { return std::isfinite(value); });
  const auto rows = rows_learnt_from(side);
  if (!side.has_recipe || rows.empty()) {
    return out;
  }
  const auto twin = stage(app, "refit", [&] {
    return training::fit(set, rows, {}, side_fit(side, side.rounds), app.threads, app.stop);
  });
  const auto recipe = twin.predict(view, app.threads);
  out.artifact.assign(artifact.begin(), artifact.end());
  out.recipe.assign(recipe.begin(), recipe.end());
  return out;
}

}  // namespace mlpipe::commands
