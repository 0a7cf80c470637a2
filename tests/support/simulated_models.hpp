// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/stats/normal.hpp"

/// Models whose true skill is known, for studies of how often the gate is wrong. Forecasts and
/// returns are drawn apart: given their skill, what a model forecasts says nothing of its returns.
namespace simulated {

/// What a model is worth in the long run.
struct Skill {
  double accuracy = 0.52;  ///< share of right calls, above 1/2
  double sharpe = 1.0;     ///< a year of 252 days
  bool operator==(const Skill&) const = default;
};

/// How two models of the market are alike.
struct Likeness {
  double disagreement = 0.3;  ///< share of rows that they call differently
  double return_correlation = 0.5;
  std::size_t horizon = 1;  ///< days that outcomes and signals look ahead: these overlap
};

constexpr double kYear = 252.0;

/// What all models see and none makes. Rows are days times symbols, by day.
struct Market {
  std::size_t days = 0, symbols = 0;
  Likeness likeness;
  double shared = 0.0;                ///< share of a signal's noise that all models have in common
  std::vector<double> outcome;        ///< [rows] standard normal; its sign is the class
  std::vector<double> common_noise;   ///< [rows] standard normal
  std::vector<double> scale;          ///< [days] deviation of that day's returns
  std::vector<double> common_return;  ///< [days] standard normal
};

struct Model {
  std::vector<double> forecast;  ///< [rows] probability that the outcome is above 0, calibrated
  std::vector<double> returns;   ///< [days]
};

/// Correlation of a signal with the outcome whose sign it calls right so often.
inline double signal_strength(double accuracy) {
  return std::sin(std::numbers::pi * (accuracy - 0.5));
}

/// Deviations of daily returns: one per cent on average, log-variance with memory 0.97 and
/// deviation 0.6, and the tails of Student's t with 5 degrees of freedom, common to all models.
inline std::vector<double> draw_scales(mlpipe::Rng& rng, std::size_t days) {
  constexpr double kMemory = 0.97;
  constexpr double kDeviation = 0.6;
  constexpr int kFreedom = 5;
  std::vector<double> out(days);
  double log_variance = kDeviation * rng.normal();
  for (double& scale : out) {
    double square = 0.0;
    for (int i = 0; i < kFreedom; ++i) {
      const double value = rng.normal();
      square += value * value;
    }
    // E exp(h) = exp(deviation^2 / 2), E of the tail factor is 5/3.
    const double variance = std::exp(log_variance - kDeviation * kDeviation / 2.0);
    scale = 0.01 * std::sqrt(variance * (kFreedom - 2.0) / square);
    log_variance =
        kMemory * log_variance + kDeviation * std::sqrt(1.0 - kMemory * kMemory) * rng.normal();
  }
  return out;
}

/// Standard normal for each row; those of a symbol less than `horizon` days apart share draws.
inline std::vector<double> draw_rows(mlpipe::Rng& rng, std::size_t days, std::size_t symbols,
                                     std::size_t horizon) {
  std::vector<double> draws((days + horizon - 1) * symbols);
  for (double& draw : draws) {
    draw = rng.normal();
  }
  std::vector<double> out(days * symbols, 0.0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (std::size_t ahead = 0; ahead < horizon; ++ahead) {
      out[i] += draws[i + ahead * symbols] / std::sqrt(static_cast<double>(horizon));
    }
  }
  return out;
}

/// @param one, other  skills of the models that will be compared on it
inline Market draw_market(mlpipe::Rng rng, std::size_t days, std::size_t symbols,
                          const Likeness& likeness, const Skill& one, const Skill& other) {
  Market market{days, symbols, likeness, 0.0, {}, {}, draw_scales(rng, days), {}};
  const double a = signal_strength(one.accuracy);
  const double b = signal_strength(other.accuracy);
  // Two normals with correlation c differ in sign with probability 1/2 - asin(c)/pi.
  const double together = std::sin(std::numbers::pi * (0.5 - likeness.disagreement));
  market.shared = (together - a * b) / std::sqrt((1.0 - a * a) * (1.0 - b * b));
  market.outcome = draw_rows(rng, days, symbols, likeness.horizon);
  market.common_noise = draw_rows(rng, days, symbols, likeness.horizon);
  for (std::size_t t = 0; t < days; ++t) {
    market.common_return.push_back(rng.normal());
  }
  return market;
}

inline Model draw_model(mlpipe::Rng rng, const Market& market, const Skill& skill) {
  Model model;
  const double strength = signal_strength(skill.accuracy);
  const double rest = std::sqrt(1.0 - strength * strength);
  const auto own = draw_rows(rng, market.days, market.symbols, market.likeness.horizon);
  for (std::size_t i = 0; i < market.outcome.size(); ++i) {
    const double noise =
        std::sqrt(market.shared) * market.common_noise[i] + std::sqrt(1.0 - market.shared) * own[i];
    const double signal = strength * market.outcome[i] + rest * noise;
    model.forecast.push_back(mlpipe::stats::normal_cdf(strength * signal / rest));
  }
  const double rho = market.likeness.return_correlation;
  const double drift = 0.01 * skill.sharpe / std::sqrt(kYear);
  for (std::size_t t = 0; t < market.days; ++t) {
    const double noise =
        std::sqrt(rho) * market.common_return[t] + std::sqrt(1.0 - rho) * rng.normal();
    model.returns.push_back(drift + market.scale[t] * noise);
  }
  return model;
}

/// Both models on days [first, first + days) of the market.
struct Duel {
  mlpipe::gate::ForecastPair forecasts;
  mlpipe::gate::ReturnPair returns;
};

inline Duel window_of(const Market& market, const Model& candidate, const Model& baseline,
                      std::size_t first, std::size_t days) {
  const auto cut = [](const std::vector<double>& from, std::size_t begin, std::size_t count) {
    const auto start = from.begin() + static_cast<std::ptrdiff_t>(begin);
    return std::vector<double>(start, start + static_cast<std::ptrdiff_t>(count));
  };
  const std::size_t begin = first * market.symbols;
  const std::size_t rows = days * market.symbols;
  Duel duel;
  duel.forecasts.candidate = cut(candidate.forecast, begin, rows);
  duel.forecasts.baseline = cut(baseline.forecast, begin, rows);
  for (std::size_t i = begin; i < begin + rows; ++i) {
    duel.forecasts.truth.push_back(market.outcome[i] > 0.0 ? 1.0 : 0.0);
    duel.forecasts.time.emplace_back(std::chrono::hours(24 * (i / market.symbols)));
  }
  duel.forecasts.horizon = market.likeness.horizon;
  duel.returns.candidate = cut(candidate.returns, first, days);
  duel.returns.baseline = cut(baseline.returns, first, days);
  duel.returns.conventions.bars_per_year = kYear;
  return duel;
}

}  // namespace simulated
