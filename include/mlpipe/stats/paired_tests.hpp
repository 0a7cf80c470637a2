// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace mlpipe::stats {

/// A test of a candidate against a baseline on the same observations.
struct PairedTest {
  double statistic = 0.0;  ///< above 0 where the candidate did better
  double p_better = 1.0;   ///< one-sided p-value of "the candidate is better"
  double p_worse = 1.0;    ///< one-sided p-value of "the candidate is worse"
  std::size_t n = 0;       ///< observations the test rests on
};

/// Equal mean loss of two forecasts: mean(d) / sqrt(long-run variance / n) with horizon - 1 lags
/// (Bartlett), times sqrt((n + 1 - 2H + H(H - 1)/n) / n); Student's t with n - 1 degrees of
/// freedom. For a panel, average over the symbols of a time first. Empty if n < 2, if the horizon
/// is n or more (the correction is not positive), or if the differences do not vary. Source:
/// Diebold and Mariano 1995, "Comparing predictive accuracy"; Harvey, Leybourne and Newbold 1997,
/// "Testing the equality of prediction mean squared errors".
/// @param differences  [n] loss of the baseline less loss of the candidate, in time order, finite
/// @param horizon      H, bars that a label looks ahead, at least 1
[[nodiscard]] std::optional<PairedTest> diebold_mariano(std::span<const double> differences,
                                                        std::size_t horizon);

/// Equal mean loss where outcomes overlap: the long-run variance of the mean is the average square
/// of its first n/(2H) cosine weights sqrt(2/n) sum d_t cos(pi j (t - 1/2)/n), at least 2 of them;
/// as many degrees of freedom has Student's t. Keeps its level where the test above, whose variance
/// is too small when the differences remember as far as the horizon allows, calls too many models
/// better. Empty as above, with at least 5 observations.
/// Source: Lazarus, Lewis, Stock and Watson 2018, "HAR inference: recommendations for practice".
/// @param differences, horizon  as above
[[nodiscard]] std::optional<PairedTest> cosine_test(std::span<const double> differences,
                                                    std::size_t horizon);

/// Equal accuracy of two classifiers, exact: of the b + c observations that only one of them got
/// right, the candidate's b are binomial with 1/2. The statistic is (b - c)/sqrt(b + c); both
/// p-values are 1 if b + c = 0. Not valid where labels overlap (a horizon above 1).
/// Source: McNemar 1947, "Note on the sampling error of the difference between correlated
/// proportions or percentages".
/// @param only_candidate, only_baseline  b and c: observations that only this one got right
[[nodiscard]] PairedTest mcnemar(std::size_t only_candidate, std::size_t only_baseline);

/// Equal Sharpe ratios of two return series that have no memory: (s1 - s2) / sqrt((2 - 2 rho +
/// (s1^2 + s2^2 - 2 s1 s2 rho^2)/2) / n), against the normal distribution; s for each bar, with
/// n - 1. Empty if n < 2, or if either series or the difference of their shapes does not vary.
/// Source: Jobson and Korkie 1981, "Performance hypothesis testing with the Sharpe and Treynor
/// measures", with the correction of Memmel 2003.
/// @param candidate, baseline  [n] returns of the same bars, in excess of a risk-free rate; finite
[[nodiscard]] std::optional<PairedTest> jobson_korkie_memmel(std::span<const double> candidate,
                                                             std::span<const double> baseline);

/// Equal Sharpe ratios, allowing for fat tails and memory: the difference (deviations with n) over
/// its error by the delta method, long-run variance with Bartlett's weights; normal distribution.
/// Empty as above.
/// Source: Ledoit and Wolf 2008, "Robust performance hypothesis testing with the Sharpe ratio".
/// @param candidate, baseline  as above
/// @param lags                 of the long-run variance; automatic_lags(n) if empty
[[nodiscard]] std::optional<PairedTest> ledoit_wolf(std::span<const double> candidate,
                                                    std::span<const double> baseline,
                                                    std::optional<std::size_t> lags = {});

}  // namespace mlpipe::stats
