// SPDX-License-Identifier: MIT
#include "mlpipe/training/assemble.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/memory.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::training {
namespace {

constexpr std::size_t kNoRow = static_cast<std::size_t>(-1);
// Rows copied at a time from many columns: their piece of the matrix stays in the second-level
// cache.
constexpr std::size_t kRowBlock = 1024;

/// Rows of market that become rows of the dataset, in (time, symbol) order.
std::vector<std::size_t> rows_in_time_order(const data::MarketData& market, std::size_t warm_up) {
  std::vector<std::size_t> rows;
  rows.reserve(market.rows());
  for (std::size_t s = 0; s < market.symbol_count(); ++s) {
    for (std::size_t row = market.offsets[s] + warm_up; row < market.offsets[s + 1]; ++row) {
      rows.push_back(row);
    }
  }
  if (market.symbol_count() > 1) {
    // Rows stand by symbol, then time; a stable sort by time keeps symbols in order within a
    // moment.
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return market.close_time[a] < market.close_time[b];
    });
  }
  return rows;
}

void refuse_short_history(const data::MarketData& market, std::size_t warm_up) {
  std::size_t longest = 0;
  for (std::size_t s = 0; s < market.symbol_count(); ++s) {
    longest = std::max(longest, market.offsets[s + 1] - market.offsets[s]);
  }
  if (longest <= warm_up) {
    throw DataError(market.report.source + ": the features need " + grouped(warm_up) +
                    " bars of history before the first usable row, and there are only " +
                    grouped(longest) +
                    "; give more data, or train with features of shorter windows (/features)");
  }
}

class Assembler {
 public:
  Assembler(data::MarketData& market, const features::FeatureSet& features, data::Dataset& dataset)
      : market_(market),
        features_(features),
        dataset_(dataset),
        row_of_bar_(market.rows(), kNoRow) {
    for (std::size_t row = 0; row < dataset.rows(); ++row) {
      row_of_bar_[dataset.bar[row]] = row;
    }
  }

  void compute_features(int threads) {
    const std::size_t count = features_.features().size();
    parallel_for(threads, count * market_.symbol_count(),
                 [&](std::size_t task) { compute_column(task % count, task / count); });
  }

  void copy_inputs(int threads) {
    const std::size_t blocks = (dataset_.rows() + kRowBlock - 1) / kRowBlock;
    parallel_for(threads, blocks, [&](std::size_t block) { copy_block(block * kRowBlock); });
    for (auto& input : market_.inputs) {
      std::vector<float>().swap(input.values);  // assigning {} would keep the memory
    }
  }

 private:
  void compute_column(std::size_t feature, std::size_t symbol) {
    const auto bars = data::bars_of(market_, symbol);
    std::vector<double> values(bars.size());
    features_.compute(feature, bars, values);
    const std::size_t begin = market_.offsets[symbol];
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const std::size_t row = row_of_bar_[begin + i]; row != kNoRow) {
        at(row, feature) = static_cast<float>(values[i]);
      }
    }
  }

  void copy_block(std::size_t begin) {
    const std::size_t end = std::min(begin + kRowBlock, dataset_.rows());
    const std::size_t first = features_.features().size();
    for (std::size_t k = 0; k < features_.inputs().size(); ++k) {
      const auto& values = market_.inputs[features_.inputs()[k]].values;
      for (std::size_t row = begin; row < end; ++row) {
        at(row, first + k) = values[dataset_.bar[row]];
      }
    }
  }

  float& at(std::size_t row, std::size_t col) {
    return dataset_.features(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(col));
  }

  data::MarketData& market_;
  const features::FeatureSet& features_;
  data::Dataset& dataset_;
  std::vector<std::size_t> row_of_bar_;
};

void name_columns(const data::MarketData& market, const features::FeatureSet& features,
                  data::Dataset& dataset) {
  dataset.feature_names = features.column_names(market);
  dataset.categorical.assign(features.features().size(), false);
  for (const std::size_t input : features.inputs()) {
    dataset.categorical.push_back(!market.inputs[input].categories.empty());
  }
}

void fill_rows(const data::MarketData& market, data::Dataset& dataset) {
  std::vector<std::uint32_t> symbol_of(market.symbol_count() > 1 ? market.rows() : 0);
  for (std::size_t s = 0; s < market.symbol_count() && !symbol_of.empty(); ++s) {
    std::fill(symbol_of.begin() + static_cast<std::ptrdiff_t>(market.offsets[s]),
              symbol_of.begin() + static_cast<std::ptrdiff_t>(market.offsets[s + 1]),
              static_cast<std::uint32_t>(s));
  }
  const std::size_t n = dataset.bar.size();
  dataset.time.reserve(n);
  dataset.symbol.reserve(n);
  for (const std::size_t bar : dataset.bar) {
    dataset.time.push_back(market.close_time[bar]);
    dataset.symbol.push_back(symbol_of.empty() ? 0 : symbol_of[bar]);
  }
  dataset.label.assign(n, std::numeric_limits<float>::quiet_NaN());
  dataset.label_end.assign(n, Timestamp::max());
}

void fill_labels(const labels::Labels& labels, data::Dataset& dataset) {
  for (std::size_t row = 0; row < dataset.rows(); ++row) {
    dataset.label[row] = static_cast<float>(labels.label[dataset.bar[row]]);
    dataset.label_end[row] = labels.end_time[dataset.bar[row]];
  }
}

}  // namespace

data::Dataset assemble(data::MarketData& market, const features::FeatureSet& features,
                       const labels::Labels& labels, int threads) {
  data::Dataset dataset = assemble(market, features, threads);
  fill_labels(labels, dataset);
  return dataset;
}

data::Dataset assemble(data::MarketData& market, const features::FeatureSet& features,
                       int threads) {
  refuse_short_history(market, features.warm_up());
  data::Dataset dataset;
  name_columns(market, features, dataset);
  dataset.bar = rows_in_time_order(market, features.warm_up());
  fill_rows(market, dataset);
  dataset.features.resize(static_cast<Eigen::Index>(dataset.rows()),
                          static_cast<Eigen::Index>(dataset.cols()));
  advise_huge_pages(dataset.features.data(), dataset.rows() * dataset.cols() * sizeof(float));
  Assembler assembler(market, features, dataset);
  assembler.compute_features(threads);
  assembler.copy_inputs(threads);
  return dataset;
}

}  // namespace mlpipe::training
