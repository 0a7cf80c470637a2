// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mlpipe/optimize/sampler.hpp"

namespace mlpipe::optimize {

/// At most `most` internal values of a distribution, ascending: all there are, or as many spread
/// evenly from low to high (in the logarithm of a logarithmic range). Every choice of a categorical
/// counts, however many.
/// @param most  >= 2
[[nodiscard]] std::vector<double> grid_values(const Distribution& distribution, std::size_t most);

/// Every combination of the parameters' values once, in an order that the seed shuffles. A
/// conditional parameter multiplies only the combinations where its condition holds.
class GridSampler final : public Sampler {
 public:
  static constexpr std::size_t kMostPoints = 100'000;

  /// @param most  values of one numeric parameter, as for grid_values()
  /// @throws ConfigError if there are more than kMostPoints combinations
  GridSampler(const SearchSpace& space, std::size_t most, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return points_.size(); }

  /// A point that no other trial of the history has, waiting ones apart, failed ones included.
  /// Workers that see the same history start from different points, since their trials' numbers
  /// differ. A trial that stands in the history itself gets any point when all have been tried.
  /// @param ask  of the same space
  [[nodiscard]] std::optional<Params> suggest(const Ask& ask) const override;

 private:
  /// A point as text, for looking it up.
  using Key = std::string;
  [[nodiscard]] Key key_of(const Params& params) const;
  [[nodiscard]] std::vector<bool> visited(const Ask& ask) const;

  SearchSpace space_;
  std::vector<Params> points_;
  std::map<Key, std::size_t> index_;
};

}  // namespace mlpipe::optimize
