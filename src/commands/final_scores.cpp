// SPDX-License-Identifier: MIT
#include "commands/final_scores.hpp"

#include <cmath>

namespace mlpipe::commands {
namespace {

/// Shows a set's labels whole, and hides again what belongs to the final windows.
class WholeLabels {
 public:
  explicit WholeLabels(SearchSet& set) : set_(set) {
    set_.data.dataset.label.swap(set_.all_labels);
  }
  ~WholeLabels() { set_.data.dataset.label.swap(set_.all_labels); }
  WholeLabels(const WholeLabels&) = delete;
  WholeLabels& operator=(const WholeLabels&) = delete;

 private:
  SearchSet& set_;
};

backtest::OosPredictions of_folds(const backtest::OosPredictions& all, std::size_t begin,
                                  std::size_t end) {
  backtest::OosPredictions out;
  out.outputs = all.outputs;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all.fold[i] >= begin && all.fold[i] < end) {
      out.row.push_back(all.row[i]);
      out.fold.push_back(static_cast<std::uint32_t>(all.fold[i] - begin));
      const auto at = all.value.begin() + static_cast<std::ptrdiff_t>(i * all.outputs);
      out.value.insert(out.value.end(), at, at + static_cast<std::ptrdiff_t>(all.outputs));
    }
  }
  return out;
}

/// Scores parts of one run's forecasts.
struct Scorer {
  const TrainConfig& config;
  const SearchSet& set;
  const std::vector<backtest::Fold>& folds;
  const backtest::OosPredictions& predictions;
  backtest::Task task;

  [[nodiscard]] backtest::BacktestResult part(std::size_t begin, std::size_t end) const {
    const auto some = of_folds(predictions, begin, end);
    return backtest::evaluate({set.data.dataset, set.data.market,
                               std::span(folds).subspan(begin, end - begin), some, set.day},
                              task, config.pipeline.execution);
  }
};

}  // namespace

WindowScores score_windows(const App& app, const TrainConfig& config, SearchSets& sets,
                           const metrics::Metric& objective) {
  const auto set = sets.of(config.pipeline);
  const auto folds = sets.folds(*set, config.pipeline, true);
  const std::size_t searched = sets.windows().search.size();
  const auto fit = fit_options(config, set->data, config.pipeline.model.params);
  WindowScores out;
  out.params = fit.boost.params;
  backtest::OosPredictions predictions;
  const auto value = [&](const backtest::BacktestResult& result) {
    const auto found = find_metric_value(result, objective.name);
    out.reason = found.value ? out.reason : found.reason;
    return found.value;
  };
  {
    const WholeLabels whole(*set);
    auto forecasts = forecast_folds(app, config, set->data, folds, fit);
    predictions = std::move(forecasts.predictions);
    out.rounds = std::move(forecasts.rounds);
    const Scorer scorer{config, *set, folds, predictions, backtest_task(config, set->data)};
    const auto whole_result = scorer.part(0, folds.size());
    out.all = value(whole_result);
    out.returns_a_year = whole_result.trading.metric_year.bars_per_year;
    for (const auto& fold : whole_result.folds) {
      const auto score = metrics::value_of(fold.forecast, objective.name);
      out.fold_scores.push_back(
          score ? *score : metrics::value_of(fold.returns, objective.name).value_or(std::nan("")));
    }
    if (searched < folds.size()) {
      const auto final = scorer.part(searched, folds.size());
      out.final_rows = final.scored_rows;
      out.final = value(final);
    }
  }
  const Scorer scorer{config, *set, folds, predictions, backtest_task(config, set->data)};
  out.search = value(scorer.part(0, searched));
  return out;
}

}  // namespace mlpipe::commands
