// SPDX-License-Identifier: MIT
#include "mlpipe/metrics/classification.hpp"

#include <cmath>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/metrics/regression.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::metrics;

namespace {

/// Every expected number is there within 1e-12, every null is absent with a reason.
void check_values(const std::vector<MetricValue>& found, const nlohmann::json& expected) {
  for (const auto& [name, value] : expected.items()) {
    if (name == "threshold" || name == "tp" || name == "fp" || name == "tn" || name == "fn") {
      continue;
    }
    CAPTURE(name);
    const auto got = value_of(found, name);
    REQUIRE(got.has_value() == !value.is_null());
    if (got) {
      CHECK(*got == Approx(value.get<double>()).margin(1e-12).epsilon(0.0));
    }
  }
  for (const auto& item : found) {
    CAPTURE(item.name);
    CHECK(item.reason.empty() == item.value.has_value());
  }
}

void check_confusion(const Confusion& table, const nlohmann::json& expected) {
  CHECK(table.tp == expected.at("tp").get<std::uint64_t>());
  CHECK(table.fp == expected.at("fp").get<std::uint64_t>());
  CHECK(table.tn == expected.at("tn").get<std::uint64_t>());
  CHECK(table.fn == expected.at("fn").get<std::uint64_t>());
}

}  // namespace

TEST_CASE("two-class metrics on signals match the golden vectors", "[metrics][golden]") {
  const auto golden = golden::read_json("backtest/expected_classification.json").at("main");
  const auto csv = golden::read_csv("backtest/signals.csv");
  auto y = csv.numbers("y_next_up");
  REQUIRE(std::isnan(y.back()));
  y.pop_back();
  for (const auto& [name, expected] : golden.items()) {
    CAPTURE(name);
    auto p = csv.numbers(name.rfind("candidate", 0) == 0 ? "prob_candidate" : "prob_production");
    p.pop_back();
    const double threshold = expected.at("threshold");
    check_values(binary_metrics(p, y, threshold), expected);
    check_confusion(confusion(p, y, threshold), expected);
  }
}

TEST_CASE("two-class edge cases match the golden vectors", "[metrics][golden]") {
  const auto golden = golden::read_json("backtest/expected_classification.json").at("edge_cases");
  REQUIRE(golden.size() == 8);
  for (const auto& [name, edge] : golden.items()) {
    CAPTURE(name);
    const auto y = edge.at("y").get<std::vector<double>>();
    const auto p = edge.at("p").get<std::vector<double>>();
    const double threshold = edge.at("expected").at("threshold");
    check_values(binary_metrics(p, y, threshold), edge.at("expected"));
    check_confusion(confusion(p, y, threshold), edge.at("expected"));
  }
}

TEST_CASE("no scored row gives absent values with a reason", "[metrics]") {
  for (const auto& list : {binary_metrics({}, {}), multiclass_metrics({}, 3, {})}) {
    CHECK(value_of(list, "n") == 0.0);
    CHECK(list.size() > 5);
    for (std::size_t i = 1; i < list.size(); ++i) {
      CHECK_FALSE(list[i].value);
      CHECK(list[i].reason == "no scored rows");
    }
  }
}

TEST_CASE("Matthews correlation does not overflow on large tables", "[metrics]") {
  CHECK(matthews({4000000000ULL, 0, 4000000000ULL, 0}) == Approx(1.0));
  CHECK(matthews({1000000000ULL, 1000000000ULL, 1000000000ULL, 1000000000ULL}) == 0.0);
}

TEST_CASE("AUC equals the share of ordered pairs, ties half", "[metrics][property]") {
  const auto n = GENERATE(std::size_t{2}, std::size_t{17}, std::size_t{300}, std::size_t{1500});
  Rng rng(n);
  std::vector<double> p(n);
  std::vector<double> y(n);
  for (std::size_t i = 0; i < n; ++i) {
    p[i] = std::floor(rng.uniform() * 50.0) / 50.0;  // many ties
    y[i] = i == 0 || (i > 1 && rng.uniform() < 0.4) ? 1.0 : 0.0;
  }
  double pairs = 0.0;
  double ordered = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      if (y[i] > y[j]) {
        pairs += 1.0;
        ordered += p[i] > p[j] ? 1.0 : p[i] == p[j] ? 0.5 : 0.0;
      }
    }
  }
  CAPTURE(n);
  CHECK(rank_scores(p, y).roc_auc.value() == Approx(ordered / pairs).epsilon(1e-12));
}

