// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace mlpipe::stats {

/// How the best of several trials does where it was not chosen, over all symmetric splits.
struct Overfitting {
  /// Share of splits in which the chosen trial ranks in the lower half: logits <= 0.
  double probability = 0.0;
  /// [splits] ln(w / (1 - w)), w = rank / (trials + 1), rank 1 the worst; the splits in
  /// lexicographic order of the blocks that chose.
  std::vector<double> logits;
  std::size_t splits = 0;
  /// Share of splits in which the chosen trial's Sharpe ratio is negative where it was not chosen.
  double loss_probability = 0.0;
};

/// Probability of backtest overfitting by combinatorially symmetric cross-validation: rows are cut
/// into blocks (their lengths differ by one at most); each choice of half of them picks the trial
/// with the best Sharpe ratio (the first, if equal), which is then ranked on the other half. A
/// trial without deviation on a half (it never traded) counts as a Sharpe ratio of 0 there.
/// Time: C(blocks, blocks/2) * trials * blocks; 16 blocks are 12,870 splits.
/// Source: Bailey, Borwein, López de Prado and Zhu 2017, "The probability of backtest overfitting".
/// @param returns  [rows x trials] row-major, in time order, finite; rows >= 2 * blocks
/// @param trials   at least 2
/// @param blocks   even, from 2 to 24
[[nodiscard]] Overfitting backtest_overfitting(std::span<const double> returns, std::size_t trials,
                                               std::size_t blocks);

/// What the same needs to know of one trial's returns in one block.
struct BlockReturns {
  double rows = 0.0;  ///< >= 2; of all trials the same
  double mean = 0.0;
  double squares = 0.0;  ///< sum of squares about the mean
};
[[nodiscard]] BlockReturns block_returns(std::span<const double> returns);

/// The same from blocks of any lengths, such as the folds of a walk-forward.
/// @param parts  [blocks x trials] row-major, blocks in time order
[[nodiscard]] Overfitting backtest_overfitting(std::span<const BlockReturns> parts,
                                               std::size_t trials);

}  // namespace mlpipe::stats
