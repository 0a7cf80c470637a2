// SPDX-License-Identifier: MIT
#include "mlpipe/core/rng.hpp"

#include <cmath>
#include <numbers>

namespace mlpipe {

double Rng::normal() noexcept {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace mlpipe
