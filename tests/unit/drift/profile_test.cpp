// SPDX-License-Identifier: MIT
#include "mlpipe/drift/profile.hpp"

#include <cmath>
#include <limits>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/drift/decide.hpp"

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;

namespace {

std::vector<double> normal_values(std::uint64_t seed, std::size_t rows) {
  Rng rng(seed);
  std::vector<double> out(rows);
  std::generate(out.begin(), out.end(), [&] { return rng.normal(); });
  return out;
}

ReferenceProfile example() {
  ReferenceProfile out;
  out.model_sha256 = sha256_hex("model");
  out.data_sha256 = sha256_hex("data");
  out.first = from_iso8601("2020-01-02T00:00:00Z");
  out.last = from_iso8601("2023-12-29T00:00:00Z");
  out.spacing = std::chrono::hours(24);
  auto values = normal_values(1, 1'000);
  values[3] = std::numeric_limits<double>::quiet_NaN();
  values[4] = -std::numeric_limits<double>::infinity();
  out.features.push_back(make_feature_profile("return_1", values, {}, 12.5));
  std::vector<double> steps(values.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i] = static_cast<double>(i / 100 % 3) - 1.0;
  }
  out.features.push_back(make_feature_profile("signal", steps, {}, 0.1));
  CategorySample days{{"mon", "tue", "w\xC3\xA9n"}, {}};
  for (std::size_t i = 0; i < 1'000; ++i) {
    days.codes.push_back(static_cast<std::int32_t>(i % 4) - 1);
  }
  out.features.push_back(make_feature_profile("day", days, {}, 0.0));
  const std::vector<double> nothing(1'000, std::numeric_limits<double>::quiet_NaN());
  out.features.push_back(make_feature_profile("empty", nothing, {}, 0.0));
  const auto scores = normal_values(2, 500);
  out.prediction =
      make_feature_profile("prediction", std::vector<float>(scores.begin(), scores.end()), {}, 0.0);
  return out;
}

/// The text with one piece replaced.
std::string changed(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  return text;
}

std::string error_of(const std::string& text) {
  try {
    (void)read_profile(text, "profile.json");
  } catch (const IntegrityError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a profile read is the profile written, and writes the same bytes", "[drift]") {
  const auto profile = example();
  const auto text = write_profile(profile);
  CHECK(text == write_profile(example()));
  const auto read = read_profile(text, "profile.json");
  CHECK(read == profile);
  CHECK(write_profile(read) == text);
  CHECK(read.find("signal") == &read.features[1]);
  CHECK(read.find("Signal") == nullptr);
  CHECK(text.size() < 40'000);
}

TEST_CASE("a profile that was damaged is refused and the place is named", "[drift]") {
  const auto text = write_profile(example());
  CHECK_THAT(error_of("{"), ContainsSubstring("profile.json"));
  CHECK_THAT(error_of("[]"), ContainsSubstring("expected an object"));
  CHECK_THAT(error_of("{\"format\":\"another\"}"), ContainsSubstring("/format"));
  CHECK_THAT(error_of(changed(text, "\"version\":1", "\"version\":2")),
             ContainsSubstring("/version: version 2"));
  CHECK_THAT(error_of(changed(text, "\"rows\":1000", "\"rows\":1001")),
             ContainsSubstring("/features/0/counts: the counts add up to 1000"));
  CHECK_THAT(error_of(changed(text, "\"gain\":12.5", "\"gain\":\"12.5\"")),
             ContainsSubstring("/features/0/gain: expected a number"));
  CHECK_THAT(error_of(changed(text, "\"gain\":12.5", "\"again\":12.5")),
             ContainsSubstring("/features/0: the field \"gain\" is missing"));
  CHECK_THAT(error_of(changed(text, "\"mode\":\"quantiles\"", "\"mode\":\"octiles\"")),
             ContainsSubstring("/features/0/bins/mode: expected one of none, values"));
  CHECK_THAT(error_of(changed(text, "\"mode\":\"values\"", "\"mode\":\"none\"")),
             ContainsSubstring("/features/1/counts/bins: expected 0 counts"));
  // A number that could be one: only the checksum tells.
  CHECK_THAT(error_of(changed(text, "\"gain\":12.5", "\"gain\":12.6")),
             ContainsSubstring("/sha256: the profile is not what was written"));
  CHECK_THAT(error_of(text.substr(0, text.size() / 2)), ContainsSubstring("profile.json"));
}

TEST_CASE("every byte of a profile counts", "[drift]") {
  const auto text = write_profile(example());
  Rng rng(9);
  for (int i = 0; i < 200; ++i) {
    auto damaged = text;
    const std::size_t at = rng.below(damaged.size());
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << rng.below(3)));
    CAPTURE(at, text[at], damaged[at]);
    CHECK_FALSE(error_of(damaged).empty());
  }
}

TEST_CASE("the reference has PSI 0 against its own profile, in any order of rows", "[drift]") {
  auto values = normal_values(3, 2'000);
  const auto profile = make_feature_profile("x", values, {}, 1.0);
  std::reverse(values.begin(), values.end());
  const auto counts = with_missing(profile.counts, count(profile.plan, values));
  CHECK(psi(counts).value == 0.0);
  CHECK(psi_half(counts) == 0.0);
  const std::vector<FeatureProfile> profiles = {profile};
  const std::vector<CurrentFeature> current = {describe_current(profile, values)};
  const auto check = check_features(profiles, current, {})[0];
  CHECK(check.psi == 0.0);
  CHECK(check.p == 1.0);
  CHECK(check.verdict == Verdict::kOk);
  CHECK(check.directions.empty());
}

TEST_CASE("a float that many rows share is found again in a profile read", "[drift]") {
  std::vector<float> values(1'000, 0.1F);
  for (std::size_t i = 0; i < 500; ++i) {
    values[i] = 0.3F + 0.001F * static_cast<float>(i);
  }
  ReferenceProfile profile;
  profile.features.push_back(make_feature_profile("x", values, {}, 0.0));
  const auto read = read_profile(write_profile(profile), "profile.json");
  CHECK(read == profile);
  const std::vector<double> atoms(60, static_cast<double>(0.1F));
  CHECK(ks_statistic_from_grid(read.features[0].grid, atoms) == Approx(0.5).margin(0.005));
}

TEST_CASE("a profile keeps noise at lengths up to a quarter of its rows", "[drift]") {
  const auto profile = make_feature_profile("x", normal_values(4, 500), {}, 0.0);
  REQUIRE(profile.noise.size() == 6);
  CHECK(profile.noise.back().length == 125);
  CHECK(profile.windows.size() == 6);
  CHECK(make_feature_profile("x", normal_values(4, 30), {}, 0.0).noise.empty());
}

TEST_CASE("the spacing of rows is the median step", "[drift]") {
  const auto day = [](int n) { return Timestamp(std::chrono::hours(24 * n)); };
  // Two symbols at each time, and a weekend.
  const std::vector<Timestamp> times = {day(0), day(0), day(1), day(1), day(4), day(5)};
  CHECK(typical_spacing(times) == std::chrono::hours(24));
  CHECK(typical_spacing(std::span(times).first(2)) == std::chrono::hours(0));
}
