// SPDX-License-Identifier: MIT
#include "mlpipe/stats/overfitting.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::stats {
namespace {

/// Mean and sum of squares about it, of one trial in one block.
struct BlockMoments {
  double mean = 0.0;
  double squares = 0.0;
};

/// Moments of each trial in each block: any half of the blocks is put together from them without
/// another look at the returns.
class TrialBlocks {
 public:
  TrialBlocks(std::span<const double> returns, std::size_t trials, std::size_t blocks)
      : trials_(trials), rows_(blocks), moments_(blocks * trials) {
    const std::size_t rows = returns.size() / trials;
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t begin = block * rows / blocks;
      const std::size_t end = (block + 1) * rows / blocks;
      rows_[block] = static_cast<double>(end - begin);
      for (std::size_t trial = 0; trial < trials; ++trial) {
        moments_[block * trials + trial] = block_moments(returns, trial, begin, end);
      }
    }
  }

  /// Sharpe ratio (each bar, n - 1) of each trial on the blocks whose `chosen` is `wanted`; 0
  /// without deviation.
  void sharpes(const std::vector<char>& chosen, char wanted, std::vector<double>& out) const {
    for (std::size_t trial = 0; trial < trials_; ++trial) {
      out[trial] = sharpe(chosen, wanted, trial);
    }
  }

 private:
  [[nodiscard]] BlockMoments block_moments(std::span<const double> returns, std::size_t trial,
                                           std::size_t begin, std::size_t end) const {
    BlockMoments out;
    for (std::size_t row = begin; row < end; ++row) {
      out.mean += returns[row * trials_ + trial];
    }
    out.mean /= static_cast<double>(end - begin);
    for (std::size_t row = begin; row < end; ++row) {
      const double d = returns[row * trials_ + trial] - out.mean;
      out.squares += d * d;
    }
    return out;
  }

  [[nodiscard]] double sharpe(const std::vector<char>& chosen, char wanted,
                              std::size_t trial) const {
    double n = 0.0;
    double mean = 0.0;
    for (std::size_t block = 0; block < rows_.size(); ++block) {
      if (chosen[block] == wanted) {
        n += rows_[block];
        mean += rows_[block] * moments_[block * trials_ + trial].mean;
      }
    }
    mean /= n;
    double squares = 0.0;
    for (std::size_t block = 0; block < rows_.size(); ++block) {
      if (chosen[block] == wanted) {
        const auto& part = moments_[block * trials_ + trial];
        squares += part.squares + rows_[block] * (part.mean - mean) * (part.mean - mean);
      }
    }
    const double deviation = std::sqrt(squares / (n - 1.0));
    return deviation <= kZeroDeviation ? 0.0 : mean / deviation;
  }

  std::size_t trials_;
  std::vector<double> rows_;           // [blocks]
  std::vector<BlockMoments> moments_;  // [blocks x trials]
};

/// Average rank of x[which], from 1 for the least.
double average_rank(const std::vector<double>& x, std::size_t which) {
  const auto below = std::count_if(x.begin(), x.end(), [&](double v) { return v < x[which]; });
  const auto equal = std::count(x.begin(), x.end(), x[which]);
  return static_cast<double>(below) + 0.5 * (static_cast<double>(equal) + 1.0);
}

}  // namespace

Overfitting backtest_overfitting(std::span<const double> returns, std::size_t trials,
                                 std::size_t blocks) {
  assert(trials >= 2 && returns.size() % trials == 0);
  assert(blocks >= 2 && blocks <= 24 && blocks % 2 == 0 && returns.size() / trials >= 2 * blocks);
  const TrialBlocks parts(returns, trials, blocks);
  std::vector<char> chosen(blocks, 0);
  std::fill_n(chosen.begin(), blocks / 2, char{1});
  std::vector<double> in_sample(trials);
  std::vector<double> out_of_sample(trials);
  Overfitting out;
  std::size_t overfitted = 0;
  std::size_t losses = 0;
  do {
    parts.sharpes(chosen, 1, in_sample);
    parts.sharpes(chosen, 0, out_of_sample);
    const auto best = static_cast<std::size_t>(
        std::max_element(in_sample.begin(), in_sample.end()) - in_sample.begin());
    const double share = average_rank(out_of_sample, best) / (static_cast<double>(trials) + 1.0);
    out.logits.push_back(std::log(share / (1.0 - share)));
    overfitted += out.logits.back() <= 0.0 ? 1U : 0U;
    losses += out_of_sample[best] < 0.0 ? 1U : 0U;
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  out.splits = out.logits.size();
  out.probability = static_cast<double>(overfitted) / static_cast<double>(out.splits);
  out.loss_probability = static_cast<double>(losses) / static_cast<double>(out.splits);
  return out;
}

}  // namespace mlpipe::stats
