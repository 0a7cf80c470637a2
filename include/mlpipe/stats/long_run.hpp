// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace mlpipe::stats {

/// Lags of a long-run variance when nothing says how far a series remembers: floor(4
/// (n/100)^(2/9)). Source: Newey and West 1994, "Automatic lag selection in covariance matrix
/// estimation".
[[nodiscard]] std::size_t automatic_lags(std::size_t n);

/// Variance of the mean of x times n, with autocovariances (about the mean, over n) up to `lags`
/// under Bartlett's weights 1 - l/(lags + 1); never negative, 0 for an empty sample. Lags of n and
/// more have nothing to add.
/// Source: Newey and West 1987, "A simple, positive semi-definite, heteroskedasticity and
/// autocorrelation consistent covariance matrix".
/// @param x  finite
[[nodiscard]] double bartlett_long_run_variance(std::span<const double> x, std::size_t lags);

}  // namespace mlpipe::stats
