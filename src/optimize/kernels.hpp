// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mlpipe/optimize/distribution.hpp"
#include "mlpipe/optimize/tpe_options.hpp"

namespace mlpipe::optimize {

/// One parameter's side of a mixture: a kernel for each observation, the prior behind them.

/// Truncated normals, in the logarithm for a logarithmic parameter; of a parameter with a step,
/// their masses over half a step either side of a value.
class NumericKernels {
 public:
  /// @param distribution  a float's or an int's
  /// @param observations  internal values, oldest first
  /// @param joint_params  number of parameters in the mixture (Scott's rule depends on it)
  NumericKernels(const Distribution& distribution, std::span<const double> observations,
                 const ParzenOptions& options, std::size_t joint_params);

  [[nodiscard]] std::span<const double> centres() const { return centres_; }
  [[nodiscard]] std::span<const double> widths() const { return widths_; }
  [[nodiscard]] bool is_discrete() const { return step_ > 0.0; }

  /// Adds to each kernel's total its log density at x; for continuous parameters.
  void add_log_densities(double x, std::span<double> totals) const;

  /// Half a step either side of a value of a discrete parameter, where the kernels live.
  struct Bin {
    double low;
    double high;
  };
  [[nodiscard]] Bin bin(double x) const;
  /// Log mass of a bin under one of the distinct kernels.
  [[nodiscard]] double log_mass(const Bin& bin, std::uint32_t distinct) const;
  /// Nothing that log_mass() exceeds, and much quicker.
  [[nodiscard]] double log_mass_bound(const Bin& bin, std::uint32_t distinct) const;
  /// Kernel -> its distinct kernel: equal observations share centre and often width.
  [[nodiscard]] std::span<const std::uint32_t> distinct() const { return distinct_; }
  [[nodiscard]] std::size_t distinct_count() const { return representative_.size(); }

  /// The value at quantile u of one kernel, on the grid and within the range.
  [[nodiscard]] double sample(std::size_t kernel, double u) const;

 private:
  void find_distinct(std::span<const std::uint32_t> order);

  double first_ = 0.0;  ///< lowest and highest value, and step (0: none), of the parameter itself
  double last_ = 0.0;
  double step_ = 0.0;
  bool log_ = false;
  double low_ = 0.0;  ///< where the kernels are cut
  double high_ = 0.0;
  std::vector<double> centres_;
  std::vector<double> widths_;
  std::vector<double> inverse_widths_;
  std::vector<double> log_scales_;  ///< what a log density has beside its square
  std::vector<std::uint32_t> distinct_;
  std::vector<std::uint32_t> representative_;  ///< distinct kernel -> one of its kernels
  std::vector<double> log_cuts_;               ///< distinct kernel -> log mass of [low_, high_]
};

/// Weights of the choices: an observation's kernel has 1 for its choice and a share of the prior
/// for each; the prior's is even.
class CategoricalKernels {
 public:
  CategoricalKernels(std::size_t choices, std::span<const double> observations,
                     const ParzenOptions& options);

  [[nodiscard]] double weight(std::size_t kernel, std::size_t choice) const;
  void add_log_weights(double choice, std::span<double> totals) const;
  [[nodiscard]] double sample(std::size_t kernel, double u) const;

 private:
  std::size_t choices_;
  std::vector<double> observations_;
  double hit_ = 0.0;   ///< weight of the observed choice
  double miss_ = 0.0;  ///< of any other
};

}  // namespace mlpipe::optimize
