// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "mlpipe/drift/bins.hpp"
#include "mlpipe/drift/distances.hpp"

namespace mlpipe::drift {

struct ChiSquareTest {
  double statistic = 0.0;
  std::size_t freedom = 0;
  double p = 1.0;  ///< 1 where freedom is 0
};

/// Pearson's test of two samples on the bins with a row on either side, no continuity correction.
/// Holds its level down to 20 rows, where PSI's own chi-square approximation does not.
/// @param counts  usable
[[nodiscard]] ChiSquareTest chi_square_test(const CountPair& counts);

/// The same with every category on its own, missing values left out. Empty if a side has none.
[[nodiscard]] std::optional<ChiSquareTest> chi_square_all_categories(
    const CategorySample& reference, const CategorySample& current);

/// sqrt(statistic / rows): the size of the difference in [0, 1] for a test of two samples.
[[nodiscard]] double cramers_v(const ChiSquareTest& test, std::uint64_t rows);

struct ShareTest {
  double z = 0.0;  ///< above 0 where the reference has the larger share
  double p = 1.0;  ///< two-sided
};

/// Equal shares of missing rows, pooled variance. Empty if a side has no row, or if none or all
/// rows are missing.
[[nodiscard]] std::optional<ShareTest> missing_share_test(const BinCounts& reference,
                                                          const BinCounts& current);

}  // namespace mlpipe::drift
