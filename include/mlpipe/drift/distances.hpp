// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mlpipe/drift/bins.hpp"

namespace mlpipe::drift {

/// Counts of two samples on the same bins, both of one length. Every function of this file takes
/// them as they are: p = a/n and q = b/m are the shares of all rows counted.
struct CountPair {
  std::vector<std::uint64_t> reference;  ///< a
  std::vector<std::uint64_t> current;    ///< b

  [[nodiscard]] std::uint64_t reference_rows() const;  ///< n
  [[nodiscard]] std::uint64_t current_rows() const;    ///< m
  /// No share is defined where a side has no row.
  [[nodiscard]] bool usable() const { return reference_rows() > 0 && current_rows() > 0; }
  /// Bins with a row on either side, less one; 0 for none.
  [[nodiscard]] std::size_t freedom() const;
};

/// The bins, and one more for the missing values if either side has any.
/// @param reference, current  counted on the same plan
[[nodiscard]] CountPair with_missing(const BinCounts& reference, const BinCounts& current);
[[nodiscard]] CountPair without_missing(const BinCounts& reference, const BinCounts& current);

/// Shares smaller than this count as this in psi() and the Kullback-Leibler sums.
inline constexpr double kShareFloor = 1e-4;

struct Psi {
  double value = 0.0;
  std::vector<double> terms;  ///< [bins], never negative; 0 for a bin empty on both sides
};

/// Population stability index: sum of (q - p) ln(q / p) in nats, shares floored at 1e-4 and not
/// scaled back to one. Held against 0.1 and 0.25 by convention, which knows no sample size.
/// @param counts  usable
[[nodiscard]] Psi psi(const CountPair& counts);

/// The same without a floor, over the bins with a row on either side, half a row added to each
/// count: less its noise mean nearly unbiased from 60 rows on.
/// @param counts  usable
[[nodiscard]] double psi_half(const CountPair& counts);

/// Mean of PSI between two samples of one distribution, rows independent: freedom (1/n + 1/m).
/// Source: Yurdakul 2018, "Statistical properties of population stability index".
/// @param n, m     rows of the two, at least 1
/// @param freedom  bins in use less 1
[[nodiscard]] double independent_psi_noise(double n, double m, double freedom);

/// Jensen-Shannon divergence in nats; its square root is a distance. In bits: over ln 2.
/// @param counts  usable
[[nodiscard]] double js_divergence(const CountPair& counts);

/// Hellinger distance of the shares, in [0, 1].
/// @param counts  usable
[[nodiscard]] double hellinger(const CountPair& counts);

/// Largest difference of the shares of any set of bins, in [0, 1].
/// @param counts  usable
[[nodiscard]] double total_variation(const CountPair& counts);

/// Kullback-Leibler divergence of the current from the reference, sum of q ln(q / p), in nats,
/// shares floored as in psi().
/// @param counts  usable
[[nodiscard]] double kl_current(const CountPair& counts);

/// And the other way, sum of p ln(p / q).
[[nodiscard]] double kl_reference(const CountPair& counts);

}  // namespace mlpipe::drift
