// SPDX-License-Identifier: MIT
#include "mlpipe/stats/bootstrap.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "mlpipe/stats/descriptive.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/return_pairs.hpp"

using namespace mlpipe;
using namespace mlpipe::stats;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> difference_of(const golden::ReturnPair& pair) {
  return golden::minus(pair.candidate, pair.baseline);
}

double sharpe(std::span<const double> returns) {
  const auto m = moments(returns);
  return m.mean / m.deviation.value();
}

/// Differences of the Sharpe ratios and of the means.
ResampledStatistics differences_of(const golden::ReturnPair& pair) {
  return [&pair](std::span<const std::uint32_t> indices, std::span<double> out) {
    std::vector<double> a;
    std::vector<double> b;
    for (const auto i : indices) {
      a.push_back(pair.candidate[i]);
      b.push_back(pair.baseline[i]);
    }
    out[0] = sharpe(a) - sharpe(b);
    out[1] = mean(a) - mean(b);
  };
}

std::vector<double> column(const std::vector<double>& rows, std::size_t which) {
  std::vector<double> out;
  for (std::size_t i = which; i < rows.size(); i += 2) {
    out.push_back(rows[i]);
  }
  return out;
}

auto close(const nlohmann::json& value) {
  return Approx(value.get<double>()).epsilon(1e-9).margin(1e-15);
}

void check_summary(double estimate, const std::vector<double>& replicates,
                   const nlohmann::json& expected) {
  const auto at90 = summarise_bootstrap(estimate, replicates).value();
  CHECK(at90.estimate == close(expected.at("theta")));
  CHECK(at90.mean == close(expected.at("boot_mean")));
  CHECK(at90.deviation == close(expected.at("boot_se")));
  CHECK(at90.p_better == expected.at("p_one_sided_centred").get<double>());
  CHECK(at90.low == close(expected.at("ci90").at(0)));
  CHECK(at90.high == close(expected.at("ci90").at(1)));
  CHECK(at90.undefined == 0);
  const auto at95 = summarise_bootstrap(estimate, replicates, 0.95).value();
  CHECK(at95.low == close(expected.at("ci95").at(0)));
  CHECK(at95.high == close(expected.at("ci95").at(1)));
}

}  // namespace

TEST_CASE("resampled indices match the golden vectors", "[stats][golden]") {
  const auto csv = golden::read_csv("backtest/bootstrap_indices.csv");
  REQUIRE(csv.rows == 200);
  REQUIRE(csv.columns.size() == 63);
  for (std::size_t b = 0; b < csv.rows; ++b) {
    std::vector<std::uint32_t> expected;
    for (std::size_t i = 0; i < 63; ++i) {
      expected.push_back(
          static_cast<std::uint32_t>(std::stoul(csv.text("i" + std::to_string(i)).at(b))));
    }
    std::vector<std::uint32_t> indices(63);
    auto rng = Rng::stream(42, b);
    stationary_indices(rng, 5.0, indices);
    CAPTURE(b);
    REQUIRE(indices == expected);
  }
}

TEST_CASE("replicates of paired differences match the golden vectors", "[stats][golden]") {
  const auto csv = golden::read_csv("backtest/bootstrap_replicates.csv");
  const auto pair = golden::read_pair(63);
  const auto rows = bootstrap_replicates(63, 2, {42, csv.rows, 5.0, 1}, differences_of(pair));
  const auto sharpes = csv.numbers("sharpe_diff_per_bar");
  const auto means = csv.numbers("mean_diff");
  REQUIRE(rows.size() == 2 * csv.rows);
  for (std::size_t b = 0; b < csv.rows; ++b) {
    CAPTURE(b);
    CHECK(rows[2 * b] == Approx(sharpes[b]).epsilon(1e-9).margin(1e-12));
    CHECK(rows[2 * b + 1] == Approx(means[b]).epsilon(1e-9).margin(1e-15));
  }
}

TEST_CASE("bootstrap summaries match the golden vectors", "[stats][golden]") {
  const auto all = golden::read_json("backtest/expected_tests.json").at("bootstrap");
  for (const char* name : {"last_63_B200", "last_63_B2000", "full_359_B2000"}) {
    CAPTURE(name);
    const auto& expected = all.at(name);
    const auto n = expected.at("n").get<std::size_t>();
    const auto pair = golden::read_pair(n);
    const auto rows = bootstrap_replicates(
        n, 2,
        {expected.at("seed").get<std::uint64_t>(), expected.at("replicates").get<std::size_t>(),
         expected.at("mean_block").get<double>(), 2},
        differences_of(pair));
    check_summary(sharpe(pair.candidate) - sharpe(pair.baseline), column(rows, 0),
                  expected.at("sharpe_diff_per_bar"));
    check_summary(mean(difference_of(pair)), column(rows, 1), expected.at("mean_diff"));
  }
}

