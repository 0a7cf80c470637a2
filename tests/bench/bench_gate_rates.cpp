// SPDX-License-Identifier: MIT
// How often the gate is wrong, and how often it finds what is there: the whole of it, on models
// whose skill is known. Prints JSON; run.py makes the tables and holds the rates to their promises.
//
// usage: bench_gate_rates [seed [share]]     share: of the usual number of runs, 1 by default
#include <array>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <nlohmann/json.hpp>

#include "mlpipe/core/parallel.hpp"

#include "gate_year.hpp"
#include "support/gate_window.hpp"

namespace {

using namespace mlpipe;      // NOLINT(google-build-using-namespace)
using namespace gate_rates;  // NOLINT(google-build-using-namespace)
using nlohmann::ordered_json;

constexpr std::uint64_t kSeed = 20261124;

int threads() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Windows of one size, with one kind of candidate.
struct Setting {
  std::string truth;
  std::size_t days, symbols;
  simulated::Likeness likeness;
  simulated::Skill candidate, baseline;
  std::size_t runs, replicates;
};

Events run_window(const Setting& setting, std::uint64_t seed) {
  const auto market = simulated::draw_market(Rng::stream(seed, 0), setting.days, setting.symbols,
                                             setting.likeness, setting.candidate, setting.baseline);
  const auto candidate = simulated::draw_model(Rng::stream(seed, 1), market, setting.candidate);
  const auto baseline = simulated::draw_model(Rng::stream(seed, 2), market, setting.baseline);
  const auto duel = simulated::window_of(market, candidate, baseline, 0, setting.days);
  const double level = gate::level_of_look(tests_alone().alpha, 1);
  return events_of(judge(duel, mix64(seed + 3), setting.replicates, level));
}

ordered_json run_setting(const Setting& setting, std::uint64_t seed) {
  std::map<std::string, std::size_t> counts;
  std::mutex guard;
  parallel_for(threads(), setting.runs, [&](std::size_t i) {
    const auto events = run_window(setting, mix64(seed + mix64(i)));
    const std::lock_guard lock(guard);
    for (const auto& [name, happened] : events) {
      counts[name] += happened ? 1U : 0U;
    }
  });
  ordered_json rates;
  for (const auto& [name, count] : counts) {
    rates[name] = static_cast<double>(count) / static_cast<double>(setting.runs);
  }
  return {{"truth", setting.truth},
          {"days", setting.days},
          {"symbols", setting.symbols},
          {"horizon", setting.likeness.horizon},
          {"return_correlation", setting.likeness.return_correlation},
          {"candidate", {setting.candidate.accuracy, setting.candidate.sharpe}},
          {"baseline", {setting.baseline.accuracy, setting.baseline.sharpe}},
          {"runs", setting.runs},
          {"replicates", setting.replicates},
          {"rates", rates}};
}

constexpr simulated::Skill kUsual{0.52, 1.0};

struct Kind {
  const char* truth;
  simulated::Skill candidate, baseline;
};
constexpr Kind kEqual{"equal", kUsual, kUsual};
constexpr Kind kBetter{"better", {0.535, 2.0}, kUsual};
constexpr Kind kMuchBetter{"much better", {0.55, 3.0}, kUsual};
constexpr Kind kWorse{"worse", {0.52, 0.0}, {0.55, 1.0}};

/// How often each kind of candidate meets production, and how often it is drawn anew.
struct Size {
  std::size_t days, symbols, horizon, replicates;
  std::vector<std::pair<Kind, std::size_t>> kinds;
};

/// Rates near 0 and those that are promised get more runs.
std::vector<Size> sizes() {
  return {{63, 1, 1, 299, {{kEqual, 2000}, {kBetter, 500}, {kMuchBetter, 500}, {kWorse, 500}}},
          {252, 1, 1, 299, {{kEqual, 1000}, {kBetter, 400}, {kMuchBetter, 400}, {kWorse, 400}}},
          {63, 20, 1, 199, {{kEqual, 1000}, {kBetter, 400}, {kMuchBetter, 400}, {kWorse, 400}}},
          {63, 100, 1, 199, {{kEqual, 150}, {kBetter, 100}}},
          {63, 1, 5, 299, {{kEqual, 1000}}},
          {63, 20, 5, 199, {{kEqual, 500}}}};
}

std::vector<Setting> settings(double share) {
  std::vector<Setting> out;
  for (const Size& size : sizes()) {
    for (const auto& [kind, count] : size.kinds) {
      for (const double correlation : {0.5, 0.9}) {
        const auto runs = static_cast<std::size_t>(share * static_cast<double>(count));
        out.push_back({kind.truth,
                       size.days,
                       size.symbols,
                       {0.3, correlation, size.horizon},
                       kind.candidate,
                       kind.baseline,
                       runs,
                       size.replicates});
      }
    }
  }
  return out;
}

ordered_json run_years(const YearOptions& options, std::size_t years) {
  struct Sum {
    std::size_t any = 0, promotions = 0;
    double claimed = 0.0;
  };
  const std::vector<std::pair<const char*, Rule>> rules = {{"gate", Rule::kGate},
                                                           {"uncounted", Rule::kUncounted},
                                                           {"naive_sharpe", Rule::kSharpe},
                                                           {"naive_accuracy", Rule::kAccuracy}};
  std::vector<std::vector<YearResult>> results(years);
  parallel_for(threads(), years, [&](std::size_t i) {
    const Year year(options, i);
    for (const auto& rule : rules) {
      results[i].push_back(year.run(rule.second));
    }
  });
  ordered_json out = {{"symbols", options.symbols},
                      {"horizon", options.likeness.horizon},
                      {"return_correlation", options.likeness.return_correlation},
                      {"years", years},
                      {"weeks", kWeeks},
                      {"replicates", options.replicates}};
  for (std::size_t r = 0; r < rules.size(); ++r) {
    Sum sum;
    for (const auto& result : results) {
      sum.any += result[r].promotions > 0 ? 1U : 0U;
      sum.promotions += result[r].promotions;
      sum.claimed += result[r].claimed;
    }
    const auto n = static_cast<double>(years);
    out[rules[r].first] = {
        {"any", static_cast<double>(sum.any) / n},
        {"promotions", static_cast<double>(sum.promotions) / n},
        {"claimed_sharpe", sum.promotions == 0
                               ? ordered_json(nullptr)
                               : ordered_json(sum.claimed / static_cast<double>(sum.promotions))}};
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : kSeed;
  const double share = argc > 2 ? std::strtod(argv[2], nullptr) : 1.0;
  ordered_json out = {
      {"seed", seed}, {"windows", ordered_json::array()}, {"years", ordered_json::array()}};
  std::uint64_t stream = 0;
  for (const auto& setting : settings(share)) {
    out["windows"].push_back(run_setting(setting, mix64(seed + mix64(++stream))));
  }
  for (const auto& [symbols, horizon, years] :
       {std::array<std::size_t, 3>{1, 1, 2000}, {20, 1, 1000}, {1, 5, 2000}}) {
    const YearOptions options{symbols, {0.3, 0.5, horizon}, 499, mix64(seed + mix64(++stream))};
    out["years"].push_back(
        run_years(options, static_cast<std::size_t>(share * static_cast<double>(years))));
  }
  std::printf("%s\n", out.dump(1).c_str());
  return 0;
}
