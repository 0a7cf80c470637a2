// SPDX-License-Identifier: MIT
#include "mlpipe/stats/overfitting.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::stats {
namespace {

/// Moments of each trial in each block: any half of the blocks is put together from them without
/// another look at the returns.
class TrialBlocks {
 public:
  TrialBlocks(std::span<const BlockReturns> parts, std::size_t trials)
      : parts_(parts), trials_(trials), blocks_(parts.size() / trials) {}

  /// Sharpe ratio (each bar, n - 1) of each trial on the blocks whose `chosen` is `wanted`; 0
  /// without deviation.
  void sharpes(const std::vector<char>& chosen, char wanted, std::vector<double>& out) const {
    for (std::size_t trial = 0; trial < trials_; ++trial) {
      out[trial] = sharpe(chosen, wanted, trial);
    }
  }

 private:
  [[nodiscard]] double sharpe(const std::vector<char>& chosen, char wanted,
                              std::size_t trial) const {
    double n = 0.0;
    double mean = 0.0;
    for (std::size_t block = 0; block < blocks_; ++block) {
      if (chosen[block] == wanted) {
        const auto& part = parts_[block * trials_ + trial];
        n += part.rows;
        mean += part.rows * part.mean;
      }
    }
    mean /= n;
    double squares = 0.0;
    for (std::size_t block = 0; block < blocks_; ++block) {
      if (chosen[block] == wanted) {
        const auto& part = parts_[block * trials_ + trial];
        squares += part.squares + part.rows * (part.mean - mean) * (part.mean - mean);
      }
    }
    const double deviation = std::sqrt(squares / (n - 1.0));
    return deviation <= kZeroDeviation ? 0.0 : mean / deviation;
  }

  std::span<const BlockReturns> parts_;  // [blocks x trials]
  std::size_t trials_;
  std::size_t blocks_;
};

/// Average rank of x[which], from 1 for the least.
double average_rank(const std::vector<double>& x, std::size_t which) {
  const auto below = std::count_if(x.begin(), x.end(), [&](double v) { return v < x[which]; });
  const auto equal = std::count(x.begin(), x.end(), x[which]);
  return static_cast<double>(below) + 0.5 * (static_cast<double>(equal) + 1.0);
}

}  // namespace

BlockReturns block_returns(std::span<const double> returns) {
  BlockReturns out{static_cast<double>(returns.size()), mean(returns), 0.0};
  for (const double r : returns) {
    out.squares += (r - out.mean) * (r - out.mean);
  }
  return out;
}

Overfitting backtest_overfitting(std::span<const double> returns, std::size_t trials,
                                 std::size_t blocks) {
  assert(trials >= 2 && returns.size() % trials == 0 && returns.size() / trials >= 2 * blocks);
  const std::size_t rows = returns.size() / trials;
  std::vector<BlockReturns> parts;
  std::vector<double> part;
  for (std::size_t block = 0; block < blocks; ++block) {
    for (std::size_t trial = 0; trial < trials; ++trial) {
      part.clear();
      for (std::size_t row = block * rows / blocks; row < (block + 1) * rows / blocks; ++row) {
        part.push_back(returns[row * trials + trial]);
      }
      parts.push_back(block_returns(part));
    }
  }
  return backtest_overfitting(parts, trials);
}

Overfitting backtest_overfitting(std::span<const BlockReturns> all, std::size_t trials) {
  const std::size_t blocks = all.size() / trials;
  assert(trials >= 2 && blocks >= 2 && blocks <= 24 && blocks % 2 == 0);
  const TrialBlocks parts(all, trials);
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