TEST_CASE("multi-class metrics match scikit-learn", "[metrics][golden]") {
  const auto list = golden::read_json("metrics/multiclass.json").at("cases");
  REQUIRE(list.size() == 3);
  for (const auto& item : list) {
    CAPTURE(item.at("name").get<std::string>());
    const auto p = item.at("p").get<std::vector<double>>();
    const auto y = item.at("y").get<std::vector<double>>();
    check_values(multiclass_metrics(p, item.at("classes"), y), item.at("expected"));
  }
}

TEST_CASE("one class among the labels leaves multi-class AUC absent", "[metrics]") {
  const auto list =
      multiclass_metrics(std::vector<double>{0.2, 0.5, 0.3, 0.1, 0.1, 0.8}, 3, std::vector{1., 1.});
  CHECK_FALSE(value_of(list, "macro_auc"));
  CHECK(value_of(list, "accuracy") == 0.5);
  CHECK(value_of(list, "mcc") == 0.0);
}

TEST_CASE("regression metrics match scipy and scikit-learn", "[metrics][golden]") {
  const auto golden = golden::read_json("metrics/regression.json");
  const auto forecast = golden.at("forecast").get<std::vector<double>>();
  const auto truth = golden.at("truth").get<std::vector<double>>();
  const auto moment = golden.at("moment").get<std::vector<std::int64_t>>();
  const std::vector<double> mean{golden.at("training_mean").get<double>()};
  auto found = regression_metrics(forecast, truth, mean);
  const auto panel = panel_ic_metrics(forecast, truth, moment);
  found.insert(found.end(), panel.begin(), panel.end());
  check_values(found, golden.at("expected"));
  const std::vector<double> means(truth.size(), mean[0]);
  CHECK(value_of(regression_metrics(forecast, truth, means), "r2") == value_of(found, "r2"));
}

TEST_CASE("a constant forecast has no information coefficient", "[metrics]") {
  const std::vector<double> truth{0.1, -0.2, 0.3};
  const auto list = regression_metrics(std::vector<double>(3, 0.5), truth, std::vector{0.0});
  CHECK_FALSE(value_of(list, "ic"));
  CHECK_FALSE(value_of(list, "rank_ic"));
  CHECK(value_of(list, "mae").has_value());
  CHECK_FALSE(value_of(regression_metrics(truth, std::vector(3, 1.0), std::vector{1.0}), "r2"));
  const std::vector<std::int64_t> alone{1, 2, 3};
  CHECK_FALSE(value_of(panel_ic_metrics(truth, truth, alone), "ic_mean"));
}

TEST_CASE("calibration bins hold every row once and keep equal forecasts together", "[metrics]") {
  const auto binning = GENERATE(Binning::kQuantile, Binning::kEqualWidth);
  Rng rng(3);
  std::vector<double> p;
  std::vector<double> y;
  for (int i = 0; i < 1000; ++i) {
    p.push_back(i % 4 == 0 ? 0.5 : rng.uniform());
    y.push_back(rng.uniform() < p.back() ? 1.0 : 0.0);
  }
  const auto bins = calibration_table(p, y, 10, binning);
  std::size_t n = 0;
  for (const auto& bin : bins) {
    n += bin.n;
    CHECK(bin.mean_forecast >= bin.lower);
    CHECK(bin.mean_forecast <= bin.upper);
    CHECK(bin.observed == Approx(bin.mean_forecast).margin(0.2));
  }
  CHECK(n == p.size());
  for (std::size_t b = 1; b < bins.size(); ++b) {
    CHECK(bins[b].lower >= bins[b - 1].upper);
    CHECK((binning == Binning::kEqualWidth || bins[b].lower > bins[b - 1].upper));
  }
}

TEST_CASE("equal-width bins count by hand", "[metrics]") {
  const std::vector<double> p{0.0, 0.1, 0.49, 0.5, 1.0};
  const std::vector<double> y{0, 1, 0, 1, 1};
  const auto bins = calibration_table(p, y, 2, Binning::kEqualWidth);
  REQUIRE(bins.size() == 2);
  CHECK(bins[0].n == 3);
  CHECK(bins[0].observed == Approx(1.0 / 3.0));
  CHECK(bins[1].mean_forecast == 0.75);
  CHECK(calibration_table({}, {}, 10, Binning::kQuantile).empty());
}
