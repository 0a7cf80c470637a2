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
/// Source: as ParzenOptions; the rules and defaults of Optuna 5.
class TpeSampler final : public Sampler {
 public:
  explicit TpeSampler(const TpeOptions& options) : options_(options) {}
  [[nodiscard]] std::optional<Params> suggest(const Ask& ask) const override;

 private:
  TpeOptions options_;
};

}  // namespace mlpipe::optimize
