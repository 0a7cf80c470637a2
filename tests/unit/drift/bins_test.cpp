// SPDX-License-Identifier: MIT
#include "mlpipe/drift/bins.hpp"

#include <cmath>
#include <limits>

#include "mlpipe/core/rng.hpp"

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe::drift;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> normal_values(std::uint64_t stream, std::size_t rows) {
  auto rng = mlpipe::Rng::stream(11, stream);
  std::vector<double> out(rows);
  for (auto& value : out) {
    value = rng.normal();
  }
  return out;
}

std::string mode_name(BinMode mode) {
  return mode == BinMode::kNone        ? "none"
         : mode == BinMode::kValues    ? "values"
         : mode == BinMode::kQuantiles ? "quantiles"
                                       : "categories";
}

/// One value at a time, by the definition.
BinCounts count_slowly(const BinPlan& plan, const std::vector<double>& values) {
  BinCounts out;
  out.bins.assign(plan.size(), 0);
  out.rows = values.size();
  for (const double x : values) {
    if (std::isnan(x)) {
      ++out.missing;
      continue;
    }
    out.infinite += std::isinf(x) ? 1U : 0U;
    out.below += x < plan.low ? 1U : 0U;
    out.above += x > plan.high ? 1U : 0U;
    std::size_t bin = plan.points.size();
    for (std::size_t k = plan.points.size(); k > 0; --k) {
      const double point = plan.points[k - 1];
      if (plan.mode == BinMode::kValues ? x == point : x <= point) {
        bin = k - 1;
      }
    }
    ++out.bins[bin];
  }
  return out;
}

}  // namespace

TEST_CASE("bins and counts of every pair are the reference's, exactly", "[drift][golden]") {
  const auto cases = golden::read_json("drift/cases.json").at("cases");
  REQUIRE(cases.size() == 60);
  for (const auto& entry : cases) {
    const auto& expected = entry.at("expected");
    const auto pair = drift_cases::read(entry);
    INFO(entry.at("id").get<std::string>());
    const auto& bins = expected.at("bins");
    CHECK(mode_name(pair.plan.mode) == bins.at("mode").get<std::string>());
    if (bins.contains("edges")) {
      CHECK(pair.plan.points == bins.at("edges").get<std::vector<double>>());
      CHECK(deciles(pair.sorted_reference) == bins.at("raw_quantiles").get<std::vector<double>>());
    }
    if (bins.contains("values")) {
      CHECK(pair.plan.points == bins.at("values").get<std::vector<double>>());
    }
    if (bins.contains("categories")) {
      CHECK(pair.plan.categories == bins.at("categories").get<std::vector<std::string>>());
    }
    for (const auto& [side, counts] : {std::pair{"reference", pair.reference_counts},
                                       std::pair{"current", pair.current_counts}}) {
      CHECK(counts.bins == expected.at("counts").at(side).get<std::vector<std::uint64_t>>());
      CHECK(counts.rows == expected.at("rows").at(side).get<std::uint64_t>());
      CHECK(counts.missing == expected.at("missing").at(side).get<std::uint64_t>());
      if (pair.numeric) {
        CHECK(counts.infinite ==
              expected.at("moments").at("infinite").at(side).get<std::uint64_t>());
      }
    }
    if (!pair.numeric) {
      CHECK(categories_only_in(pair.categories, pair.old_categories) ==
            expected.at("new_categories").get<std::vector<std::string>>());
      CHECK(categories_only_in(pair.old_categories, pair.categories) ==
            expected.at("vanished_categories").get<std::vector<std::string>>());
    }
  }
}

TEST_CASE("deciles are numpy's to the last bit", "[drift][golden]") {
  const auto cases = golden::read_json("drift/quantiles.json").at("cases");
  REQUIRE(cases.size() == 11);
  for (const auto& entry : cases) {
    INFO(entry.at("why").get<std::string>());
    CHECK(deciles(sorted_finite(drift_cases::numbers(entry.at("values")))) ==
          entry.at("expected").get<std::vector<double>>());
  }
}

TEST_CASE("counting in blocks agrees with one value at a time", "[drift]") {
  auto values = normal_values(1, 10'007);
  values[17] = kNan;
  values[5'000] = kInfinity;
  values[10'006] = -kInfinity;
  std::vector<double> steps(values.size());
  std::vector<float> floats(values.begin(), values.end());
  const std::vector<double> widened(floats.begin(), floats.end());
  for (std::size_t i = 0; i < values.size(); ++i) {
    steps[i] = std::round(2.0 * values[i]) * 0.1;
  }
  for (const std::size_t rows : {0U, 1U, 2'047U, 2'048U, 2'049U, 10'007U}) {
    CAPTURE(rows);
    const std::vector<double> some(values.begin(), values.begin() + rows);
    const auto plan = fit_bins(sorted_finite(normal_values(2, 500)));
    CHECK(count(plan, some) == count_slowly(plan, some));
    CHECK(count(plan, std::span(floats).first(rows)) ==
          count_slowly(plan, {widened.begin(), widened.begin() + rows}));
    const auto few = fit_bins(std::vector<double>{-0.1, 0.0, 0.1, 0.2});
    const std::vector<double> stepped(steps.begin(), steps.begin() + rows);
    CHECK(count(few, stepped) == count_slowly(few, stepped));
    std::vector<std::uint64_t> by_row(plan.size() + 1, 0);
    for (const auto bin : bin_numbers(plan, some)) {
      ++by_row[bin];
    }
    auto together = count(plan, some).bins;
    together.push_back(count(plan, some).missing);
    CHECK(by_row == together);
  }
}

TEST_CASE("a float lies in the bin of its value, also next to an edge", "[drift]") {
  BinPlan plan{BinMode::kQuantiles, {0.1}, {}, 0.0, 1.0};  // no float is 0.1
  const float nearest = 0.1F;                              // above the double
  const float below = std::nextafter(nearest, 0.0F);
  CHECK(count(plan, std::vector<float>{below, nearest}).bins == std::vector<std::uint64_t>{1, 1});
  plan.mode = BinMode::kValues;
  CHECK(count(plan, std::vector<float>{nearest}).bins == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("counts of disjoint samples add up to those of the whole", "[drift]") {
  const auto values = normal_values(3, 3'000);
  const auto plan = fit_bins(sorted_finite(values));
  auto sum = count(plan, std::span(values).first(1'234));
  sum += count(plan, std::span(values).subspan(1'234));
  CHECK(sum == count(plan, values));
}

TEST_CASE("reference counts are the same under an increasing transform", "[drift]") {
  const auto values = normal_values(4, 999);
  std::vector<double> transformed(values);
  for (auto& value : transformed) {
    value = std::exp(3.0 * value);
  }
  CHECK(count(fit_bins(sorted_finite(values)), values).bins ==
        count(fit_bins(sorted_finite(transformed)), transformed).bins);
}
