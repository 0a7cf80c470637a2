// SPDX-License-Identifier: MIT
#include "mlpipe/metrics/returns.hpp"

#include <cmath>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::metrics;

namespace {

using Fields = std::vector<std::pair<std::string, std::optional<double>>>;

std::optional<double> number(std::optional<std::size_t> value) {
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

Fields fields_of(const ReturnStats& s) {
  return {{"total_return", s.total_return},
          {"mean", s.mean},
          {"cagr", s.cagr},
          {"std", s.deviation},
          {"volatility", s.volatility},
          {"sharpe_per_bar", s.sharpe_per_bar},
          {"sharpe", s.sharpe},
          {"downside_deviation", s.downside_deviation},
          {"sortino", s.sortino},
          {"max_drawdown", s.max_drawdown},
          {"ulcer_index", s.ulcer},
          {"calmar", s.calmar},
          {"profit_factor_bars", s.profit_factor_bars},
          {"win_rate_bars", s.win_rate_bars},
          {"skew", s.skewness},
          {"kurtosis", s.kurtosis},
          {"mdd_peak_index", number(s.peak)},
          {"mdd_trough_index", number(s.trough)},
          {"mdd_recovery_index", number(s.recovery)},
          {"max_drawdown_duration_bars", number(s.drawdown_duration)},
          {"n_drawdowns", number(s.drawdowns)}};
}

void check_field(const std::string& name, std::optional<double> found,
                 const nlohmann::json& expected) {
  if (!expected.contains(name)) {
    return;
  }
  CAPTURE(name);
  const auto& value = expected.at(name);
  REQUIRE(found.has_value() == !value.is_null());
  if (found) {
    CHECK(*found == Approx(value.get<double>()).epsilon(1e-9).margin(1e-12));
  }
}

void check_stats(const ReturnStats& found, const nlohmann::json& expected) {
  CHECK(found.n == expected.at("n").get<std::size_t>());
  for (const auto& [name, value] : fields_of(found)) {
    check_field(name, value, expected);
  }
  if (expected.contains("max_drawdown_duration_recovered")) {
    const auto& flag = expected.at("max_drawdown_duration_recovered");
    REQUIRE(found.drawdown_recovered.has_value() == !flag.is_null());
    CHECK((flag.is_null() || *found.drawdown_recovered == flag.get<bool>()));
  }
}

std::vector<double> without_first(std::vector<double> series) {
  series.erase(series.begin());
  return series;
}

}  // namespace

TEST_CASE("return statistics of edge cases match the golden vectors", "[metrics][golden]") {
  const auto golden = golden::read_json("backtest/expected_returns_edge_cases.json");
  const double year = golden.at("annualization");
  REQUIRE(golden.at("cases").size() == 13);
  for (const auto& [name, edge] : golden.at("cases").items()) {
    CAPTURE(name);
    const auto returns = edge.at("returns").get<std::vector<double>>();
    const auto found = return_stats(returns, {year, 0.0, 0.0});
    check_stats(found, edge.at("expected"));
    CHECK(found.wiped_out == (name == "wipe_out"));
    for (const auto& item : return_metrics(returns, {}, {year, 0.0, 0.0})) {
      CAPTURE(item.name);
      CHECK(item.reason.empty() == item.value.has_value());
      CHECK((!item.value || std::isfinite(*item.value)));
    }
  }
}

TEST_CASE("annualisation and rate conventions match the golden vectors", "[metrics][golden]") {
  const auto golden = golden::read_json("backtest/expected_returns_conventions.json").at("cases");
  const auto returns =
      without_first(golden::read_csv("backtest/expected_series.csv").numbers("ls_next_open_net"));
  const auto close = golden::read_csv("backtest/prices.csv").numbers("close");
  std::vector<double> benchmark;
  for (std::size_t t = 1; t < close.size(); ++t) {
    benchmark.push_back(close[t] / close[t - 1] - 1.0);
  }
  REQUIRE(golden.size() == 9);
  for (const auto& [name, expected] : golden.items()) {
    CAPTURE(name);
    const double year = expected.at("annualization");
    const double acceptable = name.find("mar=0.05") == std::string::npos ? 0.0 : 0.05;
    check_stats(return_stats(returns, {year, expected.at("risk_free_annual"), acceptable}),
                expected);
    const auto against = benchmark_stats(returns, benchmark, year);
    check_field("benchmark_total_return", against.total_return, expected);
    check_field("tracking_error", against.tracking_error, expected);
    check_field("information_ratio", against.information_ratio, expected);
    check_field("beta", against.beta, expected);
  }
}

TEST_CASE("hourly returns compound to the UTC days in which bars close", "[metrics][golden]") {
  const auto golden = golden::read_json("backtest/expected_hourly.json");
  const auto csv = golden::read_csv("backtest/hourly_returns.csv");
  const auto returns = csv.numbers("return");
  std::vector<Timestamp> time;
  std::vector<std::int64_t> day;
  for (const auto& text : csv.text("close_time_utc")) {
    time.push_back(from_iso8601(text).value());
    day.push_back(utc_day(time.back()));
  }
  CHECK(usual_bars_per_day(day) == 24);
  const auto hourly = infer_annualisation(time.front(), time.back(), time.size(), 24);
  CHECK(hourly.raw == Approx(golden.at("inferred_bars_per_year").get<double>()).epsilon(1e-12));
  CHECK(hourly.bars_per_year == 8760.0);
  check_stats(return_stats(returns, {hourly.bars_per_year, 0.0, 0.0}), golden.at("per_bar"));

  const auto daily = compound_by_day(returns, day);
  const auto expected = golden.at("daily_returns").get<std::vector<double>>();
  REQUIRE(daily.size() == expected.size());
  for (std::size_t d = 0; d < daily.size(); ++d) {
    CHECK(daily[d] == Approx(expected[d]).epsilon(1e-9).margin(1e-12));
  }
  const auto midnight = [](std::int64_t key) { return Timestamp{} + std::chrono::hours(24) * key; };
  const auto year = infer_annualisation(midnight(day.front()), midnight(day.back()), daily.size());
  CHECK(year.bars_per_year == 365.0);
  check_stats(return_stats(daily, {year.bars_per_year, 0.0, 0.0}), golden.at("daily"));
}

TEST_CASE("annualisation snaps only near a usual factor and says what it did", "[metrics]") {
  const auto prices = golden::read_csv("backtest/prices.csv").text("date");
  const auto first = from_iso8601(prices.front() + "T00:00:00Z").value();
  const auto last = from_iso8601(prices.back() + "T00:00:00Z").value();
  const auto daily = infer_annualisation(first, last, prices.size());
  CHECK(daily.raw == Approx(252.16).margin(0.005));
  CHECK(daily.bars_per_year == 252.0);
  CHECK(daily.describe() == "252 (inferred: 252.16 bars a year)");

  const Timestamp start{};
  const auto days = [](int n) { return std::chrono::hours(24) * n; };
  CHECK(infer_annualisation(start, start + days(7 * 300), 301).bars_per_year == 52.0);
  const auto odd = infer_annualisation(start, start + days(3 * 300), 301);
  CHECK(odd.bars_per_year == Approx(121.75));
  CHECK(odd.describe() == "121.75 (inferred: 121.75 bars a year)");
  CHECK_FALSE(infer_annualisation(start, start, 1).bars_per_year);
  CHECK(given_annualisation(260.0).describe() == "260 (given)");
}

TEST_CASE("midnight closes the day before", "[metrics]") {
  const auto day = [](const char* text) { return utc_day(from_iso8601(text).value()); };
  CHECK(day("2024-03-02T00:00:00Z") == day("2024-03-01T00:00:01Z"));
  CHECK(day("2024-03-02T00:00:00Z") + 1 == day("2024-03-02T00:00:01Z"));
}

TEST_CASE("CAGR and Calmar are shown from half a year up", "[metrics]") {
  std::vector<double> returns(125, 0.001);
  returns[3] = -0.01;
  const auto shorter = return_metrics(returns, {}, {252.0, 0.0, 0.0});
  CHECK_FALSE(value_of(shorter, "cagr"));
  CHECK_FALSE(value_of(shorter, "calmar"));
  returns.push_back(0.001);
  const auto enough = return_metrics(returns, {}, {252.0, 0.0, 0.0});
  CHECK(value_of(enough, "cagr").has_value());
  CHECK(value_of(enough, "calmar").has_value());
}

TEST_CASE("without bars a year only annual figures are absent", "[metrics]") {
  const std::vector<double> returns{0.01, -0.02, 0.03};
  const auto list = return_metrics(returns, returns, {std::nullopt, 0.0, 0.0});
  CHECK_FALSE(value_of(list, "sharpe"));
  CHECK_FALSE(value_of(list, "sortino"));
  CHECK(value_of(list, "sharpe_per_bar").has_value());
  CHECK(value_of(list, "max_drawdown").has_value());
  CHECK(value_of(list, "beta").value() == Approx(1.0));
}

TEST_CASE("a missing return is refused, never taken for zero", "[metrics]") {
  const std::vector<double> returns{0.01, std::nan(""), 0.03};
  CHECK_THROWS_AS(return_stats(returns, {252.0, 0.0, 0.0}), DataError);
}
