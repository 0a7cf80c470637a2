// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/optimize/tpe_sampler.hpp"
#include "mlpipe/stats/descriptive.hpp"
#include "mlpipe/stats/normal.hpp"
#include "mlpipe/stats/ranks.hpp"

#include "objective_functions.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

constexpr std::size_t kSeeds = 30;
constexpr std::size_t kTrials = 100;

/// Best values after 100 trials, of 30 seeds.
std::vector<double> study(const objective::Function& function, const TpeOptions& base) {
  std::vector<double> out(kSeeds);
  parallel_for(2, kSeeds, [&](std::size_t seed) {
    TpeOptions options = base;
    options.seed = seed;
    out[seed] = objective::best_values(function, TpeSampler(options), kTrials).back();
  });
  return out;
}

std::vector<double> baseline(const std::string& variant, const std::string& function) {
  const auto file = golden::read_json("optuna/quality_baseline.json");
  std::vector<double> out;
  for (const auto& by_budget : file.at("variants").at(variant).at(function).at("best_by_seed")) {
    out.push_back(by_budget.back());
  }
  return out;
}

double quantile(std::vector<double> x, double q) {
  std::sort(x.begin(), x.end());
  return stats::quantile_linear(x, q);
}

/// Two-sided p of the Mann-Whitney test by the normal approximation.
double rank_test(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> all = x;
  all.insert(all.end(), y.begin(), y.end());
  const auto ranks = stats::average_ranks(all);
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += ranks[i];
  }
  const auto n = static_cast<double>(x.size());
  const auto m = static_cast<double>(y.size());
  const double z = (sum - 0.5 * n * (n + m + 1.0)) / std::sqrt(n * m * (n + m + 1.0) / 12.0);
  return 2.0 * stats::normal_cdf(-std::fabs(z));
}

}  // namespace

TEST_CASE("after 100 trials TPE is as good as Optuna 5 on six functions", "[optimize][slow]") {
  for (const auto& function : objective::functions()) {
    const auto ours = study(function, {});
    const auto theirs = baseline("v5_default", function.name);
    REQUIRE(theirs.size() == kSeeds);
    const double p = rank_test(ours, theirs);
    const double middle = quantile(ours, 0.5);
    INFO(function.name << ": median " << middle << ", Optuna's " << quantile(theirs, 0.5) << " ["
                       << quantile(theirs, 0.25) << ", " << quantile(theirs, 0.75) << "], p " << p);
    CHECK(middle <= quantile(theirs, 0.75));
    CHECK((p > 0.01 || middle < quantile(theirs, 0.5)));
  }
}
