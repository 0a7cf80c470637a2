// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/random_sampler.hpp"

#include "optimize/walk_space.hpp"

namespace mlpipe::optimize {

std::optional<Params> RandomSampler::suggest(const Ask& ask) const {
  return walk_space(ask, [&](const SpaceParam& param) {
    Rng rng = param_stream(seed_, ask.number, param.name);
    return random_internal(param.distribution, rng);
  });
}

}  // namespace mlpipe::optimize
