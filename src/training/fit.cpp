// SPDX-License-Identifier: MIT
#include "mlpipe/training/fit.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::training {
namespace {

void refuse_unusable(const RowBlock& rows, const FitOptions& options) {
  if (rows.size() == 0) {
    throw DataError("a fit has no labelled row in its window; make /walk_forward/train longer");
  }
  const auto label = rows.label();
  const bool one_value =
      std::all_of(label.begin(), label.end(), [&](float y) { return y == label[0]; });
  if (options.task != model::Task::kRegression && one_value) {
    throw DataError("all " + grouped(rows.size()) + " rows of the fit up to " +
                    to_display(rows.time().back()) + " have class " + shortest(label[0]) +
                    ": there is nothing to tell apart; make /walk_forward/train longer");
  }
}

}  // namespace

RowBlock::RowBlock(const data::Dataset& dataset, std::span<const std::size_t> rows) {
  const std::size_t n = rows.size();
  if (n == 0) {
    features_.cols = dataset.cols();
    return;
  }
  if (rows.back() - rows.front() + 1 == n) {
    const std::size_t begin = rows.front();
    features_ = dataset.view({begin, begin + n});
    label_ = std::span(dataset.label).subspan(begin, n);
    time_ = std::span(dataset.time).subspan(begin, n);
    return;
  }
  copied_features_.resize(static_cast<Eigen::Index>(n), dataset.features.cols());
  copied_label_.reserve(n);
  copied_time_.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    copied_features_.row(static_cast<Eigen::Index>(i)) =
        dataset.features.row(static_cast<Eigen::Index>(rows[i]));
    copied_label_.push_back(dataset.label[rows[i]]);
    copied_time_.push_back(dataset.time[rows[i]]);
  }
  features_ = {copied_features_.data(), n, dataset.cols()};
  label_ = copied_label_;
  time_ = copied_time_;
}

model::FitMatrix fit_matrix(const data::Dataset& dataset, std::span<const std::size_t> rows,
                            std::span<const std::size_t> stop, const FitOptions& options,
                            int threads) {
  const RowBlock train(dataset, rows);
  refuse_unusable(train, options);
  const auto weight =
      model::sample_weights(options.model, options.task, train.label(), train.time());
  const model::FitData fit_data{train.features(), train.label(), weight};
  model::BoostOptions boost = options.boost;
  boost.threads = threads;
  if (stop.empty()) {
    return {fit_data, nullptr, boost};
  }
  // The stopping rows count alike: they are asked how good the forecasts are, not how much each row
  // matters.
  const RowBlock valid(dataset, stop);
  const model::FitData stop_data{valid.features(), valid.label(), {}};
  return {fit_data, &stop_data, boost};
}

model::Booster fit(const data::Dataset& dataset, std::span<const std::size_t> rows,
                   std::span<const std::size_t> stop, const FitOptions& options, int threads,
                   const StopFlag& flag, const std::function<void(int)>& on_round) {
  const auto matrix = fit_matrix(dataset, rows, stop, options, threads);
  model::BoostOptions boost = options.boost;
  boost.threads = threads;
  if (stop.empty()) {
    boost.early_stopping_rounds = 0;
  }
  model::Boosting boosting(matrix, boost);
  boosting.advance(boost.max_rounds, flag, on_round);
  return boosting.finish();
}

}  // namespace mlpipe::training
