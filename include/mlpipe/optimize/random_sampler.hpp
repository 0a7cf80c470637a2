// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "mlpipe/optimize/sampler.hpp"

namespace mlpipe::optimize {

/// Uniform over the range, its logarithm, its steps or its choices.
class RandomSampler final : public Sampler {
 public:
  explicit RandomSampler(std::uint64_t seed) : seed_(seed) {}
  [[nodiscard]] std::optional<Params> suggest(const Ask& ask) const override;

 private:
  std::uint64_t seed_;
};

}  // namespace mlpipe::optimize
