// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mlpipe/optimize/tpe_options.hpp"
#include "mlpipe/optimize/trial.hpp"

#include "optimize/joint_space.hpp"
#include "optimize/parzen.hpp"

namespace mlpipe::optimize {

/// The history in two, each in order of number; indices of History::trials.
struct TrialSplit {
  std::vector<std::size_t> below;  ///< the gamma(n) best of the n scored trials
  std::vector<std::size_t> above;  ///< the others, and running ones under the constant liar
};

/// Best to worst: feasible complete trials by value, feasible pruned ones (the further they got the
/// better, then by value there), infeasible ones by violation; ties by number.
/// @param number  of the trial that is being suggested; it is left out
[[nodiscard]] TrialSplit split_trials(const History& history, std::int64_t number,
                                      const TpeOptions& options);

/// Values of the trials that have every parameter of the space. Of a running trial the parameters
/// count that a joint sampler in another process has announced.
/// @param known  of the history: what is in there need not be looked for in the trials
/// @return [space.size()][trials that have them]
[[nodiscard]] Columns observations(const History& history, std::span<const std::size_t> trials,
                                   const KnownSpace& space, const JointHistory& known);

/// One suggestion, with what led to it.
struct TpeChoice {
  ParzenEstimator below;
  ParzenEstimator above;
  Columns candidates;             ///< [space.size()][m]
  std::vector<double> log_below;  ///< [m]
  std::vector<double> log_above;  ///< [m]
  std::size_t chosen = 0;  ///< the first with the largest difference of the two, less its price
};

/// What each candidate costs, in log densities; [m] of [parameter][m] points.
using Prices = std::function<std::vector<double>(const KnownSpace&, const Columns&)>;

/// @param below, above  observations() of the two groups
/// @param prices        empty: nothing costs anything
[[nodiscard]] TpeChoice choose(const KnownSpace& space, const Columns& below, const Columns& above,
                               const ParzenEstimator::Draws& draws, const TpeOptions& options,
                               const Prices& prices = {});

}  // namespace mlpipe::optimize
