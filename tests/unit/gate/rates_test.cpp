// SPDX-License-Identifier: MIT
// The short form of tests/bench/bench_gate_rates.cpp: whether the gate is right where the truth is
// known. Seeds are fixed; bounds are two to three standard errors away from what is promised.
#include <cmath>
#include <map>
#include <string>

#include "mlpipe/stats/descriptive.hpp"

#include "bench/gate_year.hpp"
#include "support/catch.hpp"
#include "support/gate_window.hpp"

using namespace mlpipe;
using simulated::Skill;

namespace {

constexpr Skill kUsual{0.52, 1.0};

/// How many of `runs` windows each event happened in.
std::map<std::string, int> count_events(std::size_t symbols, const Skill& candidate,
                                        const Skill& baseline, int runs) {
  std::map<std::string, int> counts;
  for (int i = 0; i < runs; ++i) {
    const std::uint64_t seed = mix64(2026 + mix64(static_cast<std::uint64_t>(i)));
    const auto market =
        simulated::draw_market(Rng::stream(seed, 0), 63, symbols, {}, candidate, baseline);
    const auto duel =
        simulated::window_of(market, simulated::draw_model(Rng::stream(seed, 1), market, candidate),
                             simulated::draw_model(Rng::stream(seed, 2), market, baseline), 0, 63);
    for (const auto& [name, happened] :
         gate_rates::events_of(gate_rates::judge(duel, seed, 99, 0.05))) {
      counts[name] += happened ? 1 : 0;
    }
  }
  return counts;
}

}  // namespace

TEST_CASE("simulated models have the skill that they claim", "[gate]") {
  const Skill better{0.60, 2.0};
  const std::size_t days = 40'000;
  const auto market =
      simulated::draw_market(Rng::stream(5, 0), days, 1, {0.3, 0.8, 1}, better, kUsual);
  const auto one = simulated::draw_model(Rng::stream(5, 1), market, better);
  const auto other = simulated::draw_model(Rng::stream(5, 2), market, kUsual);
  double right = 0.0, apart = 0.0, ups = 0.0, said = 0.0, products = 0.0;
  for (std::size_t i = 0; i < days; ++i) {
    const bool up = market.outcome[i] > 0.0;
    right += (one.forecast[i] > 0.5) == up ? 1.0 : 0.0;
    apart += (one.forecast[i] > 0.5) != (other.forecast[i] > 0.5) ? 1.0 : 0.0;
    ups += one.forecast[i] > 0.6 && up ? 1.0 : 0.0;
    said += one.forecast[i] > 0.6 ? one.forecast[i] : 0.0;
    products += one.returns[i] * other.returns[i];
  }
  const auto n = static_cast<double>(days);
  CHECK(std::abs(right / n - 0.60) < 0.01);
  CHECK(std::abs(apart / n - 0.30) < 0.01);
  CHECK(std::abs(ups / said - 1.0) < 0.03);
  const double variance = 1e-4;
  CHECK(std::abs(products / n / variance - 0.8) < 0.1);
  CHECK(std::abs(stats::mean(one.returns) / 0.01 * std::sqrt(simulated::kYear) - 2.0) < 0.3);
}

TEST_CASE("equal models are promoted no more often than promised", "[gate]") {
  constexpr int kRuns = 200;
  auto counts = count_events(1, kUsual, kUsual, kRuns);
  CHECK(counts["recipe_promote"] < 0.10 * kRuns);  // first look: 5 %
  CHECK(counts["alpha_promote"] < 0.15 * kRuns);   // alpha: 10 %
  CHECK(counts["refresh_reject"] < 0.18 * kRuns);  // two tests at 5 % each
  CHECK(counts["naive_sharpe"] > 0.40 * kRuns);
  CHECK(counts["alpha_promote"] > 0);
}

TEST_CASE("a much better candidate is promoted in most windows with enough rows", "[gate]") {
  constexpr int kRuns = 30;
  auto counts = count_events(20, {0.55, 3.0}, kUsual, kRuns);
  CHECK(counts["recipe_promote"] > 0.5 * kRuns);
  CHECK(counts["refresh_reject"] == 0);
}

TEST_CASE("a worse candidate is not promoted and mostly rejected", "[gate]") {
  constexpr int kRuns = 30;
  auto counts = count_events(20, {0.52, 0.0}, {0.55, 1.0}, kRuns);
  CHECK(counts["alpha_promote"] == 0);
  CHECK(counts["recipe_reject"] > 0.5 * kRuns);
  CHECK(counts["refresh_reject"] > 0.5 * kRuns);
  CHECK(counts["naive_sharpe"] > 0);
}

TEST_CASE("a candidate far better is promoted at whatever look", "[gate]") {
  const Skill far{0.65, 3.0};
  const auto market = simulated::draw_market(Rng::stream(7, 0), 63, 20, {}, far, kUsual);
  const auto duel =
      simulated::window_of(market, simulated::draw_model(Rng::stream(7, 1), market, far),
                           simulated::draw_model(Rng::stream(7, 2), market, kUsual), 0, 63);
  const auto options = gate_rates::tests_alone();
  for (const std::size_t look : {1U, 13U, 52U}) {
    CAPTURE(look);
    const double level = gate::level_of_look(options.alpha, look);
    const auto judged = gate_rates::judge(duel, 7, 199, level);
    CHECK(gate_rates::verdict(judged, options, gate::Policy::kNewRecipe, look) ==
          gate::Verdict::kPromote);
  }
}

TEST_CASE("a year of weekly looks at equal models keeps to alpha because looks are counted",
          "[gate]") {
  constexpr int kYears = 60;
  gate_rates::YearOptions options;
  options.replicates = 99;
  options.seed = 11;
  int counted = 0;
  int uncounted = 0;
  for (int i = 0; i < kYears; ++i) {
    const gate_rates::Year year(options, static_cast<std::uint64_t>(i));
    counted += year.run(gate_rates::Rule::kGate).promotions > 0 ? 1 : 0;
    uncounted += year.run(gate_rates::Rule::kUncounted).promotions > 0 ? 1 : 0;
  }
  CHECK(counted < 0.2 * kYears);
  CHECK(uncounted > 0.6 * kYears);
}
