// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "commands/replayed_sources.hpp"
#include "commands/train_data.hpp"
#include "commands/train_score.hpp"

namespace mlpipe::commands {

/// The data that trials of equal data, features and label share.
struct SearchSet {
  std::string key;  ///< of those settings
  TrainingData data;
  std::vector<float>
      all_labels;  ///< [n_rows]; the dataset's own leave out what is kept for the end
  std::vector<std::int64_t> day;  ///< as EvaluationInput::day
};

/// The windows of a search: those that trials are scored on, and the newest ones, which no trial
/// sees.
struct SearchWindows {
  backtest::SplitOptions options;      ///< open lengths filled in
  std::vector<backtest::Fold> search;  ///< in time order
  std::vector<backtest::Fold> final;
  std::vector<std::string> notes;
  [[nodiscard]] std::vector<backtest::Fold> all() const;
};

/// Loads and keeps sets, the last few. Safe for concurrent use.
class SearchSets {
 public:
  /// Loads the set of the config itself, and plans the windows on it.
  /// @param final_folds  empty: a fifth of all, at least one
  /// @throws ConfigError if too few windows are left to search on; as load_training_data()
  SearchSets(const App& app, const TrainConfig& config, std::optional<std::size_t> final_folds);

  [[nodiscard]] const SearchWindows& windows() const noexcept { return windows_; }
  [[nodiscard]] std::shared_ptr<SearchSet> base() const noexcept { return base_; }

  /// The set of a trial's pipeline.
  [[nodiscard]] std::shared_ptr<SearchSet> of(const PipelineConfig& pipeline);

  /// The same test windows with the trial's own training windows, all of them or those to search
  /// on.
  /// @throws DataError if the data do not reach back far enough for one of them
  [[nodiscard]] std::vector<backtest::Fold> folds(const SearchSet& set,
                                                  const PipelineConfig& pipeline,
                                                  bool with_final) const;

 private:
  [[nodiscard]] std::shared_ptr<SearchSet> load(const TrainConfig& config, const std::string& key);
  void plan(std::optional<std::size_t> final_folds);
  void hide_final(SearchSet& set) const;

  ReplayedSources sources_;
  App app_;
  TrainConfig config_;
  std::shared_ptr<SearchSet> base_;
  SearchWindows windows_;
  std::mutex mutex_;
  std::list<std::shared_ptr<SearchSet>> others_;  ///< used last first
};

}  // namespace mlpipe::commands
