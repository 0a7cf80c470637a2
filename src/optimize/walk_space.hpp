// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/optimize/sampler.hpp"

namespace mlpipe::optimize {

/// Does the parameter's condition, if it has one, hold for what was suggested before it?
[[nodiscard]] bool is_active(const SpaceParam& param, const Params& suggested);

/// Goes through the space in order: fixed values, single values, and what `pick` says (an internal
/// value) for the other parameters whose condition holds.
[[nodiscard]] Params walk_space(const Ask& ask,
                                const std::function<double(const SpaceParam&)>& pick);

/// The random numbers of one parameter in one trial: whatever else is drawn, or by which thread,
/// they are the same.
[[nodiscard]] Rng param_stream(std::uint64_t seed, std::int64_t number, std::string_view param);

/// Uniform over the distribution.
[[nodiscard]] double random_internal(const Distribution& distribution, Rng& rng);

}  // namespace mlpipe::optimize
