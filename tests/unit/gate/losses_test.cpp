// SPDX-License-Identifier: MIT
#include <cmath>

#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/stats/descriptive.hpp"

#include "forecast_pairs.hpp"
#include "support/catch.hpp"

using namespace pairs;

namespace {

double mean_of(const ForecastPair& pair, const std::string& metric) {
  return stats::mean(loss_differences(pair, metric).value);
}

/// Baseline's value of a metric less the candidate's.
double lead(const ForecastPair& pair, const std::string& metric) {
  return metrics::value_of(values(pair, false), metric).value() -
         metrics::value_of(values(pair, true), metric).value();
}

}  // namespace

TEST_CASE("losses of two classes are those of the class that came", "[gate]") {
  ForecastPair pair;
  pair.time = {day(1), day(2)};
  pair.truth = {1.0, 0.0};
  pair.candidate = {0.8, 0.4};
  pair.baseline = {0.5, 0.1};
  const auto logs = loss_differences(pair, "log_loss");
  CHECK(logs.moment == pair.time);
  REQUIRE(logs.value.size() == 2);
  CHECK(logs.value[0] == Approx(std::log(0.8 / 0.5)));
  CHECK(logs.value[1] == Approx(std::log(0.6 / 0.9)));
  const auto squares = loss_differences(pair, "brier");
  CHECK(squares.value[0] == Approx(0.25 - 0.04));
  CHECK(squares.value[1] == Approx(0.01 - 0.16));
}

TEST_CASE("a probability of a class is the same loss, however many classes there are", "[gate]") {
  ForecastPair pair;
  pair.target = Target::kMulticlass;
  pair.outputs = 3;
  pair.time = {day(1), day(2)};
  pair.truth = {2.0, 0.0};
  pair.candidate = {0.1, 0.3, 0.6, 0.5, 0.25, 0.25};
  pair.baseline = {0.2, 0.4, 0.4, 0.2, 0.3, 0.5};
  const auto logs = loss_differences(pair, "log_loss").value;
  REQUIRE(logs.size() == 2);
  CHECK(logs[0] == Approx(std::log(0.6 / 0.4)));
  CHECK(logs[1] == Approx(std::log(0.5 / 0.2)));
  const auto squares = loss_differences(pair, "brier").value;
  CHECK(squares[0] == Approx((0.04 + 0.16 + 0.36) - (0.01 + 0.09 + 0.16)));
  CHECK(squares[1] == Approx((0.64 + 0.09 + 0.25) - (0.25 + 0.0625 + 0.0625)));
}

TEST_CASE("the loss of a number is its squared error", "[gate]") {
  ForecastPair pair;
  pair.target = Target::kRegression;
  pair.time = {day(1), day(2)};
  pair.truth = {1.0, -2.0};
  pair.candidate = {0.5, -2.0};
  pair.baseline = {2.0, -1.0};
  CHECK(loss_differences(pair, "rmse").value == std::vector<double>{0.75, 1.0});
}

TEST_CASE("a certain forecast that is wrong loses a finite amount", "[gate]") {
  ForecastPair pair;
  pair.time = {day(1)};
  pair.truth = {1.0};
  pair.candidate = {0.0};
  pair.baseline = {1.0};
  CHECK(loss_differences(pair, "log_loss").value.front() == Approx(-52.0 * std::log(2.0)));
}

TEST_CASE("the rows of a moment are averaged, and moments weigh the same", "[gate]") {
  ForecastPair pair;
  pair.target = Target::kRegression;
  pair.time = {day(1), day(1), day(1), day(4)};
  pair.truth = {0.0, 0.0, 0.0, 0.0};
  pair.candidate = {0.0, 0.0, 0.0, 0.0};
  pair.baseline = {1.0, 2.0, 1.0, 3.0};
  const auto differences = loss_differences(pair, "rmse");
  CHECK(differences.moment == std::vector<Timestamp>{day(1), day(4)});
  CHECK(differences.value == std::vector<double>{2.0, 9.0});
}

TEST_CASE("no rows have no differences", "[gate]") {
  const auto none = loss_differences(ForecastPair{}, "log_loss");
  CHECK(none.moment.empty());
  CHECK(none.value.empty());
}

