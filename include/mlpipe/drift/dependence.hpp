// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "mlpipe/drift/distances.hpp"

namespace mlpipe::drift {

/// Rows of a reference by bin, those of one symbol together and in time order.
struct BinSequence {
  std::vector<std::uint8_t> bins;       ///< [n], as from bin_numbers()
  std::vector<std::size_t> group_ends;  ///< ascending, the last is n; empty: one group
  std::size_t bin_count = 0;            ///< every number is below it
};

/// @param bins     [n] in time order
/// @param symbols  [n], or empty for one symbol
[[nodiscard]] BinSequence by_symbol(std::span<const std::uint8_t> bins,
                                    std::span<const std::uint32_t> symbols, std::size_t bin_count);

/// Window lengths that a profile keeps numbers for: 10, 20, 30, 60, 90, 125, 250, 500 and 1000
/// rows, up to a quarter of the reference.
[[nodiscard]] std::vector<std::size_t> profile_lengths(std::size_t rows);

/// Lags end at this part of the reference's rows: covariances further apart rest on too few pairs.
inline constexpr std::size_t kLagPart = 4;

/// Trace and sum of squared elements of W = S / sqrt(p p'), S the covariance of the difference of
/// the bin shares of the reference and a window of `length` rows after it: V_m/m + V_n/n with V the
/// long-run covariance of the bin indicators, Bartlett's weights 1 - k/m, at most n/4 lags. The
/// rule in full stands in tests/fixtures/drift/README.md. (Two moments are enough: Satterthwaite
/// 1946; Rao and Scott 1984, "On chi-squared tests for multiway contingency tables".)
struct LongRunNoise {
  std::size_t length = 0;
  double trace = 0.0;
  double sum_squares = 0.0;
  bool operator==(const LongRunNoise&) const = default;
};

/// Only pairs of rows of one group count; a window of L rows over S groups reaches L/S rows into
/// the time of each. What symbols have in common at one time is not allowed for. Time: lags times
/// the rows looked at, which are at most about `most_rows` (blocks evenly over the reference).
/// @param lengths  of windows, at least 1
[[nodiscard]] std::vector<LongRunNoise> long_run_noise(const BinSequence& reference,
                                                       std::span<const std::size_t> lengths,
                                                       std::size_t most_rows = 32'768);

/// The table's noise at a window of m rows: trace / (1/n + 1/m), and sum of squares likewise,
/// straight in log length, level beyond the ends. All 0 for an empty table.
/// @param table  of a reference of n rows, by ascending length
/// @param n, m   at least 1
[[nodiscard]] LongRunNoise noise_at(std::span<const LongRunNoise> table, std::uint64_t n,
                                    std::uint64_t m);

/// Do two samples come from one distribution, if rows depend on their neighbours as they do within
/// the reference?
struct LongRunTest {
  bool corrected = false;  ///< the rows' dependence leaves more noise than independent rows do
  double scale = 0.0;      ///< of the chi-square distribution of the statistic
  double freedom = 0.0;    ///< of the same; not whole where corrected
  /// Of the F distribution, 2 n/L r/(r - 1) with r the inflation and L the current rows, or the n/4
  /// at which lags end; empty where not corrected.
  std::optional<double> freedom2;
  double psi_noise = 0.0;  ///< mean of PSI without drift
  double statistic = 0.0;
  double p_chi_square = 1.0;
  double p = 1.0;  ///< by F, which allows for the covariances being estimates; the one to use
  double inflation = 1.0;       ///< noise over that of independent rows, at least 1
  double effective_rows = 0.0;  ///< current rows over the inflation
};

/// The null distribution of the test: all of it but statistic and p.
/// @param n, m     rows, at least 1
/// @param freedom  of rows that do not depend on each other: bins in use less 1
/// @param noise    at m; all 0 for independent rows
[[nodiscard]] LongRunTest long_run_null(double n, double m, double freedom,
                                        const LongRunNoise& noise);

/// The p-value of a statistic, which to first order is a PSI.
[[nodiscard]] double tail_probability(const LongRunTest& test, double statistic);

/// @param counts  usable; p is 1 where they have one bin
/// @param noise   at the current sample's length; all 0 for independent rows
[[nodiscard]] LongRunTest long_run_test(const CountPair& counts, const LongRunNoise& noise);

/// PSI of the windows of one length inside the reference against the whole of it.
struct WindowPsi {
  double highest = 0.0;
  double p99 = 0.0;  ///< 99 % of the windows are at or below it
  bool operator==(const WindowPsi&) const = default;
};

/// @param bins    [n] in time order, symbols mixed as they come
/// @param length  at most n, at least 1
[[nodiscard]] WindowPsi psi_of_windows(std::span<const std::uint8_t> bins, std::size_t bin_count,
                                       std::size_t length);

/// The highest PSI of one group's rows against those of all others: what it takes for a forecast to
/// be another model's, where each group was forecast by a model of its own. 0 for one group.
/// @param bins    [n]
/// @param groups  [n]
[[nodiscard]] double highest_psi_between(std::span<const std::uint8_t> bins, std::size_t bin_count,
                                         std::span<const std::uint32_t> groups);

}  // namespace mlpipe::drift
