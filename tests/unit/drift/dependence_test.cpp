// SPDX-License-Identifier: MIT
#include "mlpipe/drift/dependence.hpp"

#include <cmath>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/drift/tests.hpp"

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe::drift;
using drift_cases::near;
using drift_cases::near_p;

namespace {

void check_test(const LongRunTest& test, const nlohmann::json& expected) {
  CHECK(test.corrected == expected.at("corrected").get<bool>());
  CHECK(near(test.scale, expected.at("scale")));
  CHECK(near(test.freedom, expected.at("dof")));
  CHECK(near(test.statistic, expected.at("q_statistic")));
  CHECK(near(test.psi_noise, expected.at("psi_noise")));
  CHECK(near_p(test.p_chi_square, expected.at("p")));
  CHECK(near_p(test.p, expected.at("p_f")));
  REQUIRE(test.freedom2.has_value() != expected.at("dof2").is_null());
  if (test.freedom2) {
    CHECK(near(*test.freedom2, expected.at("dof2")));
  }
}

/// First-order autoregression with variance 1.
std::vector<double> autoregression(mlpipe::Rng& rng, double phi, std::size_t rows) {
  std::vector<double> out(rows);
  double value = rng.normal();
  for (auto& each : out) {
    each = value;
    value = phi * value + std::sqrt(1.0 - phi * phi) * rng.normal();
  }
  return out;
}

BinSequence sequence(const BinPlan& plan, const std::vector<double>& values) {
  return by_symbol(bin_numbers(plan, values), {}, plan.size());
}

}  // namespace

TEST_CASE("the test that knows dependence in time is the reference's", "[drift][golden]") {
  const auto cases = golden::read_json("drift/autocorrelation.json").at("cases");
  REQUIRE(cases.size() == 7);
  for (const auto& entry : cases) {
    INFO(entry.at("why").get<std::string>());
    const auto& expected = entry.at("expected");
    const auto reference = drift_cases::numbers(entry.at("reference"));
    const auto current = drift_cases::numbers(entry.at("current"));
    const auto plan = fit_bins(sorted_finite(reference));
    const auto counts = with_missing(count(plan, reference), count(plan, current));
    CHECK(counts.current == expected.at("counts").at("current").get<std::vector<std::uint64_t>>());
    std::vector<std::size_t> lengths = {current.size()};
    for (const auto& window : expected.at("windows")) {
      lengths.push_back(window.at("window"));
    }
    const auto noise = long_run_noise(sequence(plan, reference), lengths);
    CHECK(near(noise[0].trace, expected.at("trace")));
    CHECK(near(noise[0].sum_squares, expected.at("sum_squares")));
    for (std::size_t i = 1; i < noise.size(); ++i) {
      CHECK(near(noise[i].trace, expected.at("windows")[i - 1].at("trace")));
      CHECK(near(noise[i].sum_squares, expected.at("windows")[i - 1].at("sum_squares")));
    }
    const auto test = long_run_test(counts, noise[0]);
    check_test(test, expected);
    CHECK(near_p(chi_square_test(counts).p, expected.at("p_independent")));
    CHECK(near(psi(counts).value, expected.at("psi")));
    CHECK(near(psi_half(counts), expected.at("psi_half")));
    CHECK(near(std::max(0.0, psi_half(counts) - test.psi_noise), expected.at("psi_adjusted")));
  }
}

