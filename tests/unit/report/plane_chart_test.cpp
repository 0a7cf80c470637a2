// SPDX-License-Identifier: MIT
// Scatters and parallel coordinates.
#include <algorithm>
#include <cmath>
#include <limits>

#include "mlpipe/report/svg_chart.hpp"

#include "report/axis.hpp"
#include "report/chart_text.hpp"
#include "support/catch.hpp"

using namespace mlpipe::report;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

ScatterChart scatter(std::vector<Dot> dots) {
  ScatterChart chart;
  chart.groups = {{"a", std::move(dots)}};
  return chart;
}

ParallelChart parallel(std::size_t axes, const std::string& title) {
  ParallelChart chart;
  chart.axes.assign(axes, Axis{title});
  chart.item = "trial";
  return chart;
}

/// The best line's path data.
std::string best_path(const std::vector<double>& line) {
  auto chart = parallel(3, "a");
  chart.lines = {line};
  const std::string svg = to_svg({"c", "", chart}, 860.0);
  const std::size_t at = svg.rfind("class=\"first\"");
  return svg.substr(at, svg.find("/>", at) - at);
}

}  // namespace

TEST_CASE("values beyond an axis stand at its edge", "[report]") {
  Axis axis;
  axis.low = 0.01;
  axis.high = 1.0;
  CHECK(share_on(axis, 2.0) == 1.0);
  CHECK(share_on(axis, -1.0) == 0.0);
  CHECK(std::isnan(share_on(axis, kNaN)));
  axis.scale = Scale::kLog;
  CHECK(share_on(axis, 0.1) == Approx(0.5));
  CHECK(share_on(axis, -1.0) == 0.0);
  CHECK(value_at(axis, 0.5) == Approx(0.1));
  axis.low = 0.0;  // no logarithm there
  CHECK(share_on(axis, 0.1) == Approx(0.1));
  axis.categories = {"a", "b"};
  CHECK(share_on(axis, 0.0) == 0.25);
  CHECK(share_on(axis, 7.0) == 0.75);
  CHECK(value_text(axis, 1.0) == "b");
}

TEST_CASE("axes write four figures", "[report]") {
  const Axis axis;
  CHECK(value_text(axis, 0.0258764) == "0.02588");
  CHECK(value_text(axis, 84.1149) == "84.11");
  CHECK(value_text(axis, 1.0) == "1");
  CHECK(value_text(axis, 123456.7) == "123,457");
  CHECK(value_text(axis, 0.0) == "0");
  CHECK(value_text(axis, 1e-8) == "0.00000001");
}

TEST_CASE("points in one place are drawn once", "[report]") {
  const auto one = to_svg({"c", "", scatter({{0.5, 0.5}})}, 860.0);
  CHECK(to_svg({"c", "", scatter(std::vector<Dot>(1000, {0.5, 0.5}))}, 860.0) == one);
  CHECK(to_svg({"c", "", scatter({{0.5, 0.5}, {0.6, 0.5}})}, 860.0).size() > one.size());
}

TEST_CASE("parallel axes stand upright where their names have room, and lie elsewhere",
          "[report]") {
  auto chart = parallel(8, "colsample_bytree");
  chart.lines = {std::vector<double>(8, 0.5), std::vector<double>(8, 0.2)};
  CHECK_THAT(to_svg({"c", "", chart}, 860.0), ContainsSubstring("height=\"348\""));
  CHECK_THAT(to_svg({"c", "", chart}, 358.0), ContainsSubstring("height=\"440\""));
}

TEST_CASE("a line of parallel coordinates ends where a value is missing", "[report]") {
  const auto steps = [](const std::vector<double>& line) {
    const std::string path = best_path(line);
    return std::count(path.begin(), path.end(), 'L');
  };
  CHECK(steps({0.1, 0.2, 0.3}) == 2);
  CHECK(steps({0.1, kNaN, 0.3}) == 0);
  CHECK(steps({0.1, 0.2}) == 1);
}

TEST_CASE("formats that cannot draw say where the best trials lie", "[report]") {
  ParallelChart chart;
  chart.axes = {Axis{"loss"}, Axis{"kind"}};
  chart.axes[1].categories = {"a", "b"};
  for (int i = 0; i < 20; ++i) {
    chart.lines.push_back({0.01 * i, i % 2 == 0 ? 0.0 : 1.0});
  }
  chart.item = "trial";
  const auto table = summarise(chart).table;
  REQUIRE(table.rows.size() == 2);
  CHECK(plain(table.rows[0][2]) == "0 to 0.01");
  CHECK(plain(table.rows[1][1]) == "a");
  CHECK(plain(table.rows[1][2]) == "a, b");
}
