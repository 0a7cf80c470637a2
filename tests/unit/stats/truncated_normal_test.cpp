// SPDX-License-Identifier: MIT
#include "mlpipe/stats/truncated_normal.hpp"

#include <cmath>
#include <limits>

#include "mlpipe/stats/normal.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::stats;

namespace {

nlohmann::json table(const char* name) {
  return golden::read_json("optuna/truncnorm_and_tables.json").at(name);
}

double number(const nlohmann::json& value) {
  return value.is_string() ? -std::numeric_limits<double>::infinity() : value.get<double>();
}

}  // namespace

TEST_CASE("log probabilities of the normal match Optuna's", "[stats][golden]") {
  const auto expected = table("log_ndtr");
  for (std::size_t i = 0; i < expected.at("x").size(); ++i) {
    const double x = expected.at("x").at(i);
    CAPTURE(x);
    CHECK(log_normal_cdf(x) ==
          Approx(expected.at("y").at(i).get<double>()).epsilon(1e-9).margin(1e-15));
  }
}

TEST_CASE("log masses of intervals match Optuna's", "[stats][golden]") {
  for (const auto& row : table("log_gauss_mass")) {
    CAPTURE(row.dump());
    CHECK(log_normal_mass(row.at("a"), row.at("b")) ==
          Approx(row.at("log_mass").get<double>()).epsilon(1e-9).margin(1e-15));
  }
}

TEST_CASE("densities of truncated normals match Optuna's", "[stats][golden]") {
  for (const auto& row : table("logpdf")) {
    for (std::size_t i = 0; i < row.at("x").size(); ++i) {
      const double x = row.at("x").at(i);
      const double expected = number(row.at("logpdf").at(i));
      CAPTURE(row.at("a").get<double>(), row.at("b").get<double>(), x);
      CHECK(log_truncated_normal_pdf(x, row.at("a"), row.at("b")) ==
            (std::isinf(expected) ? Approx(expected) : Approx(expected).epsilon(1e-9)));
    }
  }
}

TEST_CASE("quantiles of truncated normals match Optuna's", "[stats][golden]") {
  const auto expected = table("ppf");
  for (const auto& row : expected.at("rows")) {
    for (std::size_t i = 0; i < row.at("ppf").size(); ++i) {
      const double q = expected.at("q").at(i);
      CAPTURE(row.at("a").get<double>(), row.at("b").get<double>(), q);
      CHECK(truncated_normal_quantile(q, row.at("a"), row.at("b")) ==
            Approx(row.at("ppf").at(i).get<double>()).epsilon(1e-7).margin(1e-15));
    }
  }
}

TEST_CASE("mass and quantile hold in tails where probabilities are 0", "[stats]") {
  // mpmath at 50 digits.
  CHECK(log_normal_cdf(-60.0) == Approx(-1805.0135606805673).epsilon(1e-14));
  CHECK(log_normal_mass(-50.0, -49.5) == log_normal_mass(49.5, 50.0));
  for (const double q : {1e-9, 0.3, 0.99}) {
    CAPTURE(q);
    const double x = truncated_normal_quantile(q, 49.5, 50.0);
    CHECK(log_normal_mass(49.5, x) - log_normal_mass(49.5, 50.0) ==
          Approx(std::log(q)).epsilon(1e-4));
    CHECK(x > 49.5);
    CHECK(x < 50.0);
  }
  CHECK(std::isinf(log_normal_mass(1.0, 1.0)));
  CHECK(log_normal_mass(-std::numeric_limits<double>::infinity(), 0.0) == Approx(std::log(0.5)));
}

TEST_CASE("narrow intervals about 0 keep their digits", "[stats]") {
  const double density = std::exp(log_truncated_normal_pdf(0.0, -40.0, 40.0));
  CHECK(log_normal_mass(-1e-12, 1e-12) == Approx(std::log(2e-12 * density)).epsilon(1e-15));
  CHECK(truncated_normal_quantile(0.25, -1e-12, 1e-12) == Approx(-0.5e-12).epsilon(1e-3));
}

TEST_CASE("the mass of a bin is the same by series and by its halves", "[stats][property]") {
  // Just inside the series' reach and just beyond it, against two bins of half the width.
  const double middle = GENERATE(0.0, -0.7, 2.5, -8.0, 20.0, -60.0);
  const double share = GENERATE(1e-6, 0.3, 0.999, 1.001, 2.0);
  const double width = 0.25 * share / (std::fabs(middle) + 1.0);
  const double a = middle - 0.5 * width;
  const double b = middle + 0.5 * width;
  CAPTURE(middle, share);
  const double left = log_normal_mass(a, middle);
  const double right = log_normal_mass(middle, b);
  CHECK(log_normal_mass(a, b) == Approx(left + std::log1p(std::exp(right - left))).epsilon(1e-12));
}
