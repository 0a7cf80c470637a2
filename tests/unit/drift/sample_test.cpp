// SPDX-License-Identifier: MIT
#include "mlpipe/drift/sample.hpp"

#include <cmath>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/stats/tails.hpp"
#include "mlpipe/stats/two_samples.hpp"

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using drift_cases::near;
using drift_cases::near_p;

namespace {

void check_moments(const std::vector<double>& sorted, const nlohmann::json& expected) {
  const auto moments = sample_moments(sorted);
  CHECK(moments.n == expected.at("n").get<std::uint64_t>());
  if (moments.n == 0) {
    return;
  }
  CHECK(near(moments.mean, expected.at("mean")));
  CHECK(near(moments.deviation, expected.at("std")));
  CHECK(moments.min == expected.at("min").get<double>());
  CHECK(moments.max == expected.at("max").get<double>());
  CHECK(std::vector<double>(moments.quantiles.begin(), moments.quantiles.end()) ==
        expected.at("q").get<std::vector<double>>());
}

void check_optional(const std::optional<double>& value, const nlohmann::json& expected) {
  REQUIRE(value.has_value() != expected.is_null());
  if (value) {
    CHECK(near(*value, expected, 1e-7));
  }
}

std::vector<double> sorted_normal(std::uint64_t stream, std::size_t rows, double shift) {
  auto rng = Rng::stream(5, stream);
  std::vector<double> out(rows);
  std::generate(out.begin(), out.end(), [&] { return rng.normal() + shift; });
  return sorted_finite(out);
}

}  // namespace

TEST_CASE("moments, Kolmogorov-Smirnov, Wasserstein and energy are SciPy's", "[drift][golden]") {
  const auto cases = golden::read_json("drift/cases.json").at("cases");
  std::size_t compared = 0;
  for (const auto& entry : cases) {
    const auto& expected = entry.at("expected");
    const auto pair = drift_cases::read(entry);
    if (!pair.numeric) {
      continue;
    }
    INFO(entry.at("id").get<std::string>());
    check_moments(pair.sorted_reference, expected.at("moments").at("reference"));
    check_moments(pair.sorted_current, expected.at("moments").at("current"));
    if (!expected.contains("ks")) {
      continue;
    }
    ++compared;
    const auto& x = pair.sorted_reference;
    const auto& y = pair.sorted_current;
    const auto& ks = expected.at("ks");
    const double statistic = stats::ks_statistic(x, y);
    CHECK(near(statistic, ks.at("statistic")));
    CHECK(near_p(stats::ks_tail(x.size(), y.size(), statistic), ks.at("p_exact")));
    const double effective = static_cast<double>(x.size()) * static_cast<double>(y.size()) /
                             static_cast<double>(x.size() + y.size());
    CHECK(near(effective, ks.at("effective_n")));
    if (!ks.at("p_kstwo").is_null()) {
      CHECK(near_p(stats::kolmogorov_tail(std::llrint(effective), statistic), ks.at("p_kstwo")));
    }
    CHECK(near_p(stats::kolmogorov_limit_tail(std::sqrt(effective) * statistic), ks.at("p_limit")));
    const auto scaled = scale_distance(stats::wasserstein(x, y), sample_moments(x));
    CHECK(near(scaled.distance, expected.at("wasserstein").at("distance"), 1e-7));
    check_optional(scaled.by_deviation, expected.at("wasserstein").at("by_std"));
    check_optional(scaled.by_range, expected.at("wasserstein").at("by_iqr"));
    CHECK(near(stats::energy_distance(x, y), expected.at("energy_distance"), 1e-7));
  }
  CHECK(compared == 44);
}

TEST_CASE("a grid of 257 quantiles gives the distances to a few thousandths", "[drift]") {
  for (const double shift : {0.0, 0.2, 1.0}) {
    for (const std::size_t rows : {100U, 1'000U, 20'000U}) {
      CAPTURE(shift, rows);
      const auto reference = sorted_normal(1, rows, 0.0);
      const auto current = sorted_normal(2, 250, shift);
      const auto grid = quantile_grid(reference);
      REQUIRE(grid.size() == 257);
      CHECK(std::abs(ks_statistic_from_grid(grid, current) -
                     stats::ks_statistic(reference, current)) <=
            1.0 / 256 + 1.0 / static_cast<double>(rows));
      CHECK(std::abs(wasserstein_from_grid(grid, rows, current) -
                     stats::wasserstein(reference, current)) < (rows < 256 ? 0.02 : 0.004));
    }
  }
}

TEST_CASE("a value that many rows share is one step in the grid", "[drift]") {
  std::vector<double> reference(1'000, 0.0);
  for (std::size_t i = 0; i < 400; ++i) {
    reference[i] = static_cast<double>(i) + 1.0;
  }
  const auto sorted = sorted_finite(reference);
  const std::vector<double> zeros(50, 0.0);
  CHECK(ks_statistic_from_grid(quantile_grid(sorted), zeros) == Approx(0.4).margin(1.0 / 256));
}

TEST_CASE("one absurd reference value weighs one row in the grid's Wasserstein distance",
          "[drift]") {
  auto reference = sorted_normal(1, 5'000, 0.0);
  const auto current = sorted_normal(2, 250, 0.0);
  reference.back() = 10'000.0;
  CHECK(wasserstein_from_grid(quantile_grid(reference), 5'000, current) ==
        Approx(stats::wasserstein(reference, current)).epsilon(0.01));
}
