// SPDX-License-Identifier: MIT
#include "mlpipe/drift/distances.hpp"

#include <cmath>
#include <numbers>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/drift/tests.hpp"

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe::drift;
using drift_cases::near;
using drift_cases::near_p;

namespace {

void check_bins(const CountPair& counts, const nlohmann::json& on_bins) {
  const double js = js_divergence(counts);
  CHECK(near(js, on_bins.at("js_divergence_ln")));
  // The root of a rounding error is large: compared where the divergence is.
  CHECK((near(std::sqrt(js), on_bins.at("js_distance_ln")) || js < 1e-15));
  CHECK((near(std::sqrt(js / std::numbers::ln2), on_bins.at("js_distance_base2")) || js < 1e-15));
  CHECK(near(hellinger(counts), on_bins.at("hellinger")));
  CHECK(near(total_variation(counts), on_bins.at("total_variation")));
  CHECK(near(kl_current(counts), on_bins.at("kl_cur_given_ref_floored")));
  CHECK(near(kl_reference(counts), on_bins.at("kl_ref_given_cur_floored")));
}

void check_terms(const CountPair& counts, const nlohmann::json& expected, const char* terms) {
  const auto plain = psi(counts);
  CHECK(near(plain.value, expected.at("psi")));
  REQUIRE(plain.terms.size() == expected.at(terms).size());
  for (std::size_t i = 0; i < plain.terms.size(); ++i) {
    CHECK(near(plain.terms[i], expected.at(terms)[i]));
  }
  const double half = psi_half(counts);
  const double noise = independent_psi_noise(static_cast<double>(counts.reference_rows()),
                                             static_cast<double>(counts.current_rows()),
                                             static_cast<double>(counts.freedom()));
  CHECK(near(half, expected.at("psi_half")));
  CHECK(near(noise, expected.at("psi_noise")));
  CHECK(near(std::max(0.0, half - noise), expected.at("psi_adjusted")));
  const auto test = chi_square_test(counts);
  CHECK(near(test.statistic, expected.at("chi2").at("statistic")));
  CHECK(test.freedom == expected.at("chi2").at("df").get<std::size_t>());
  CHECK(near_p(test.p, expected.at("chi2").at("p")));
}

}  // namespace

TEST_CASE("distances and tests on the bins of every pair are the reference's", "[drift][golden]") {
  const auto cases = golden::read_json("drift/cases.json").at("cases");
  for (const auto& entry : cases) {
    const auto& expected = entry.at("expected");
    const auto pair = drift_cases::read(entry);
    INFO(entry.at("id").get<std::string>());
    const auto counts = with_missing(pair.reference_counts, pair.current_counts);
    const auto missing = missing_share_test(pair.reference_counts, pair.current_counts);
    REQUIRE(missing.has_value() == expected.at("missing").contains("z"));
    if (missing) {
      CHECK(near(missing->z, expected.at("missing").at("z")));
      CHECK(near_p(missing->p, expected.at("missing").at("p")));
    }
    if (expected.at("status") != "ok") {
      CHECK(pair.plan.mode == BinMode::kNone);
      continue;
    }
    check_terms(counts, expected, "psi_terms");
    check_bins(counts, expected.at("on_bins"));
    const auto seen = without_missing(pair.reference_counts, pair.current_counts);
    REQUIRE(seen.usable() != expected.at("psi_without_missing").is_null());
    if (seen.usable()) {
      CHECK(near(psi(seen).value, expected.at("psi_without_missing")));
    }
    if (expected.contains("chi2_all_categories")) {
      const auto& all = expected.at("chi2_all_categories");
      const auto test = chi_square_all_categories(pair.old_categories, pair.categories);
      REQUIRE(test);
      CHECK(near(test->statistic, all.at("statistic")));
      CHECK(test->freedom == all.at("df").get<std::size_t>());
      CHECK(near_p(test->p, all.at("p")));
      CHECK(
          near(cramers_v(*test, seen.reference_rows() + seen.current_rows()), all.at("cramers_v")));
    }
  }
}

TEST_CASE("distances and tests of count tables are the reference's", "[drift][golden]") {
  const auto cases = golden::read_json("drift/counts.json").at("cases");
  REQUIRE(cases.size() == 15);
  for (const auto& entry : cases) {
    INFO(entry.at("why").get<std::string>());
    const CountPair counts{entry.at("reference"), entry.at("current")};
    check_terms(counts, entry.at("expected"), "terms");
    check_bins(counts, entry.at("expected"));
  }
}

TEST_CASE("rules without noise in mind fire as often as the reference says", "[drift][golden]") {
  const auto rates = golden::read_json("drift/null_rates.json").at("rates");
  REQUIRE(rates.size() == 9);
  for (const auto& entry : rates) {
    const auto n = entry.at("reference_rows").get<std::size_t>();
    const auto m = entry.at("current_rows").get<std::size_t>();
    CAPTURE(n, m);
    // Values uniform on (0, 1): a distribution-free rule cannot tell.
    const int draws = n + m > 2'000 ? 300 : n + m > 1'000 ? 1'000 : 2'000;
    double above_01 = 0;
    double above_025 = 0;
    double p_001 = 0;
    double p_005 = 0;
    for (int draw = 0; draw < draws; ++draw) {
      auto rng = mlpipe::Rng::stream(n * 10'000 + m, static_cast<std::uint64_t>(draw));
      std::vector<double> reference(n);
      std::vector<double> current(m);
      std::generate(reference.begin(), reference.end(), [&] { return rng.uniform(); });
      std::generate(current.begin(), current.end(), [&] { return rng.uniform(); });
      const auto plan = fit_bins(sorted_finite(reference));
      const auto counts = with_missing(count(plan, reference), count(plan, current));
      const double value = psi(counts).value;
      const double p = chi_square_test(counts).p;
      above_01 += value > 0.1 ? 1 : 0;
      above_025 += value > 0.25 ? 1 : 0;
      p_001 += p < 0.01 ? 1 : 0;
      p_005 += p < 0.05 ? 1 : 0;
    }
    const auto agrees = [&](double hits, const char* rule) {
      INFO(rule);
      // Both sides are counts of draws; half a hit keeps a rate of 0 from having no error.
      const double rate = entry.at(rule).get<double>() / 100.0;
      const double spread = std::max(rate * (1.0 - rate), 0.5 / draws);
      const double error = std::sqrt(spread / draws + spread / 10'000.0);
      CHECK(std::abs(hits / draws - rate) <= 4.0 * error);
    };
    agrees(above_01, "psi_above_0_1");
    agrees(above_025, "psi_above_0_25");
    agrees(p_001, "p_below_0_01");
    agrees(p_005, "p_below_0_05");
  }
}
