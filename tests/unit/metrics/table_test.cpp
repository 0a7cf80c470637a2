// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <set>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/metrics/regression.hpp"
#include "mlpipe/metrics/returns.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::metrics;

namespace {

struct Sample {
  std::vector<double> y, p, truth, forecast;
};

Sample make_sample(std::uint64_t seed, bool perfect) {
  Rng rng(seed);
  Sample s;
  for (int i = 0; i < 200; ++i) {
    s.y.push_back(rng.uniform() < 0.4 ? 1.0 : 0.0);
    s.truth.push_back(rng.normal());
    const double noise = rng.uniform();
    const double gauss = rng.normal();
    s.p.push_back(perfect ? s.y.back() : noise);
    s.forecast.push_back(perfect ? s.truth.back() : gauss);
  }
  return s;
}

std::vector<MetricValue> scores(const Sample& s) {
  auto out = binary_metrics(s.p, s.y);
  std::vector<double> both;
  for (const double p : s.p) {
    both.insert(both.end(), {1.0 - p, p});
  }
  for (const auto& list :
       {multiclass_metrics(both, 2, s.y), regression_metrics(s.forecast, s.truth, std::vector{0.0}),
        return_metrics(s.truth, {}, {252.0, 0.0, 0.0})}) {
    out.insert(out.end(), list.begin(), list.end());
  }
  return out;
}

template <class T>
std::vector<T> reversed(std::vector<T> x) {
  std::reverse(x.begin(), x.end());
  return x;
}

}  // namespace

TEST_CASE("every metric stands in the table once with all it needs", "[metrics][contract]") {
  std::set<std::string_view> names;
  for (const auto& metric : all_metrics()) {
    INFO(metric.name);
    CHECK(names.insert(metric.name).second);
    CHECK_FALSE(metric.title.empty());
    CHECK(metric.definition.size() > 8);
    CHECK(&find_metric(metric.name) == &metric);
    CHECK(metric.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
          std::string_view::npos);
  }
}

TEST_CASE("docs/metrics.md has a row for every metric", "[metrics][contract]") {
  const auto text = golden::read_text("../../docs/metrics.md");
  for (const auto& metric : all_metrics()) {
    INFO(metric.name);
    CHECK(text.find("| `" + std::string(metric.name) + "` |") != std::string::npos);
  }
}

TEST_CASE("an unknown metric is refused with the nearest name", "[metrics]") {
  CHECK_THROWS_WITH(find_metric("shapre"), ContainsSubstring("did you mean \"sharpe\""));
}

TEST_CASE("whatever is measured is in the table, finite, and best for a perfect forecast",
          "[metrics][contract]") {
  const auto seed = GENERATE(1U, 2U, 3U);
  const auto perfect = scores(make_sample(seed, true));
  const auto other = scores(make_sample(seed, false));
  REQUIRE(perfect.size() == other.size());
  for (std::size_t i = 0; i < perfect.size(); ++i) {
    INFO(perfect[i].name);
    const auto& metric = find_metric(perfect[i].name);
    REQUIRE((!perfect[i].value || std::isfinite(*perfect[i].value)));
    if (!perfect[i].value || !other[i].value) {
      continue;
    }
    if (metric.better == Direction::kMaximise) {
      CHECK(*perfect[i].value >= *other[i].value);
    } else if (metric.better == Direction::kMinimise) {
      CHECK(*perfect[i].value <= *other[i].value);
    }
  }
}

TEST_CASE("the order of rows changes no forecast metric", "[metrics][contract]") {
  const auto s = make_sample(9, false);
  const Sample back{reversed(s.y), reversed(s.p), reversed(s.truth), reversed(s.forecast)};
  const auto check_equal = [](const auto& a, const auto& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      INFO(a[i].name);
      REQUIRE(a[i].value.has_value() == b[i].value.has_value());
      CHECK(a[i].value.value_or(0.0) == Approx(b[i].value.value_or(0.0)).epsilon(1e-12));
    }
  };
  check_equal(binary_metrics(s.p, s.y), binary_metrics(back.p, back.y));
  check_equal(regression_metrics(s.forecast, s.truth, std::vector{0.1}),
              regression_metrics(back.forecast, back.truth, std::vector{0.1}));
}
