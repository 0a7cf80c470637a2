// SPDX-License-Identifier: MIT
// The six functions of tests/fixtures/optuna/README.md, section 5: a space and what to minimise.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "mlpipe/optimize/sampler.hpp"

namespace objective {

using mlpipe::optimize::CategoricalDistribution;
using mlpipe::optimize::FloatDistribution;
using mlpipe::optimize::IntDistribution;
using mlpipe::optimize::Params;
using mlpipe::optimize::SearchSpace;

struct Function {
  std::string name;
  SearchSpace space;
  std::function<double(const Params&)> value;
};

inline double at(const Params& params, const std::string& name) {
  return params.at(name).internal;
}

/// x0, x1, ...
inline std::vector<double> vector_of(const Params& params, const std::string& prefix,
                                     std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    out.push_back(at(params, prefix + std::to_string(i)));
  }
  return out;
}

inline SearchSpace repeated(const std::string& prefix, std::size_t n,
                            const mlpipe::optimize::Distribution& distribution) {
  SearchSpace out;
  for (std::size_t i = 0; i < n; ++i) {
    out.push_back({prefix + std::to_string(i), distribution});
  }
  return out;
}

inline double square(double x) {
  return x * x;
}

inline double branin(const Params& p) {
  using std::numbers::pi;
  const double x = at(p, "x1");
  return square(at(p, "x2") - 5.1 * x * x / (4.0 * pi * pi) + 5.0 * x / pi - 6.0) +
         10.0 * (1.0 - 1.0 / (8.0 * pi)) * std::cos(x) + 10.0;
}

inline double hartmann6(const Params& p) {
  using Row = std::array<double, 6>;
  constexpr std::array<double, 4> kA = {1.0, 1.2, 3.0, 3.2};
  constexpr std::array<Row, 4> kScale = {{{10, 3, 17, 3.5, 1.7, 8},
                                          {0.05, 10, 17, 0.1, 8, 14},
                                          {3, 3.5, 1.7, 10, 17, 8},
                                          {17, 8, 0.05, 10, 0.1, 14}}};
  constexpr std::array<Row, 4> kPlace = {{{1312, 1696, 5569, 124, 8283, 5886},
                                          {2329, 4135, 8307, 3736, 1004, 9991},
                                          {2348, 1451, 3522, 2883, 3047, 6650},
                                          {4047, 8828, 8732, 5743, 1091, 381}}};
  const auto x = vector_of(p, "x", 6);
  double sum = 0.0;
  for (std::size_t i = 0; i < kA.size(); ++i) {
    double distance = 0.0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      distance += kScale[i][j] * square(x[j] - 1e-4 * kPlace[i][j]);
    }
    sum -= kA[i] * std::exp(-distance);
  }
  return sum;
}

inline double rosenbrock5(const Params& p) {
  const auto x = vector_of(p, "x", 5);
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    sum += 100.0 * square(x[i + 1] - x[i] * x[i]) + square(1.0 - x[i]);
  }
  return sum;
}

inline double ackley5_log(const Params& p) {
  constexpr std::array<double, 5> kCentre = {0.5, -1.0, 1.5, -0.25, 0.8};
  const auto x = vector_of(p, "x", 5);
  double squares = 0.0;
  double waves = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = 5.0 * (std::log10(x[i]) - kCentre[i]);
    squares += u * u / 5.0;
    waves += std::cos(2.0 * std::numbers::pi * u) / 5.0;
  }
  return -20.0 * std::exp(-0.2 * std::sqrt(squares)) - std::exp(waves) + 20.0 + std::numbers::e;
}

