// SPDX-License-Identifier: MIT
// How often the gate is wrong, and how often it finds what is there: the whole of it, on models
// whose skill is known. Prints JSON; run.py makes the tables and holds the rates to their promises.
//
// usage: bench_gate_rates [seed [share]]     share: of the usual number of runs, 1 by default
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <nlohmann/json.hpp>

#include "mlpipe/core/parallel.hpp"

#include "gate_window.hpp"
#include "gate_year.hpp"

namespace {

using namespace mlpipe;      // NOLINT(google-build-using-namespace)
using namespace gate_rates;  // NOLINT(google-build-using-namespace)
using nlohmann::ordered_json;

constexpr std::uint64_t kSeed = 1;

int threads() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Windows of one size, with one kind of candidate.
struct Setting {
  std::string truth;
  std::size_t days, symbols;
  double return_correlation;
  simulated::Skill candidate, baseline;
  std::size_t runs, replicates;
};

Events run_window(const Setting& setting, std::uint64_t seed) {
  const auto market = simulated::draw_market(Rng::stream(seed, 0), setting.days, setting.symbols,
                                             {0.3, setting.return_correlation}, setting.candidate,
                                             setting.baseline);
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
          {"return_correlation", setting.return_correlation},
          {"candidate", {setting.candidate.accuracy, setting.candidate.sharpe}},
          {"baseline", {setting.baseline.accuracy, setting.baseline.sharpe}},
          {"runs", setting.runs},
          {"replicates", setting.replicates},
          {"rates", rates}};
}

std::vector<Setting> settings(double share) {
  struct Size {
    std::size_t days, symbols, runs, replicates;
  };
  struct Pair {
    const char* truth;
    simulated::Skill candidate, baseline;
    bool more;  ///< rates of rare events want more runs
  };
  const std::vector<Pair> pairs = {{"equal", {0.52, 1.0}, {0.52, 1.0}, true},
                                   {"better", {0.535, 2.0}, {0.52, 1.0}, false},
                                   {"much better", {0.55, 3.0}, {0.52, 1.0}, false},
                                   {"worse", {0.52, 0.0}, {0.55, 1.0}, false}};
  std::vector<Setting> out;
  for (const Size& size : {Size{63, 1, 2000, 499}, Size{252, 1, 1000, 499}, Size{63, 20, 1000, 199},
                           Size{63, 100, 200, 199}}) {
    for (const auto& pair : pairs) {
      for (const double correlation : {0.5, 0.9}) {
        const double runs = share * static_cast<double>(size.runs) / (pair.more ? 1.0 : 2.0);
        out.push_back({pair.truth, size.days, size.symbols, correlation, pair.candidate,
                       pair.baseline, static_cast<std::size_t>(runs), size.replicates});
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
                      {"return_correlation", options.return_correlation},
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
  for (const std::size_t symbols : {1U, 20U}) {
    const YearOptions options{symbols, 0.5, 499, mix64(seed + mix64(++stream))};
    out["years"].push_back(run_years(options, static_cast<std::size_t>(share * 2000.0)));
  }
  std::printf("%s\n", out.dump(1).c_str());
  return 0;
}
