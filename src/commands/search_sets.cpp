// SPDX-License-Identifier: MIT
#include "commands/search_sets.hpp"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kMostOthers = 3;

std::string key_of(const PipelineConfig& pipeline) {
  return nlohmann::ordered_json{{"data", data::write_data_options(pipeline.data)},
                                {"features", features::write_feature_options(pipeline.features)},
                                {"label", labels::write_label_options(pipeline.label)}}
      .dump();
}

bool same_test(const backtest::Fold& a, const backtest::Fold& b) {
  return a.test_lower == b.test_lower && a.test_upper == b.test_upper;
}

}  // namespace

std::vector<backtest::Fold> SearchWindows::all() const {
  std::vector<backtest::Fold> out = search;
  out.insert(out.end(), final.begin(), final.end());
  return out;
}

SearchSets::SearchSets(const App& app, const TrainConfig& config,
                       std::optional<std::size_t> final_folds)
    : sources_(app.sources),
      app_{app.files, app.clock, sources_, app.events, app.stop, app.threads, app.actor},
      config_(config) {
  base_ = load(config_, key_of(config_.pipeline));
  plan(final_folds);
  hide_final(*base_);
}

std::shared_ptr<SearchSet> SearchSets::load(const TrainConfig& config, const std::string& key) {
  SearchSet set{key, load_training_data(app_, config), {}, {}};
  set.all_labels = set.data.dataset.label;
  if (set.data.market.intraday) {
    set.day = data::local_close_days(set.data.market);
  }
  return std::make_shared<SearchSet>(std::move(set));
}

void SearchSets::plan(std::optional<std::size_t> final_folds) {
  const auto windows = plan_windows(config_, base_->data);
  auto folds = windows.splits.folds;
  const std::size_t last = final_folds.value_or((folds.size() + 4) / 5);
  if (last >= folds.size()) {
    throw ConfigError("/final_folds",
                      "of " + std::to_string(folds.size()) + " folds " + std::to_string(last) +
                          " are kept for the end, and none is left to search on; make "
                          "/walk_forward/train or /walk_forward/test of the pipeline shorter");
  }
  windows_.options = windows.options;
  windows_.notes = windows.splits.notes;
  const auto cut = folds.end() - static_cast<std::ptrdiff_t>(last);
  windows_.search.assign(folds.begin(), cut);
  windows_.final.assign(cut, folds.end());
}

/// What becomes known only inside the final window must not speak for a trial.
void SearchSets::hide_final(SearchSet& set) const {
  if (windows_.final.empty()) {
    return;
  }
  auto& data = set.data.dataset;
  const Timestamp cut = windows_.final.front().test_lower;
  for (std::size_t row = 0; row < data.rows(); ++row) {
    if (data.label_end[row] > cut) {
      data.label[row] = std::numeric_limits<float>::quiet_NaN();
    }
  }
}

std::shared_ptr<SearchSet> SearchSets::of(const PipelineConfig& pipeline) {
  const std::string key = key_of(pipeline);
  if (key == base_->key) {
    return base_;
  }
  const std::lock_guard lock(mutex_);  // loading uses every thread: one at a time
  const auto it = std::find_if(others_.begin(), others_.end(),
                               [&](const auto& set) { return set->key == key; });
  if (it != others_.end()) {
    others_.splice(others_.begin(), others_, it);
    return others_.front();
  }
  TrainConfig config = config_;
  config.pipeline = pipeline;
  auto set = load(config, key);
  hide_final(*set);
  others_.push_front(std::move(set));
  if (others_.size() > kMostOthers) {
    others_.pop_back();
  }
  return others_.front();
}

std::vector<backtest::Fold> SearchSets::folds(const SearchSet& set, const PipelineConfig& pipeline,
                                              bool with_final) const {
  const auto wanted = with_final ? windows_.all() : windows_.search;
  const bool own_train = pipeline.walk_forward.train != config_.pipeline.walk_forward.train;
  if (&set == base_.get() && !own_train) {
    return wanted;
  }
  auto options = windows_.options;
  if (own_train) {
    options.train = pipeline.walk_forward.train;
  }
  const auto splits =
      backtest::split_walk_forward(set.data.dataset.time, set.data.dataset.label_end, options);
  std::vector<backtest::Fold> out;
  for (const auto& fold : wanted) {
    const auto it = std::find_if(splits.folds.begin(), splits.folds.end(),
                                 [&](const auto& other) { return same_test(fold, other); });
    if (it == splits.folds.end()) {
      throw DataError("the test window from " + to_display(fold.test_lower) + " to " +
                      to_display(fold.test_upper) + " has no training window of " +
                      to_string(options.train) +
                      " before it; a search needs all its windows, so use shorter ones");
    }
    out.push_back(*it);
  }
  return out;
}

}  // namespace mlpipe::commands
