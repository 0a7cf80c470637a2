// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>

#include "mlpipe/report/svg_chart.hpp"

#include "report/chart_text.hpp"
#include "report/ticks.hpp"
#include "sample_report.hpp"
#include "support/catch.hpp"
#include "well_formed.hpp"

using namespace mlpipe;
using namespace mlpipe::report;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> out;
  for (const auto& tick : ticks) {
    out.push_back(tick.label);
  }
  return out;
}

using Labels = std::vector<std::string>;

Labels time_labels(const char* first, const char* last, int most) {
  return labels(time_ticks(sample::at(first), sample::at(last), most));
}

LineChart walk(std::size_t count) {
  LineChart chart;
  Rng rng(3);
  double value = 1.0;
  chart.series = {{"a", {}}};
  for (std::size_t i = 0; i < count; ++i) {
    value *= 1.0 + 0.001 * sample::shock(rng);
    chart.time.push_back(Timestamp(std::chrono::minutes(i)));
    chart.series[0].values.push_back(value);
  }
  return chart;
}

/// The smallest y of the curve, which is the last path.
double highest_point(const std::string& svg) {
  double y = std::numeric_limits<double>::infinity();
  for (std::size_t at = svg.find(',', svg.rfind("d=\"")); at < svg.rfind('"');
       at = svg.find(',', at + 1)) {
    y = std::min(y, std::stod(svg.substr(at + 1, 12)));
  }
  return y;
}

ScatterChart scatter(std::vector<Dot> dots) {
  ScatterChart chart;
  chart.groups = {{"a", std::move(dots)}};
  return chart;
}

