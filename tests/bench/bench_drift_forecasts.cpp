// SPDX-License-Identifier: MIT
// How often the rule for the prediction is wrong. The reference is the forecasts of a walk-forward,
// each fold by a model of its own; production is one model more. Models differ in level and slope,
// so that production's forecasts differ from the reference's though the rows have not moved.
// Prints JSON; drift_rates.py makes the table.
//
// usage: bench_drift_forecasts [share]    share: of the usual number of draws, 1 by default
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/drift/decide.hpp"
#include "mlpipe/drift/dependence.hpp"

#include "drift_draws.hpp"

namespace {

using namespace mlpipe;         // NOLINT(google-build-using-namespace)
using namespace mlpipe::drift;  // NOLINT(google-build-using-namespace)
using nlohmann::ordered_json;

constexpr std::uint64_t kSeed = 20261129;
constexpr std::size_t kFoldRows = 250;

/// What a perfect model would say is a series of deviation 1; each model says `level` + `slope`
/// times that, drawn around 0 and 1 with these deviations.
struct Setting {
  double memory;  ///< of the series
  double apart;   ///< deviation of the models' levels, and twice that of their slopes
  std::size_t folds, current;
  double shift;  ///< of the current rows
  std::size_t sets;
};

struct Column {
  std::vector<double> reference, current;
  std::vector<std::uint32_t> fold;
};

Column draw(Rng& rng, const Setting& setting) {
  Column out;
  const std::size_t rows = setting.folds * kFoldRows;
  const auto series = bench::autoregression(rng, setting.memory, rows + setting.current);
  for (std::size_t model = 0; model <= setting.folds; ++model) {
    const double level = setting.apart * rng.normal();
    const double slope = 1.0 + 0.5 * setting.apart * rng.normal();
    const std::size_t begin = model * kFoldRows;
    const bool is_production = model == setting.folds;
    const std::size_t end = is_production ? series.size() : begin + kFoldRows;
    for (std::size_t row = begin; row < end; ++row) {
      const double moved = series[row] + (is_production ? setting.shift : 0.0);
      (is_production ? out.current : out.reference).push_back(level + slope * moved);
      if (!is_production) {
        out.fold.push_back(static_cast<std::uint32_t>(model));
      }
    }
  }
  return out;
}

Verdict verdict(const FeatureProfile& profile, const CurrentFeature& current) {
  return check_features({&profile, 1}, {&current, 1}, {}).front().verdict;
}

ordered_json run(const Setting& setting, std::uint64_t seed) {
  std::map<std::string, double> rates;
  std::mutex guard;
  parallel_for(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())), setting.sets,
               [&](std::size_t set) {
                 auto rng = Rng::stream(seed, set);
                 const Column column = draw(rng, setting);
                 auto profile =
                     make_feature_profile("prediction", std::span(column.reference), {}, 0.0);
                 const auto current = describe_current(profile, std::span(column.current));
                 const Verdict alone = verdict(profile, current);
                 profile.between_models =
                     highest_psi_between(bin_numbers(profile.plan, std::span(column.reference)),
                                         profile.plan.size() + 1, column.fold);
                 const Verdict with_models = verdict(profile, current);
                 const std::lock_guard lock(guard);
                 const double one = 1.0 / static_cast<double>(setting.sets);
                 rates["alone: " + to_string(alone)] += one;
                 rates["between models: " + to_string(with_models)] += one;
               });
  return {{"memory", setting.memory},
          {"models_apart", setting.apart},
          {"folds", setting.folds},
          {"current", setting.current},
          {"shift", setting.shift},
          {"sets", setting.sets},
          {"rates", rates}};
}

std::vector<Setting> settings() {
  std::vector<Setting> out;
  for (const double memory : {0.0, 0.9}) {
    for (const double apart : {0.0, 0.3, 1.0}) {
      for (const std::size_t folds : {std::size_t{5}, std::size_t{10}}) {
        for (const double shift : {0.0, 1.0, 2.0}) {
          out.push_back({memory, apart, folds, kFoldRows, shift, 1000});
        }
      }
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  bench::print_settings(settings(), kSeed, argc > 1 ? std::strtod(argv[1], nullptr) : 1.0, run);
  return 0;
}
