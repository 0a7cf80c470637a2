// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "mlpipe/registry/looks.hpp"
#include "mlpipe/stats/paired_tests.hpp"

#include "support/gate_window.hpp"

/// A year of weekly looks at fresh candidates that are worth exactly what production is worth.
namespace gate_rates {

constexpr std::size_t kWeeks = 52;
constexpr std::size_t kWindow = 63;
constexpr std::size_t kStep = 5;

/// Who decides: the gate, the gate without counting its looks, or a point estimate.
enum class Rule { kGate, kUncounted, kSharpe, kAccuracy };

struct YearOptions {
  std::size_t symbols = 1;
  simulated::Likeness likeness;
  std::size_t replicates = 499;
  std::uint64_t seed = 0;
};

struct YearResult {
  std::size_t promotions = 0;
  double claimed = 0.0;  ///< sum of the Sharpe gains that the promotions reported
};

/// The year that one rule makes of the same market and the same candidates.
class Year {
 public:
  Year(const YearOptions& options, std::uint64_t index)
      : options_(options), seed_(mlpipe::mix64(options.seed + mlpipe::mix64(index))) {
    const simulated::Skill equal;
    market_ = simulated::draw_market(mlpipe::Rng::stream(seed_, 0), kWindow + kStep * kWeeks,
                                     options.symbols, options.likeness, equal, equal);
    for (std::size_t i = 0; i <= kWeeks; ++i) {
      models_.push_back(simulated::draw_model(mlpipe::Rng::stream(seed_, i + 1), market_, equal));
    }
  }

  [[nodiscard]] YearResult run(Rule rule) const {
    YearResult out;
    std::size_t production = 0;
    std::vector<mlpipe::registry::Look> looks;
    mlpipe::Timestamp since{};
    for (std::size_t week = 0; week < kWeeks; ++week) {
      const auto duel = simulated::window_of(market_, models_[week + 1], models_[production],
                                             kStep * week, kWindow);
      auto look = look_of(duel, week);
      look.p = tested(duel);
      look.number = mlpipe::registry::look_number(looks, look, since);
      looks.push_back(look);
      if (promotes(rule, duel, look, out)) {
        production = week + 1;
        since = look.time;
      }
    }
    return out;
  }

 private:
  static mlpipe::registry::Look look_of(const simulated::Duel& duel, std::size_t week) {
    mlpipe::registry::Look look;
    look.recipe_sha256 = std::to_string(week);
    look.policy = "new-recipe";
    look.window_from = duel.forecasts.time.front();
    look.window_to = duel.forecasts.time.back();
    look.time = look.window_to;
    return look;
  }

  bool promotes(Rule rule, const simulated::Duel& duel, const mlpipe::registry::Look& look,
                YearResult& out) const {
    const std::size_t number = rule == Rule::kGate ? look.number : 1;
    const auto options = tests_alone();
    const double level = mlpipe::gate::level_of_look(options.alpha, number);
    const bool gate = rule == Rule::kGate || rule == Rule::kUncounted;
    // The gate's p is at least this one: without it there is no need to draw anew.
    if (gate && look.p.value_or(0.0) > level) {
      return false;
    }
    const auto judged = gate
                            ? judge(duel, mlpipe::mix64(seed_ + number), options_.replicates, level)
                            : values_alone(duel);
    const bool wins = gate ? verdict(judged, options, mlpipe::gate::Policy::kNewRecipe, number) ==
                                 mlpipe::gate::Verdict::kPromote
                           : judged.higher(rule == Rule::kSharpe ? "sharpe" : "accuracy");
    out.promotions += wins ? 1U : 0U;
    out.claimed += wins ? judged.of("sharpe").difference.value_or(0.0) : 0.0;
    return wins;
  }

  /// p of Diebold and Mariano's test of "better".
  static double tested(const simulated::Duel& duel) {
    const auto differences = mlpipe::gate::loss_differences(duel.forecasts, "log_loss");
    const auto test = mlpipe::stats::diebold_mariano(differences.value, duel.forecasts.horizon);
    return test ? test->p_better : 0.0;
  }

  YearOptions options_;
  std::uint64_t seed_;
  simulated::Market market_;
  std::vector<simulated::Model> models_;
};

}  // namespace gate_rates