/// An axis without width.
Axis point_axis() {
  Axis axis;
  axis.low = axis.high = 3.0;
  return axis;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("numbers are written for people", "[report]") {
  CHECK(format_number(1234567.0, {NumberStyle::kCount, 0}) == "1,234,567");
  CHECK(format_number(-0.1234, {NumberStyle::kPercent, 1}) == "-12.3%");
  CHECK(format_number(-0.0001, {NumberStyle::kNumber, 2}) == "0.00");
  CHECK(format_number(12345.678, {NumberStyle::kNumber, 2}) == "12,345.68");
  CHECK(format_number(kNaN, {}) == "n/a");
  CHECK(format_signed(0.5, {NumberStyle::kNumber, 1}) == "+0.5");
  CHECK(format_signed(0.0001, {NumberStyle::kNumber, 1}) == "0.0");
  CHECK(format_quantity(Quantity::undefined("x"), {}) == "n/a");
}

TEST_CASE("ticks are round numbers around the data", "[report]") {
  CHECK(labels(linear_ticks(0.0, 1.0, 6, NumberStyle::kNumber)) ==
        Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(labels(linear_ticks(-0.43, 0.0, 5, NumberStyle::kPercent)) ==
        Labels{"-60%", "-40%", "-20%", "0%"});
  CHECK(labels(linear_ticks(0.0, 3.0, 9, NumberStyle::kCount)) == Labels{"0", "1", "2", "3"});
  CHECK(labels(linear_ticks(980.0, 1020.0, 5, NumberStyle::kNumber)) ==
        Labels{"980", "990", "1,000", "1,010", "1,020"});
  CHECK(linear_ticks(0.3, 0.3, 5, NumberStyle::kNumber).size() >= 2);
}

TEST_CASE("ticks cover any range with no more than asked for", "[report]") {
  Rng rng(5);
  for (int i = 0; i < 500; ++i) {
    const double low = sample::shock(rng) * std::pow(10.0, static_cast<double>(i % 12) - 6.0);
    const double high = low + rng.uniform() * std::pow(10.0, static_cast<double>(i % 9) - 5.0);
    const auto ticks = linear_ticks(low, high, 6, NumberStyle::kNumber);
    INFO(low << " " << high);
    REQUIRE(ticks.size() <= 6);
    REQUIRE(ticks.front().at <= low + 1e-6 * (high - low));
    REQUIRE(ticks.back().at >= high - 1e-6 * (high - low));
  }
}

TEST_CASE("axes of absurd ranges end", "[report]") {
  CHECK(linear_ticks(1.0, 1.0 + 4e-16, 7, NumberStyle::kNumber).size() >= 2);
  CHECK(linear_ticks(-1e299, 1e299, 7, NumberStyle::kNumber).size() >= 2);
  CHECK(linear_ticks(0.0, 1e-300, 7, NumberStyle::kNumber).size() >= 2);
  CHECK(log_ticks(1e-300, 1e299, 7, NumberStyle::kNumber).size() <= 7);
  LineChart chart = walk(10);
  chart.series[0].values[3] = std::numeric_limits<double>::max();
  chart.series[0].values[4] = -std::numeric_limits<double>::infinity();
  const std::string svg = to_svg({"c", "", chart}, 860.0);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("log ticks are round figures inside the range", "[report]") {
  CHECK(labels(log_ticks(0.5, 12.0, 7, NumberStyle::kNumber)) ==
        Labels{"0.5", "1", "2", "5", "10"});
  CHECK(labels(log_ticks(1.0, 1e6, 7, NumberStyle::kNumber)) ==
        Labels{"1", "10", "100", "1,000", "10,000", "100,000", "1,000,000"});
  CHECK(labels(log_ticks(0.9, 1.3, 7, NumberStyle::kNumber)) ==
        Labels{"0.9", "1.0", "1.1", "1.2", "1.3"});
}

TEST_CASE("time ticks stand at civil borders", "[report]") {
  CHECK(time_labels("1999-01-04T00:00:00Z", "2018-12-31T00:00:00Z", 11) ==
        Labels{"2000", "2002", "2004", "2006", "2008", "2010", "2012", "2014", "2016", "2018"});
  CHECK(time_labels("2019-11-20T00:00:00Z", "2020-09-01T00:00:00Z", 5) ==
        Labels{"2020", "Apr", "Jul"});
  CHECK(time_labels("2020-02-10T00:00:00Z", "2020-12-20T00:00:00Z", 5) ==
        Labels{"Apr 2020", "Jul", "Oct"});
  CHECK(time_labels("2020-02-10T00:00:00Z", "2020-03-10T00:00:00Z", 6) ==
        Labels{"15 Feb 2020", "22 Feb", "1 Mar", "8 Mar"});
  CHECK(time_labels("2020-02-10T21:30:00Z", "2020-02-11T07:00:00Z", 5) ==
        Labels{"11 Feb", "03:00", "06:00"});
  CHECK(time_labels("2020-02-10T21:30:00Z", "2020-02-10T21:30:20Z", 5) ==
        Labels{"10 Feb 21:30", "21:30:05", "21:30:10", "21:30:15", "21:30:20"});
}

TEST_CASE("a million points are drawn in under 100 kB with their extremes", "[report]") {
  LineChart chart = walk(1'000'000);
  chart.series[0].values[600'123] = 9.0;  // one bar wide, and the highest
  const std::string svg = to_svg({"c", "", chart}, 860.0);
  CHECK(svg.size() < 100'000);
  // The axis runs from 0 to 10 over 220 px; its foot is the line of class "axis".
  const double foot = std::stod(svg.substr(svg.find("y1=\"", svg.find("class=\"axis\"")) + 4));
  CHECK(highest_point(svg) == Approx(foot - 0.9 * 220.0).margin(0.01));
  CHECK(to_svg({"c", "", chart}, 860.0) == svg);
}

TEST_CASE("a gap in a curve is a gap in the drawing", "[report]") {
  LineChart chart = walk(100);
  const std::string whole = to_svg({"c", "", chart}, 860.0);
  chart.series[0].values[50] = kNaN;
  const std::string split = to_svg({"c", "", chart}, 860.0);
  CHECK(count_of(split, "<path") == count_of(whole, "<path") + 1);
  CHECK(split.find("nan") == std::string::npos);
}

TEST_CASE("a log scale falls back to a linear one where a value is not above zero", "[report]") {
  LineChart chart = walk(100);
  chart.scale = Scale::kLog;
  chart.series[0].values[10] = 0.0;
  const std::string svg = to_svg({"c", "", chart}, 860.0);
  CHECK(svg.find("inf") == std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find(">0.0<") != std::string::npos);
}

TEST_CASE("charts without a value say so", "[report]") {
  const std::vector<Chart> empty = {
      LineChart{},        LineChart{{Timestamp()}, {{"a", {kNaN}}}, "y"},
      BarChart{},         BarChart{{{"a", kNaN}}, "v", {}},
      CalibrationChart{}, Histogram{},
      FoldBars{},         FoldBars{{{"1", kNaN}}, 0.5, "r", "y", {}},
      ScatterChart{},     scatter({{kNaN, 1.0}, {0.5, kNaN}}),
      ScatterPanels{},    ScatterPanels{{ScatterChart{}, scatter({{kNaN, kNaN}})}},
      ParallelChart{},    ParallelChart{{Axis{}, Axis{}}, {}, "trial"}};
  for (const auto& chart : empty) {
    const std::string svg = to_svg({"c", "", chart}, 360.0);
    CHECK_THAT(svg, ContainsSubstring("no defined value"));
    CHECK(html_problem(svg) == "");
  }
}

TEST_CASE("degenerate charts stay finite", "[report]") {
  const std::vector<Chart> charts = {
      LineChart{{Timestamp(), Timestamp()}, {{"a", {1.0, 1.0}}}, "y"},
      LineChart{{Timestamp()}, {{"a", {0.0}}}, "y", {}, Scale::kLog, true},
      BarChart{{{"a", -1.0}, {"b", kNaN}, {"c", 2.0}}, "v", {}},
      CalibrationChart{{{0.5, 0.5, 3.0}, {kNaN, kNaN, 0.0}}, "up"},
      Histogram{{0.0, 1.0, 2.0}, {0.0, 5.0}, "x", {}},
      FoldBars{{{"1", 0.4}, {"2", kNaN}, {"3", 0.6}}, 0.5, "r", "y", {}},
      scatter({{-1e300, 1e300}, {0.5, std::numeric_limits<double>::infinity()}}),
      ScatterPanels{{scatter({{0.5, 0.5}}), scatter({{0.5, 0.5}})}},
      ParallelChart{{point_axis(), Axis{}}, {{3.0, kNaN}, {kNaN, 0.5}, {3.0}}, "trial"}};
  for (const auto& chart : charts) {
    for (const double width : {358.0, 860.0}) {
      const std::string svg = to_svg({"c", "d", chart}, width);
      CHECK(html_problem(svg) == "");
      CHECK(svg.find("nan") == std::string::npos);
      CHECK(svg.find("inf") == std::string::npos);
      CHECK(svg.find("width=\"-") == std::string::npos);
      CHECK(svg.find("height=\"-") == std::string::npos);
    }
  }
}
