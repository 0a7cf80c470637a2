// SPDX-License-Identifier: MIT
#include "mlpipe/gate/check.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::gate;
using metrics::MetricValue;

namespace {

using Values = std::vector<MetricValue>;

MetricValue value(const std::string& name, double number) {
  return metrics::measured(name, number);
}

/// The only floor check of these options.
Check floor_of(const Floor& floor, const Values& candidate) {
  GateOptions options;
  options.floors = {floor};
  const auto checks = floor_checks(options, candidate, {}, {});
  REQUIRE(checks.size() == 1);
  return checks.front();
}

Check lead_over_base_rate(const Margin& margin, const Values& candidate, const Values& base_rate) {
  GateOptions options;
  options.over_base_rate = {margin};
  const auto checks = floor_checks(options, candidate, base_rate, {});
  REQUIRE(checks.size() == 1);
  return checks.front();
}

MetricDifference difference(const std::string& name, double candidate, double baseline,
                            std::optional<double> p_worse = {}) {
  MetricDifference out;
  out.name = name;
  out.candidate = value(name, candidate);
  out.baseline = value(name, baseline);
  out.difference = candidate - baseline;
  out.p_worse = p_worse;
  return out;
}

Comparison comparison_with(std::vector<MetricDifference> metrics, double p_better = 0.5,
                           double p_worse = 0.5) {
  Comparison out;
  out.moments = 60;
  out.metrics = std::move(metrics);
  out.primary.metric = "log_loss";
  out.primary.p_better = p_better;
  out.primary.p_worse = p_worse;
  return out;
}

/// The check of one margin; the test of the primary loss stands before it.
Check veto_of(const Margin& margin, std::vector<MetricDifference> metrics) {
  GateOptions options;
  options.margins = {margin};
  const auto checks = veto_checks(options, comparison_with(std::move(metrics)));
  REQUIRE(checks.size() == 2);
  return checks.back();
}

bool passes(const Check& check) {
  return check.result == CheckResult::kPass;
}

}  // namespace

TEST_CASE("a candidate on its floor holds it, one below does not", "[gate]") {
  const Floor least{"sharpe", 0.5, {}};
  CHECK(passes(floor_of(least, {value("sharpe", 0.5)})));
  const auto below = floor_of(least, {value("sharpe", 0.4999)});
  CHECK(below.result == CheckResult::kFail);
  CHECK(below.severity == Severity::kWorse);
  CHECK(below.group == "G2");
  CHECK(below.name == "floor.sharpe");
  CHECK(below.title == "Sharpe ratio");
  CHECK(below.bound == ">= 0.5");
  CHECK(below.value == 0.4999);
  CHECK_THAT(below.explanation, ContainsSubstring("0.4999 where the config asks for >= 0.5"));
}

TEST_CASE("a ceiling and both limits of a floor are held", "[gate]") {
  CHECK(passes(floor_of({"log_loss", {}, 0.69}, {value("log_loss", 0.69)})));
  CHECK_FALSE(passes(floor_of({"log_loss", {}, 0.69}, {value("log_loss", 0.691)})));
  const Floor both{"exposure_time", 0.1, 0.9};
  CHECK(passes(floor_of(both, {value("exposure_time", 0.1)})));
  CHECK(passes(floor_of(both, {value("exposure_time", 0.9)})));
  CHECK_FALSE(passes(floor_of(both, {value("exposure_time", 0.09)})));
  CHECK_FALSE(passes(floor_of(both, {value("exposure_time", 0.91)})));
  CHECK(floor_of(both, {}).bound == ">= 0.1 and <= 0.9");
}

TEST_CASE("a floor without a number to hold it against fails, and says why", "[gate]") {
  const Floor floor{"sharpe", 0.5, {}};
  const auto undefined = floor_of(floor, {metrics::absent("sharpe", "every return is 0")});
  CHECK(undefined.result == CheckResult::kFail);
  CHECK_FALSE(undefined.value);
  CHECK_THAT(undefined.explanation, ContainsSubstring("could not be checked (every return is 0)"));
  const auto missing = floor_of(floor, {value("accuracy", 0.5)});
  CHECK(missing.result == CheckResult::kFail);
  CHECK_THAT(missing.explanation, ContainsSubstring("it is not measured here"));
}