TEST_CASE("any number of threads gives the same replicates", "[stats][property]") {
  const auto pair = golden::read_pair(63);
  const auto replicates =
      GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{32}, std::size_t{99});
  const auto one = bootstrap_replicates(63, 2, {9, replicates, 4.0, 1}, differences_of(pair));
  CHECK(one.size() == 2 * replicates);
  for (const int threads : {0, 2, 3, 8}) {
    CAPTURE(threads, replicates);
    CHECK(bootstrap_replicates(63, 2, {9, replicates, 4.0, threads}, differences_of(pair)) == one);
  }
}

TEST_CASE("more replicates extend the fewer, and another seed gives others", "[stats][property]") {
  const auto pair = golden::read_pair(63);
  const auto few = bootstrap_replicates(63, 2, {5, 40, 4.0, 1}, differences_of(pair));
  auto many = bootstrap_replicates(63, 2, {5, 70, 4.0, 1}, differences_of(pair));
  many.resize(few.size());
  CHECK(many == few);
  CHECK(bootstrap_replicates(63, 2, {6, 40, 4.0, 1}, differences_of(pair)) != few);
}

TEST_CASE("blocks have the mean length asked for, and starts are uniform", "[stats][property]") {
  const double mean_block = GENERATE(1.0, 4.0, 20.0);
  constexpr std::size_t kN = 50;
  std::vector<std::uint32_t> indices(kN);
  std::vector<double> seen(kN, 0.0);
  double jumps = 0.0;
  constexpr std::size_t kResamples = 4000;
  for (std::size_t b = 0; b < kResamples; ++b) {
    auto rng = Rng::stream(1, b);
    stationary_indices(rng, mean_block, indices);
    for (std::size_t i = 0; i < kN; ++i) {
      ++seen.at(indices[i]);
      jumps += i > 0 && indices[i] != (indices[i - 1] + 1) % kN ? 1.0 : 0.0;
    }
  }
  constexpr double kSteps = static_cast<double>(kResamples * (kN - 1));
  const double p = (1.0 - 1.0 / kN) / mean_block;  // a new start is the next index now and then
  CAPTURE(mean_block);
  CHECK(jumps / kSteps == Approx(p).margin(4.0 * std::sqrt(p / kSteps)));
  const double resamples = kResamples;
  for (const double count : seen) {
    CHECK(count == Approx(resamples).margin(5.0 * std::sqrt(resamples * 2.0 * mean_block)));
  }
}

TEST_CASE("swapping the models swaps the bootstrap's p-values", "[stats][property]") {
  const auto pair = golden::read_pair(63);
  const golden::ReturnPair swapped{pair.baseline, pair.candidate};
  const auto rows = bootstrap_replicates(63, 2, {42, 500, 5.0, 1}, differences_of(pair));
  const auto mirror = bootstrap_replicates(63, 2, {42, 500, 5.0, 1}, differences_of(swapped));
  const double theta = sharpe(pair.candidate) - sharpe(pair.baseline);
  const auto a = summarise_bootstrap(theta, column(rows, 0)).value();
  const auto b = summarise_bootstrap(-theta, column(mirror, 0)).value();
  CHECK(a.p_better == b.p_worse);
  CHECK(a.p_worse == b.p_better);
  CHECK(a.low == Approx(-b.high).epsilon(1e-12));
  CHECK(a.deviation == Approx(b.deviation).epsilon(1e-12));
}

TEST_CASE("an undefined replicate counts against both sides", "[stats]") {
  const std::vector<double> whole{0.9, 1.1, 1.0, 2.5};
  const auto all = summarise_bootstrap(1.0, whole).value();
  CHECK(all.p_better == 2.0 / 5.0);  // 2.5 - 1 >= 1
  CHECK(all.p_worse == 4.0 / 5.0);
  CHECK(all.mean == Approx(1.375));
  const std::vector<double> holes{0.9, kNaN, 1.1, 1.0, std::numeric_limits<double>::infinity(),
                                  2.5};
  const auto some = summarise_bootstrap(1.0, holes).value();
  CHECK(some.undefined == 2);
  CHECK(some.p_better == 4.0 / 7.0);
  CHECK(some.p_worse == 6.0 / 7.0);
  CHECK(some.mean == all.mean);
  CHECK(some.low == all.low);
}

TEST_CASE("a summary needs an estimate and half of its replicates", "[stats]") {
  CHECK(summarise_bootstrap(0.1, std::vector<double>{0.1, 0.2, kNaN, kNaN}));
  CHECK_FALSE(summarise_bootstrap(0.1, std::vector<double>{0.1, 0.2, kNaN, kNaN, kNaN}));
  CHECK_FALSE(summarise_bootstrap(0.1, std::vector<double>{0.1}));
  CHECK_FALSE(summarise_bootstrap(0.1, {}));
  CHECK_FALSE(summarise_bootstrap(kNaN, std::vector<double>{0.1, 0.2}));
}

TEST_CASE("two equal models are neither better nor worse", "[stats]") {
  const auto same = summarise_bootstrap(0.0, std::vector<double>(100, 0.0)).value();
  CHECK(same.p_better == 1.0);
  CHECK(same.p_worse == 1.0);
  CHECK(same.deviation == 0.0);
}
