// SPDX-License-Identifier: MIT
#include "mlpipe/drift/decide.hpp"

#include <cmath>
#include <limits>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using Words = std::vector<std::string>;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normal_values(std::uint64_t stream, std::size_t rows, double level = 0.0,
                                  double spread = 1.0) {
  auto rng = Rng::stream(23, stream);
  std::vector<double> out(rows);
  std::generate(out.begin(), out.end(), [&] { return level + spread * rng.normal(); });
  return out;
}

FeatureCheck check_one(const std::vector<double>& reference, const std::vector<double>& current,
                       const DecideOptions& options = {}) {
  const std::vector<FeatureProfile> profiles = {make_feature_profile("x", reference, {}, 1.0)};
  const std::vector<CurrentFeature> now = {describe_current(profiles[0], current)};
  return check_features(profiles, now, options)[0];
}

}  // namespace

TEST_CASE("a moved level is critical and higher, a wider spread is wider", "[drift]") {
  const auto reference = normal_values(1, 1'000);
  const auto up = check_one(reference, normal_values(2, 250, 1.0));
  CHECK(up.verdict == Verdict::kCritical);
  CHECK(up.directions == Words{"higher"});
  CHECK(up.psi_adjusted > 0.6);
  CHECK(up.psi_adjusted < up.psi);
  CHECK(check_one(reference, normal_values(2, 250, -1.0)).directions == Words{"lower"});
  CHECK(check_one(reference, normal_values(2, 250, 0.0, 2.0)).directions == Words{"wider"});
  CHECK(check_one(reference, normal_values(2, 250, 0.0, 0.4)).directions == Words{"narrower"});
  CHECK(check_one(reference, normal_values(2, 250)).verdict == Verdict::kOk);
}

TEST_CASE("plain PSI alarms on 60 rows of nothing, the adjusted rule does not", "[drift]") {
  const auto reference = normal_values(1, 1'000);
  int plain = 0;
  int adjusted = 0;
  for (std::uint64_t draw = 0; draw < 40; ++draw) {
    const auto current = normal_values(100 + draw, 60);
    plain += check_one(reference, current, {.rule = Rule::kPlain}).verdict != Verdict::kOk ? 1 : 0;
    adjusted += check_one(reference, current).verdict != Verdict::kOk ? 1 : 0;
  }
  CHECK(plain >= 25);
  CHECK(adjusted <= 5);
}

TEST_CASE("too few rows cannot tell and say how many would do", "[drift]") {
  const auto reference = normal_values(1, 1'000);
  const auto check = check_one(reference, normal_values(2, 30));
  CHECK(check.verdict == Verdict::kCannotTell);
  CHECK(check.psi_noise > 0.25);
  REQUIRE(check.rows_needed);
  CHECK(*check.rows_needed >= 36);  // 9 (1/1000 + 1/m) <= 0.25 from 38 on; more if rows depend
  CHECK(*check.rows_needed <= 60);
  CHECK(check_one(reference, normal_values(3, *check.rows_needed)).verdict != Verdict::kCannotTell);
  // What is plain to see is seen on few rows too, down to the smallest sample.
  CHECK(check_one(reference, normal_values(2, 30, 3.0)).verdict == Verdict::kCritical);
  CHECK(check_one(reference, normal_values(2, 19, 3.0)).verdict == Verdict::kCannotTell);
  CHECK_FALSE(check_one(normal_values(1, 20), normal_values(2, 30)).rows_needed);
}

TEST_CASE("verdicts rank from none to critical", "[drift]") {
  CHECK(rank(Verdict::kCannotTell) < rank(Verdict::kOk));
  CHECK(rank(Verdict::kOk) < rank(Verdict::kWarning));
  CHECK(rank(Verdict::kWarning) < rank(Verdict::kCritical));
}

TEST_CASE("no rows, and no reference, cannot tell", "[drift]") {
  const auto reference = normal_values(1, 1'000);
  CHECK(check_one(reference, {}).verdict == Verdict::kCannotTell);
  CHECK(check_one(std::vector<double>(100, kNan), reference).verdict == Verdict::kCannotTell);
}

TEST_CASE("all missing is critical, constant is named", "[drift]") {
  const auto reference = normal_values(1, 1'000);
  const auto missing = check_one(reference, std::vector<double>(60, kNan));
  CHECK(missing.verdict == Verdict::kCritical);
  CHECK(missing.directions == Words{"more missing"});
  CHECK(missing.missing_now == 1.0);
  const auto constant = check_one(reference, std::vector<double>(60, 0.0));
  CHECK(constant.verdict == Verdict::kCritical);
  CHECK(constant.directions == Words{"constant"});
  const auto unchanged = check_one(std::vector<double>(200, 1.5), std::vector<double>(60, 1.5));
  CHECK(unchanged.verdict == Verdict::kOk);
  const auto other = check_one(std::vector<double>(200, 1.5), std::vector<double>(60, 2.5));
  CHECK(other.verdict == Verdict::kCritical);
  CHECK(other.directions == Words{"higher", "new values"});
  CHECK(other.unseen_now == 1.0);
}

TEST_CASE("a new category is named", "[drift]") {
  CategorySample before{{"a", "b"}, {}};
  CategorySample now{{"b", "new", "a"}, {}};
  for (int i = 0; i < 300; ++i) {
    before.codes.push_back(i % 2);
    now.codes.push_back(i % 3);
  }
  const std::vector<FeatureProfile> profiles = {make_feature_profile("x", before, {}, 1.0)};
  const std::vector<CurrentFeature> current = {describe_current(profiles[0], now)};
  const auto check = check_features(profiles, current, {})[0];
  CHECK(check.verdict == Verdict::kCritical);
  CHECK(check.directions == Words{"new values"});
  CHECK(check.new_categories == Words{"new"});
}

TEST_CASE("verdict, PSI and p do not change with the unit of a feature", "[drift]") {
  const auto reference = normal_values(1, 1'000, 0.0, 5e-5);
  const auto current = normal_values(2, 60, 5e-5, 5e-5);
  auto large_reference = reference;
  auto large = current;
  // A power of two is exact, so that ties at edges fall alike.
  for (auto* values : {&large_reference, &large}) {
    std::for_each(values->begin(), values->end(), [](double& x) { x *= 8192.0; });
  }
  const auto small_check = check_one(reference, current);
  const auto large_check = check_one(large_reference, large);
  CHECK(small_check.verdict == Verdict::kCritical);
  CHECK(large_check.verdict == Verdict::kCritical);
  CHECK(small_check.psi == large_check.psi);
  CHECK(small_check.p == large_check.p);
  CHECK(small_check.directions == large_check.directions);
}

TEST_CASE("one bad tick changes no verdict and PSI by less than a tenth", "[drift]") {
  auto reference = normal_values(1, 5'000);
  auto current = normal_values(2, 1'000, 1.0);
  const auto clean = check_one(reference, current);
  reference[77] = 10'000.0;
  const auto in_reference = check_one(reference, current);
  CHECK(in_reference.psi == Approx(clean.psi).epsilon(0.1));
  CHECK(in_reference.verdict == clean.verdict);
  reference[77] = 0.0;
  current[5] = -1e9;
  CHECK(check_one(reference, current).psi == Approx(clean.psi).epsilon(0.1));
  auto quiet = normal_values(3, 250);
  quiet[8] = 1e9;
  const auto check = check_one(reference, quiet);
  CHECK(check.verdict == Verdict::kOk);
  CHECK(check.out_of_range == 1.0 / 250);
}

TEST_CASE("other units are recognised, a moved level is not one", "[drift]") {
  for (const double factor : {100.0, 0.001}) {
    auto current = normal_values(2, 60, 50.0, 10.0);
    std::for_each(current.begin(), current.end(), [&](double& x) { x *= factor; });
    const auto check = check_one(normal_values(1, 1'000, 50.0, 10.0), current);
    REQUIRE(check.unit_factor);
    CHECK(*check.unit_factor == Approx(factor));
    CHECK(check.verdict == Verdict::kCritical);
  }
  CHECK_FALSE(
      check_one(normal_values(1, 1'000, 50.0, 10.0), normal_values(2, 60, 80.0, 10.0)).unit_factor);
  CHECK_FALSE(check_one(normal_values(1, 1'000), normal_values(2, 60, 20.0)).unit_factor);
}

TEST_CASE("two columns that were swapped are named, two that drifted are not", "[drift]") {
  const std::vector<FeatureProfile> profiles = {
      make_feature_profile("rsi", normal_values(1, 1'000, 50.0, 10.0), {}, 1.0),
      make_feature_profile("return", normal_values(2, 1'000), {}, 1.0),
      make_feature_profile("range", normal_values(3, 1'000, 5.0), {}, 1.0)};
  std::vector<CurrentFeature> now = {
      describe_current(profiles[0], normal_values(4, 60)),
      describe_current(profiles[1], normal_values(5, 60, 50.0, 10.0)),
      describe_current(profiles[2], normal_values(6, 60, 8.0))};
  const auto checks = check_features(profiles, now, {});
  CHECK(checks[0].swapped_with == std::optional<std::string>("return"));
  CHECK(checks[1].swapped_with == std::optional<std::string>("rsi"));
  CHECK_FALSE(checks[2].swapped_with);
}

TEST_CASE("q is over the features that have rows, and the worst verdict is the whole's",
          "[drift]") {
  std::vector<FeatureProfile> profiles;
  std::vector<CurrentFeature> now;
  for (std::uint64_t f = 0; f < 10; ++f) {
    profiles.push_back(
        make_feature_profile("f" + std::to_string(f), normal_values(f, 1'000), {}, 1.0));
    now.push_back(describe_current(profiles[f], normal_values(50 + f, 120, f == 3 ? 1.0 : 0.0)));
  }
  now[7] = describe_current(profiles[7], std::vector<double>{});
  const auto checks = check_features(profiles, now, {});
  CHECK(checks[3].verdict == Verdict::kCritical);
  CHECK(checks[3].q == Approx(9.0 * checks[3].p));
  CHECK(checks[7].verdict == Verdict::kCannotTell);
  CHECK(overall(checks) == Verdict::kCritical);
  CHECK(overall(std::span(checks).subspan(7, 1)) == Verdict::kCannotTell);
  CHECK(overall({}) == Verdict::kCannotTell);
}

TEST_CASE("Evidently's rule needs its score", "[drift]") {
  const auto reference = normal_values(1, 1'000);
  const auto current = normal_values(2, 60, 1.0);
  const DecideOptions options{.rule = Rule::kEvidently};
  CHECK_THROWS_AS(check_one(reference, current, options), ConfigError);
  CHECK(check_one(reference, std::vector<double>(60, kNan), options).verdict ==
        Verdict::kCannotTell);
  const std::vector<FeatureProfile> profiles = {make_feature_profile("x", reference, {}, 1.0)};
  std::vector<CurrentFeature> now = {describe_current(profiles[0], current)};
  const EvidentlyFeature feature(reference, current);
  now[0].evidently = feature.score(feature.default_method());
  CHECK(check_features(profiles, now, options)[0].verdict == Verdict::kCritical);
}

TEST_CASE("a long current sample is described from rows evenly taken", "[drift]") {
  const auto profile = make_feature_profile("x", normal_values(1, 2'000), {}, 1.0);
  const auto current = normal_values(2, 200'000, 0.5);
  const auto described = describe_current(profile, current);
  CHECK(described.counts == count(profile.plan, current));
  CHECK(described.moments.n <= 65'536);
  CHECK(described.moments.mean == Approx(0.5).margin(0.02));
}

TEST_CASE("without drift few features alarm, with a real one nearly all", "[drift][slow]") {
  constexpr int kSets = 30;
  constexpr std::uint64_t kFeatures = 50;
  int alone = 0;
  int critical = 0;
  int sets_with_alarm = 0;
  int moved_and_warned = 0;
  for (std::uint64_t set = 0; set < kSets; ++set) {
    std::vector<FeatureProfile> profiles;
    std::vector<CurrentFeature> now;
    for (std::uint64_t f = 0; f < kFeatures; ++f) {
      const std::uint64_t stream = 10'000 + 100 * (set * kFeatures + f);
      profiles.push_back(make_feature_profile("x", normal_values(stream, 1'000), {}, 1.0));
      now.push_back(describe_current(profiles[f], normal_values(stream + 1, 60)));
      const auto one =
          check_features(std::span(profiles).subspan(f, 1), std::span(now).subspan(f, 1), {})[0];
      alone += one.verdict == Verdict::kWarning || one.verdict == Verdict::kCritical ? 1 : 0;
      critical += one.verdict == Verdict::kCritical ? 1 : 0;
      const std::vector<CurrentFeature> moved = {
          describe_current(profiles[f], normal_values(stream + 2, 60, 1.0))};
      const auto verdict = check_features(std::span(profiles).subspan(f, 1), moved, {})[0].verdict;
      moved_and_warned += verdict == Verdict::kWarning || verdict == Verdict::kCritical ? 1 : 0;
    }
    sets_with_alarm += overall(check_features(profiles, now, {})) != Verdict::kOk ? 1 : 0;
  }
  const double checks = kSets * static_cast<double>(kFeatures);
  CAPTURE(alone, critical, sets_with_alarm, moved_and_warned);
  CHECK(alone <= 0.05 * checks);
  CHECK(critical <= 0.015 * checks);
  CHECK(sets_with_alarm <= 0.05 * kSets + 1.0);
  CHECK(moved_and_warned >= 0.99 * checks);
}
