// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <variant>
#include <vector>

#include "mlpipe/optimize/tpe_options.hpp"

#include "optimize/joint_space.hpp"
#include "optimize/kernels.hpp"

namespace mlpipe::optimize {

/// A density over some parameters together: a mixture of one product kernel for each observation
/// and a prior.
/// Source: Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization"; Watanabe 2023,
/// arXiv 2304.11127; as Optuna 5 settles the details.
class ParzenEstimator {
 public:
  using Kernels = std::variant<NumericKernels, CategoricalKernels>;

  /// @param space         the parameters, one or more
  /// @param observations  [space.size()] of one length n
  /// @param weights       [n] of the observations
  ParzenEstimator(std::span<const Distribution* const> space, const Columns& observations,
                  std::span<const double> weights, const ParzenOptions& options);

  /// Uniforms in [0, 1) that decide m samples.
  struct Draws {
    std::vector<double> kernel;  ///< [m]
    Columns value;               ///< [parameter][m]
  };
  [[nodiscard]] Columns sample(const Draws& draws) const;

  /// Log density (log mass in discrete parameters; in log space of logarithmic ones) of each point.
  /// @param points  [parameter][m], within the distributions
  [[nodiscard]] std::vector<double> log_density(const Columns& points) const;

  /// Normalised; the prior's is the last.
  [[nodiscard]] std::span<const double> weights() const { return weights_; }
  [[nodiscard]] const Kernels& kernels(std::size_t param) const { return kernels_[param]; }

 private:
  std::vector<double> weights_;
  std::vector<double> log_weights_;
  std::vector<Kernels> kernels_;
};

}  // namespace mlpipe::optimize