TEST_CASE("a lead is measured in the metric's better direction", "[gate]") {
  const Margin half{"log_loss", 0.01};
  const auto ahead =
      lead_over_base_rate(half, {value("log_loss", 0.67)}, {value("log_loss", 0.69)});
  CHECK(passes(ahead));
  CHECK(ahead.value.value() == Approx(0.02));
  CHECK(ahead.name == "base_rate.log_loss");
  CHECK(ahead.bound == "lead >= 0.01");
  const auto behind =
      lead_over_base_rate(half, {value("log_loss", 0.685)}, {value("log_loss", 0.69)});
  CHECK(behind.result == CheckResult::kFail);
  CHECK(behind.severity == Severity::kWorse);
  CHECK(behind.explanation == "leads by 0.0050 where the config asks for a lead of 0.01");
  CHECK_THAT(
      lead_over_base_rate(half, {value("log_loss", 0.75)}, {value("log_loss", 0.5)}).explanation,
      ContainsSubstring("behind by 0.2500 where"));
  const Margin points{"accuracy", 0.02};
  CHECK(passes(lead_over_base_rate(points, {value("accuracy", 0.75)}, {value("accuracy", 0.625)})));
  CHECK_FALSE(
      passes(lead_over_base_rate(points, {value("accuracy", 0.625)}, {value("accuracy", 0.75)})));
}

TEST_CASE("a lead below zero lets a candidate lag so far and no further", "[gate]") {
  const Margin lag{"sharpe", -0.5};
  CHECK(passes(lead_over_base_rate(lag, {value("sharpe", 1.0)}, {value("sharpe", 1.5)})));
  CHECK_FALSE(passes(lead_over_base_rate(lag, {value("sharpe", 1.0)}, {value("sharpe", 1.75)})));
}

TEST_CASE("a lead over something that has no value fails, and says which", "[gate]") {
  const Margin margin{"sharpe", 0.0};
  const auto mine =
      lead_over_base_rate(margin, {metrics::absent("sharpe", "no prices")}, {value("sharpe", 1.0)});
  CHECK(mine.result == CheckResult::kFail);
  CHECK_THAT(mine.explanation, ContainsSubstring("no prices"));
  const auto theirs = lead_over_base_rate(margin, {value("sharpe", 1.0)}, {});
  CHECK(theirs.result == CheckResult::kFail);
  CHECK_THAT(theirs.explanation, ContainsSubstring("the base rate: it is not measured here"));
}

TEST_CASE("each floor and each lead has its own check, in the config's order", "[gate]") {
  GateOptions options;
  options.floors = {{"sharpe", 0.5, {}}, {"max_drawdown", -0.2, {}}};
  options.over_base_rate = {{"log_loss", 0.0}};
  options.over_buy_and_hold = {{"sharpe", 0.0}};
  const Values candidate{value("sharpe", 1.0), value("max_drawdown", -0.1), value("log_loss", 0.6)};
  const Values base_rate{value("log_loss", 0.69)};
  const Values buy_and_hold{value("sharpe", 0.9)};
  const auto checks = floor_checks(options, candidate, base_rate, buy_and_hold);
  std::vector<std::string> names;
  for (const auto& check : checks) {
    names.push_back(check.name);
    CHECK(passes(check));
  }
  CHECK(names == std::vector<std::string>{"floor.sharpe", "floor.max_drawdown",
                                          "base_rate.log_loss", "buy_and_hold.sharpe"});
  CHECK(floor_checks(GateOptions{}, candidate, base_rate, buy_and_hold).empty());
}

TEST_CASE("a loss within the margin passes, in either direction of a metric", "[gate]") {
  const Margin loss{"log_loss", 0.25};
  CHECK(passes(veto_of(loss, {difference("log_loss", 0.75, 0.5)})));
  CHECK_FALSE(passes(veto_of(loss, {difference("log_loss", 0.7501, 0.5)})));
  CHECK(passes(veto_of(loss, {difference("log_loss", 0.1, 0.9)})));
  const Margin ratio{"sharpe", 1.0};
  CHECK(passes(veto_of(ratio, {difference("sharpe", 0.5, 1.5)})));
  CHECK_FALSE(passes(veto_of(ratio, {difference("sharpe", 0.5, 1.501)})));
  CHECK(passes(veto_of(ratio, {difference("sharpe", 9.0, 1.5)})));
  const auto drawdown =
      veto_of({"max_drawdown", 0.05}, {difference("max_drawdown", -0.25, -0.125)});
  CHECK(drawdown.result == CheckResult::kFail);
  CHECK(drawdown.value == -0.125);
  CHECK(drawdown.explanation == "worse by 0.1250 where the margin is 0.05");
  CHECK(drawdown.name == "veto.max_drawdown");
  CHECK(drawdown.severity == Severity::kWorse);
}

