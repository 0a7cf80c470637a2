// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/optimize/sampler.hpp"
#include "mlpipe/optimize/tpe_options.hpp"

namespace mlpipe::optimize {

/// Tree-structured Parzen estimator: of candidates drawn from the density of good trials, the one
/// that is rarest among the others in proportion.
///
/// Parameters that every finished trial has are suggested together; others, such as conditional
/// ones, each by itself from the trials that have it. The first trials are random. Pruned trials
/// count as worse than all complete ones and infeasible as worse than all feasible; failed ones do
/// not count.
///
/// With a price, a candidate's ratio of densities is divided by that power of its expected work,
/// and each of the first trials is one of sixteen random points, drawn by the same division.
/// Source: as ParzenOptions; the rules and defaults of Optuna 5.
class TpeSampler final : public Sampler {
 public:
  /// @param work  of a trial, for TpeOptions::price; without it everything is equally dear
  explicit TpeSampler(const TpeOptions& options, LogWork work = {})
      : options_(options), work_(std::move(work)) {}
  [[nodiscard]] std::optional<Params> suggest(const Ask& ask) const override;

 private:
  [[nodiscard]] bool priced() const { return work_ && options_.price > 0.0; }
  [[nodiscard]] Params random(const Ask& ask) const;

  TpeOptions options_;
  LogWork work_;
};

}  // namespace mlpipe::optimize