TEST_CASE("mean loss differences are the differences of the metrics", "[gate][property]") {
  const auto binary = golden_binary();
  CHECK(mean_of(binary, "log_loss") == Approx(lead(binary, "log_loss")).epsilon(1e-12));
  CHECK(mean_of(binary, "brier") == Approx(lead(binary, "brier")).epsilon(1e-12));
  const auto classes = multiclass(200);
  CHECK(mean_of(classes, "log_loss") == Approx(lead(classes, "log_loss")).epsilon(1e-12));
  const auto numbers = regression(150, 1);
  const auto squared = [&](bool candidate) {
    return std::pow(metrics::value_of(values(numbers, candidate), "rmse").value(), 2);
  };
  CHECK(mean_of(numbers, "rmse") == Approx(squared(false) - squared(true)).epsilon(1e-12));
}

TEST_CASE("swapping the models turns the sign of each difference", "[gate][property]") {
  for (const auto& pair : {golden_binary(), multiclass(50), regression(20, 4)}) {
    const std::string metric = pair.target == Target::kRegression ? "rmse" : "log_loss";
    const auto one = loss_differences(pair, metric).value;
    const auto other = loss_differences(swapped(pair), metric).value;
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      CHECK(one[i] == -other[i]);
    }
  }
}

TEST_CASE("improvement in per cent matches the golden vectors", "[gate][golden]") {
  const auto rows = golden::read_json("backtest/expected_improvement.json").at("rows");
  REQUIRE(rows.size() == 11);
  for (const auto& row : rows) {
    CAPTURE(row.dump());
    const auto better = metrics::find_metric(row.at("metric").get<std::string>()).better;
    CHECK((better == metrics::Direction::kMaximise) == row.at("higher_is_better").get<bool>());
    const auto percent = improvement_percent(row.at("candidate").get<double>(),
                                             row.at("production").get<double>(), better);
    const auto& expected = row.at("improvement_percent");
    REQUIRE(percent.has_value() == !expected.is_null());
    if (percent) {
      CHECK(*percent == Approx(expected.get<double>()).epsilon(1e-12));
    }
  }
}

TEST_CASE("improvement needs two values, a baseline off zero and a better direction", "[gate]") {
  using enum metrics::Direction;
  CHECK_FALSE(improvement_percent(std::nullopt, 1.0, kMaximise));
  CHECK_FALSE(improvement_percent(1.0, std::nullopt, kMaximise));
  CHECK_FALSE(improvement_percent(1.0, 2.0, kNeutral));
  CHECK_FALSE(improvement_percent(1.0, -0.9e-9, kMaximise));
  CHECK(improvement_percent(1.0, 1.1e-9, kMaximise));
}

TEST_CASE("a base rate that drifts has the rank scores of chance", "[gate]") {
  const std::vector<double> truth{0, 1, 0, 1, 1, 0};
  const std::vector<double> drifting{0.51, 0.50, 0.52, 0.50, 0.49, 0.53};
  const auto raw = metrics::binary_metrics(drifting, truth);
  const auto fair = no_skill_values(raw);
  REQUIRE(metrics::value_of(raw, "roc_auc").value() == 0.0);
  CHECK(metrics::value_of(fair, "roc_auc") == 0.5);
  CHECK(metrics::value_of(fair, "average_precision") == 0.5);
  CHECK(metrics::value_of(fair, "log_loss") == metrics::value_of(raw, "log_loss"));
  CHECK(metrics::value_of(fair, "accuracy") == metrics::value_of(raw, "accuracy"));
  CHECK(fair.size() == raw.size());
}

TEST_CASE("a forecast without skill has no correlation, and no area where there is none",
          "[gate]") {
  const std::vector<double> constant(4, 0.1);
  const auto numbers = no_skill_values(
      metrics::regression_metrics(constant, std::vector<double>{1, 2, 3, 4}, constant));
  CHECK(metrics::value_of(numbers, "ic") == 0.0);
  CHECK(metrics::value_of(numbers, "rank_ic") == 0.0);
  CHECK_FALSE(metrics::value_of(
      no_skill_values(metrics::binary_metrics(constant, std::vector<double>(4, 1.0))), "roc_auc"));
  CHECK(no_skill_values({}).empty());
}