TEST_CASE("a significant loss is a veto however small it is", "[gate]") {
  const Margin margin{"sharpe", 1.0};
  const auto veto = veto_of(margin, {difference("sharpe", 1.4, 1.5, 0.05)});
  CHECK(veto.result == CheckResult::kFail);
  CHECK_THAT(veto.explanation, ContainsSubstring("significantly worse, by 0.1000 (p 0.050)"));
  CHECK(passes(veto_of(margin, {difference("sharpe", 1.4, 1.5, 0.0501)})));
}

TEST_CASE("a margin in a metric that one side lacks fails, with that side's reason", "[gate]") {
  MetricDifference half;
  half.name = "sharpe";
  half.candidate = metrics::absent("sharpe", "every return is 0");
  half.baseline = value("sharpe", 1.0);
  CHECK_THAT(veto_of({"sharpe", 1.0}, {half}).explanation,
             ContainsSubstring("could not be checked (every return is 0)"));
  half.candidate = value("sharpe", 1.0);
  half.baseline = metrics::absent("sharpe", "bars a year unknown");
  CHECK_THAT(veto_of({"sharpe", 1.0}, {half}).explanation,
             ContainsSubstring("bars a year unknown"));
  const auto missing = veto_of({"sharpe", 1.0}, {});
  CHECK(missing.result == CheckResult::kFail);
  CHECK_THAT(missing.explanation, ContainsSubstring("it is not measured here"));
}

TEST_CASE("forecasts that are significantly worse are a veto without any margin", "[gate]") {
  GateOptions options;
  const auto check = [&](double p_worse) {
    const auto checks = veto_checks(options, comparison_with({}, 0.5, p_worse));
    REQUIRE(checks.size() == 1);
    return checks.front();
  };
  CHECK(passes(check(0.051)));
  CHECK_FALSE(passes(check(0.05)));
  CHECK(check(0.05).name == "veto.loss");
  CHECK(check(0.05).severity == Severity::kWorse);
  options.veto_level = 0.01;
  CHECK(passes(check(0.05)));
}

TEST_CASE("being better is asked at the level of this look", "[gate]") {
  const GateOptions options;  // alpha 0.10: 0.05 at the first look, 0.0167, ..., 0.0033
  const auto at = [&](double p, std::size_t look) {
    return superiority_check(options, comparison_with({}, p), Policy::kNewRecipe, look);
  };
  CHECK(passes(at(0.05, 1)));
  CHECK_FALSE(passes(at(0.0501, 1)));
  CHECK(passes(at(0.0166, 2)));
  CHECK_FALSE(passes(at(0.0167, 2)));
  CHECK(passes(at(0.0033, 5)));
  CHECK_FALSE(passes(at(0.0034, 5)));
  const auto unproven = at(0.04, 2);
  CHECK(unproven.severity == Severity::kUnproven);
  CHECK(unproven.name == "superiority");
  CHECK(unproven.bound == "p <= 0.0167");
  CHECK(unproven.value == 0.04);
  CHECK_THAT(unproven.explanation,
             ContainsSubstring("(p 0.0400; look 2 of a year asks for 0.0167 or less)"));
  CHECK(verdict_of(std::vector{unproven}) == Verdict::kInconclusive);
}

TEST_CASE("a refresh need not be better", "[gate]") {
  const auto check =
      superiority_check(GateOptions{}, comparison_with({}, 0.9), Policy::kRefresh, 7);
  CHECK(check.result == CheckResult::kNotNeeded);
  CHECK_FALSE(check.value);
  CHECK(verdict_of(std::vector{check}) == Verdict::kPromote);
}
