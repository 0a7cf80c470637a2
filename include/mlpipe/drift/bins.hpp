// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mlpipe::drift {

/// How a feature's values fall into bins. Stored in profiles by name.
enum class BinMode {
  kNone,        ///< no finite reference value: no bins
  kValues,      ///< a bin for each of at most 10 values, and one for everything else
  kQuantiles,   ///< between deciles of the reference, open outside
  kCategories,  ///< a bin for each of the 100 commonest categories, and one for everything else
};

/// The bins of one feature, fitted on its reference sample and never moved after. Missing values
/// lie outside of them (BinCounts::missing). Source: the credit-risk convention; the rule in full
/// stands in tests/fixtures/drift/README.md.
struct BinPlan {
  BinMode mode = BinMode::kNone;
  /// kValues: the values; kQuantiles: the edges, bin k being edge[k-1] < x <= edge[k]. Ascending.
  std::vector<double> points;
  std::vector<std::string> categories;  ///< commonest first, then by bytes; at most 100
  /// Smallest and largest finite reference value; 0 where there is none.
  double low = 0.0;
  double high = 0.0;

  /// Number of bins, the one for everything else included.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Is the last bin for everything else? Deciles are open outside.
  [[nodiscard]] bool has_rest() const noexcept {
    return mode == BinMode::kValues || mode == BinMode::kCategories;
  }
  bool operator==(const BinPlan&) const = default;
};

/// A categorical sample: the row's category is names[code], or missing where the code is negative.
struct CategorySample {
  std::vector<std::string> names;  ///< unique
  std::vector<std::int32_t> codes;
};

/// The finite values in ascending order, -0 as 0.
[[nodiscard]] std::vector<double> sorted_finite(std::span<const double> values);
[[nodiscard]] std::vector<double> sorted_finite(std::span<const float> values);

/// Quantile by linear interpolation at position q (n - 1), rounded as numpy rounds it: from the
/// nearer neighbour. stats::quantile_linear() differs in the last bit, which decides where a value
/// equal to an edge is counted.
/// @param sorted  ascending, finite, not empty
/// @param q       in [0, 1]
[[nodiscard]] double edge_quantile(std::span<const double> sorted, double q);

/// The nine deciles.
/// @param sorted  as above
[[nodiscard]] std::vector<double> deciles(std::span<const double> sorted);

/// At most 10 distinct values: kValues; else kQuantiles with equal deciles made one and, for each
/// decile that occurred more than once, an edge at the largest value below it, so that a value many
/// rows share has a bin of its own.
/// @param sorted  reference as from sorted_finite(); empty gives kNone
[[nodiscard]] BinPlan fit_bins(std::span<const double> sorted);

/// The 100 commonest categories, ties by the bytes of the name. kNone if no row has a category.
[[nodiscard]] BinPlan fit_bins(const CategorySample& reference);

/// What of a sample fell where.
struct BinCounts {
  std::vector<std::uint64_t> bins;  ///< [plan.size()]
  std::uint64_t rows = 0;           ///< the missing ones included
  std::uint64_t missing = 0;
  std::uint64_t infinite = 0;  ///< also in the bins
  std::uint64_t below = 0;     ///< smaller than the plan's low (range violations)
  std::uint64_t above = 0;     ///< larger than the plan's high

  /// Disjoint samples on the same bins.
  BinCounts& operator+=(const BinCounts& other);
  bool operator==(const BinCounts&) const = default;
};

/// NaN is missing, infinite values lie in the outer bins (kValues: in the last). One pass in blocks
/// that stay in the cache, without a branch a value.
/// @param plan  not kCategories
[[nodiscard]] BinCounts count(const BinPlan& plan, std::span<const double> values);
[[nodiscard]] BinCounts count(const BinPlan& plan, std::span<const float> values);

/// @param plan  kCategories or kNone
[[nodiscard]] BinCounts count(const BinPlan& plan, const CategorySample& sample);

/// The bin of each row; plan.size() for a missing one. Needs at most 101 bins.
[[nodiscard]] std::vector<std::uint8_t> bin_numbers(const BinPlan& plan,
                                                    std::span<const double> values);
[[nodiscard]] std::vector<std::uint8_t> bin_numbers(const BinPlan& plan,
                                                    const CategorySample& sample);

/// Names of one sample that the other has not, ascending by bytes; rows count, not the name lists.
[[nodiscard]] std::vector<std::string> categories_only_in(const CategorySample& sample,
                                                          const CategorySample& other);

}  // namespace mlpipe::drift