TEST_CASE("rows of another symbol are no neighbours", "[drift]") {
  auto rng = mlpipe::Rng(3);
  const auto a = autoregression(rng, 0.9, 600);
  const auto b = autoregression(rng, 0.9, 600);
  // Interleaved in time, as a data set of two symbols is; then one after the other.
  std::vector<double> mixed;
  std::vector<std::uint32_t> symbols;
  for (std::size_t t = 0; t < a.size(); ++t) {
    mixed.insert(mixed.end(), {a[t], b[t]});
    symbols.insert(symbols.end(), {0U, 1U});
  }
  const auto plan = fit_bins(sorted_finite(mixed));
  const auto bins = bin_numbers(plan, mixed);
  const auto grouped = by_symbol(bins, symbols, plan.size());
  CHECK(grouped.group_ends == std::vector<std::size_t>{600, 1'200});
  auto joined = a;
  joined.insert(joined.end(), b.begin(), b.end());
  CHECK(grouped.bins == bin_numbers(plan, joined));
  // 120 rows of two symbols are 60 times of each: half the noise of 60 rows of one.
  const std::vector<std::size_t> lengths = {60, 120};
  const auto of_two = long_run_noise(grouped, lengths)[1].trace;
  const auto of_one = long_run_noise(sequence(plan, a), lengths)[0].trace;
  CHECK(of_two == Approx(0.5 * of_one).epsilon(0.25));
}

TEST_CASE("blocks of a long reference give nearly its whole noise", "[drift]") {
  auto rng = mlpipe::Rng(4);
  const auto values = autoregression(rng, 0.9, 60'000);
  const auto plan = fit_bins(sorted_finite(values));
  const std::vector<std::size_t> lengths = {60};
  const auto rows = sequence(plan, values);
  CHECK(long_run_noise(rows, lengths, 20'000)[0].trace ==
        Approx(long_run_noise(rows, lengths)[0].trace).epsilon(0.1));
}

TEST_CASE("noise between two lengths of a table lies close to the noise itself", "[drift]") {
  auto rng = mlpipe::Rng(5);
  const auto values = autoregression(rng, 0.95, 4'000);
  const auto plan = fit_bins(sorted_finite(values));
  const auto rows = sequence(plan, values);
  const auto table = long_run_noise(rows, profile_lengths(values.size()));
  REQUIRE(table.size() == 9);
  const std::vector<std::size_t> lengths = {10, 45, 60, 180, 1'000};
  const auto exact = long_run_noise(rows, lengths);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    CAPTURE(lengths[i]);
    const auto noise = noise_at(table, 4'000, lengths[i]);
    CHECK(noise.trace == Approx(exact[i].trace).epsilon(0.03));
    CHECK(noise.sum_squares == Approx(exact[i].sum_squares).epsilon(0.06));
  }
  CHECK(noise_at(table, 4'000, 60).trace == Approx(exact[2].trace).epsilon(1e-12));
  CHECK(noise_at({}, 4'000, 60).trace == 0.0);
}

TEST_CASE("PSI of windows is that of their counts", "[drift]") {
  auto rng = mlpipe::Rng(6);
  const auto values = autoregression(rng, 0.9, 300);
  const auto plan = fit_bins(sorted_finite(values));
  const auto whole = count(plan, values);
  double highest = 0.0;
  for (std::size_t begin = 0; begin + 60 <= values.size(); ++begin) {
    const auto window = count(plan, std::span(values).subspan(begin, 60));
    highest = std::max(highest, psi(with_missing(whole, window)).value);
  }
  const auto found = psi_of_windows(bin_numbers(plan, values), plan.size(), 60);
  CHECK(found.highest == Approx(highest).epsilon(1e-12));
  CHECK(found.p99 <= found.highest);
  CHECK(psi_of_windows(bin_numbers(plan, values), plan.size(), 300).highest == 0.0);
}

TEST_CASE("without drift dependent rows raise as few alarms as the level allows", "[drift][slow]") {
  struct Bar {
    double phi;
    std::size_t current;
    double lowest, highest;  // per cent of draws with p < 0.05
  };
  for (const auto& bar : {Bar{0.0, 60, 2.0, 7.0}, Bar{0.9, 60, 2.0, 11.0}, Bar{0.98, 60, 2.0, 13.0},
                          Bar{0.9, 250, 2.0, 13.0}}) {
    constexpr int kDraws = 400;
    int below = 0;
    int ignorant = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      auto rng = mlpipe::Rng::stream(17, static_cast<std::uint64_t>(draw));
      const auto all = autoregression(rng, bar.phi, 1'000 + bar.current);
      const std::vector<double> reference(all.begin(), all.begin() + 1'000);
      const auto plan = fit_bins(sorted_finite(reference));
      const auto counts =
          with_missing(count(plan, reference), count(plan, std::span(all).subspan(1'000)));
      const std::vector<std::size_t> lengths = {bar.current};
      const auto noise = long_run_noise(sequence(plan, reference), lengths);
      below += long_run_test(counts, noise[0]).p < 0.05 ? 1 : 0;
      ignorant += chi_square_test(counts).p < 0.05 ? 1 : 0;
    }
    CAPTURE(bar.phi, bar.current, below, ignorant);
    CHECK(100.0 * below / kDraws >= bar.lowest);
    CHECK(100.0 * below / kDraws <= bar.highest);
    CHECK((bar.phi == 0.0 || ignorant > kDraws / 2));
  }
}