inline double gbdt_mixed(const Params& p) {
  constexpr std::array<double, 3> kBooster = {0.0, 0.05, 0.6};
  constexpr std::array<double, 4> kScaling = {0.2, 0.1, 0.0, 0.15};
  const auto booster = static_cast<std::size_t>(at(p, "booster"));
  const double depth = at(p, "max_depth");
  const double c = std::log10(at(p, "eta") * at(p, "rounds")) - std::log10(25.0);
  return 0.6 * c * c + 0.15 * square(std::log10(at(p, "lambda")) - 0.5) +
         1.2 * square(at(p, "subsample") - 0.75) + 0.03 * square(depth - (booster == 0 ? 5 : 7)) +
         0.08 * square(std::log2(at(p, "min_child_weight")) - 0.5 * depth - 1.0) +
         kBooster[booster] + kScaling[static_cast<std::size_t>(at(p, "scaling"))] +
         0.05 * (1.0 - std::cos(3.0 * c));
}

inline double int_cat(const Params& p) {
  constexpr std::array<int, 4> kTarget = {3, -5, 7, 0};
  constexpr std::array<double, 6> kPenalty = {0, 1, 4, 2, 6, 3};
  const auto k = vector_of(p, "k", 4);
  double sum = 0.0;
  for (std::size_t i = 0; i < k.size(); ++i) {
    const int off = static_cast<int>(k[i]) - kTarget[i];
    sum += 0.2 * off * off + (off % 3 != 0 ? 1.0 : 0.0);
  }
  const auto a = static_cast<std::size_t>(at(p, "a"));
  const auto b = static_cast<std::size_t>(at(p, "b"));
  return sum + kPenalty[a] + kPenalty[(b + 6 - a) % 6] +
         5.0 * square(at(p, "f") - 0.1 * static_cast<double>(a));
}

inline std::vector<Function> functions() {
  SearchSpace int_cat_space = repeated("k", 4, IntDistribution{-10, 10});
  const CategoricalDistribution letters{{"p", "q", "r", "s", "u", "v"}};
  int_cat_space.push_back({"a", letters});
  int_cat_space.push_back({"b", letters});
  int_cat_space.push_back({"f", FloatDistribution{-1.0, 1.0}});
  return {{"branin", {{"x1", FloatDistribution{-5, 10}}, {"x2", FloatDistribution{0, 15}}}, branin},
          {"hartmann6", repeated("x", 6, FloatDistribution{0, 1}), hartmann6},
          {"rosenbrock5", repeated("x", 5, FloatDistribution{-5, 10}), rosenbrock5},
          {"ackley5_log", repeated("x", 5, FloatDistribution{1e-3, 1e3, true}), ackley5_log},
          {"gbdt_mixed",
           {{"eta", FloatDistribution{1e-3, 0.5, true}},
            {"subsample", FloatDistribution{0.3, 1.0, false, 0.05}},
            {"max_depth", IntDistribution{2, 12}},
            {"rounds", IntDistribution{50, 1000, false, 50}},
            {"min_child_weight", IntDistribution{1, 256, true}},
            {"lambda", FloatDistribution{1e-3, 100, true}},
            {"booster", CategoricalDistribution{{"gbtree", "dart", "gblinear"}}},
            {"scaling", CategoricalDistribution{{"none", "zscore", "rank", "minmax"}}}},
           gbdt_mixed},
          {"int_cat", int_cat_space, int_cat}};
}

/// The best value after each trial of a study.
inline std::vector<double> best_values(const Function& function,
                                       const mlpipe::optimize::Sampler& sampler, std::size_t n) {
  std::vector<mlpipe::optimize::Trial> trials(n);
  std::vector<double> best;
  for (std::size_t i = 0; i < n; ++i) {
    auto& trial = trials[i];
    trial.number = static_cast<std::int64_t>(i);
    trial.state = mlpipe::optimize::TrialState::kComplete;
    trial.params =
        sampler
            .suggest({function.space,
                      {mlpipe::optimize::Direction::kMinimize, std::span(trials).first(i)},
                      trial.number})
            .value();
    trial.values = {function.value(trial.params)};
    best.push_back(best.empty() ? trial.values[0] : std::min(best.back(), trial.values[0]));
  }
  return best;
}

}  // namespace objective
