// SPDX-License-Identifier: MIT
#include "mlpipe/drift/windows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using std::chrono::days;
using Unit = Duration::Unit;
using Windows = std::vector<RowWindow>;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Duration rows(std::int64_t count) {
  return {count, Unit::kBars};
}

/// Days from 2026-01-01, each so many times.
std::vector<Timestamp> daily(std::size_t count, std::size_t symbols = 1) {
  const Timestamp first = *from_iso8601("2026-01-01T00:00:00Z");
  std::vector<Timestamp> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.insert(out.end(), symbols, first + days(i));
  }
  return out;
}

/// Standard normal, moved by `shift` from row `from` on, a few missing.
std::vector<double> column(std::uint64_t stream, std::size_t count, std::size_t from = 0,
                           double shift = 0.0) {
  auto rng = Rng::stream(31, stream);
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = rng.normal() + (i >= from ? shift : 0.0);
    out[i] = rng.uniform() < 0.02 ? kNan : out[i];
  }
  return out;
}

CategorySample categories(std::uint64_t stream, std::size_t count, std::size_t from = 0,
                          bool moved = false) {
  auto rng = Rng::stream(37, stream);
  CategorySample out{{"a", "b", "c", "new"}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_new = moved && i >= from && rng.uniform() < 0.3;
    out.codes.push_back(is_new ? 3 : static_cast<std::int32_t>(rng.below(4)) - 1);
  }
  return out;
}

CategorySample part(const CategorySample& sample, const RowWindow& window) {
  return {sample.names,
          {sample.codes.begin() + static_cast<std::ptrdiff_t>(window.begin),
           sample.codes.begin() + static_cast<std::ptrdiff_t>(window.end)}};
}

std::size_t alarms(const std::vector<WindowCheck>& checks) {
  return static_cast<std::size_t>(std::count_if(checks.begin(), checks.end(), [](const auto& c) {
    return c.verdict == Verdict::kWarning || c.verdict == Verdict::kCritical;
  }));
}

std::vector<WindowCheck> checks_of(const std::vector<Verdict>& verdicts) {
  std::vector<WindowCheck> out;
  for (const auto verdict : verdicts) {
    out.push_back({{}, verdict, {{0.0, 0.0, 1.0, 1.0, 0.0, verdict}}});
  }
  return out;
}

}  // namespace

TEST_CASE("windows of rows end with the last row", "[drift]") {
  CHECK(plan_windows(100, {}, rows(60), rows(20)) == Windows{{0, 60}, {20, 80}, {40, 100}});
  CHECK(plan_windows(110, {}, rows(60), rows(20)) == Windows{{10, 70}, {30, 90}, {50, 110}});
  CHECK(plan_windows(125, {}, rows(60), {}) == Windows{{5, 65}, {65, 125}});
  CHECK(plan_windows(60, {}, rows(60), rows(1)) == Windows{{0, 60}});
  CHECK(plan_windows(59, {}, rows(60), rows(1)).empty());
  CHECK(plan_windows(0, {}, rows(60), rows(1)).empty());
  CHECK(plan_windows(200, {}, rows(60), rows(100)) == Windows{{40, 100}, {140, 200}});
}

TEST_CASE("rows of one time stay in one window", "[drift]") {
  const auto times = daily(10, 3);
  CHECK(plan_windows(30, times, rows(9), rows(6)) == Windows{{3, 12}, {9, 18}, {15, 24}, {21, 30}});
  CHECK(plan_windows(30, times, rows(10), {}) == Windows{{6, 18}, {18, 30}});
  CHECK(newest_window(30, times, rows(10)) == RowWindow{18, 30});
  CHECK(newest_window(30, {}, rows(10)) == RowWindow{20, 30});
}

TEST_CASE("windows of time hold what lies in them, gaps and all", "[drift]") {
  const auto times = daily(40);
  CHECK(plan_windows(40, times, {10, Unit::kDays}, {}) ==
        Windows{{0, 10}, {10, 20}, {20, 30}, {30, 40}});
  CHECK(plan_windows(40, times, {20, Unit::kDays}, Duration{10, Unit::kDays}) ==
        Windows{{0, 20}, {10, 30}, {20, 40}});
  CHECK(plan_windows(40, times, {1, Unit::kMonths}, {}) == Windows{{9, 40}});
  CHECK(plan_windows(40, times, rows(25), Duration{1, Unit::kWeeks}) ==
        Windows{{1, 26}, {8, 33}, {15, 40}});
  CHECK(plan_windows(40, times, {10, Unit::kDays}, rows(15)) ==
        Windows{{0, 10}, {15, 25}, {30, 40}});
  auto gap = daily(60);
  gap.erase(gap.begin() + 20, gap.begin() + 45);
  CHECK(plan_windows(35, gap, {10, Unit::kDays}, {}) ==
        Windows{{0, 10}, {10, 20}, {20, 25}, {25, 35}});
  CHECK(newest_window(40, times, {10, Unit::kDays}) == RowWindow{30, 40});
  CHECK(newest_window(40, times, {1, Unit::kYears}) == RowWindow{0, 40});
  CHECK(newest_window(0, {}, rows(5)) == RowWindow{0, 0});
}

TEST_CASE("a length of time needs times, and windows have an end", "[drift]") {
  CHECK_THROWS_AS(plan_windows(40, {}, {10, Unit::kDays}, {}), ConfigError);
  CHECK_THROWS_WITH(plan_windows(40, {}, rows(10), Duration{1, Unit::kDays}),
                    ContainsSubstring("/step: \"1d\" needs rows with times"));
  CHECK_THROWS_AS(newest_window(40, {}, {10, Unit::kDays}), ConfigError);
  const auto times = daily(400);
  CHECK_THROWS_WITH(plan_windows(400, times, rows(10), Duration{1, Unit::kSeconds}),
                    ContainsSubstring("more than 20,000 windows of 400 rows"));
  CHECK(plan_windows(kMostWindows, {}, rows(1), {}).size() == kMostWindows);
  CHECK_THROWS_AS(plan_windows(kMostWindows + 1, {}, rows(1), {}), ConfigError);
}

TEST_CASE("windows counted in one pass are windows counted each by itself", "[drift]") {
  const auto numbers = column(1, 2'000);
  const auto profile = make_feature_profile("x", std::span(numbers), {}, 1.0);
  const auto words = categories(1, 2'000);
  const auto word_profile = make_feature_profile("c", words, {}, 1.0);
  // Overlapping; one behind the other; so long that each is counted by itself.
  const auto [all, length, step] =
      GENERATE(table<std::size_t, int, int>({{701, 60, 7}, {701, 60, 60}, {3'701, 1'200, 1'200}}));
  const auto now = column(2, all, 400, 1.0);
  const std::vector<float> floats(now.begin(), now.end());
  const auto words_now = categories(2, all, 300, true);
  const auto windows = plan_windows(all, {}, rows(length), rows(step));
  const auto counted = count_windows(profile, now, windows);
  const auto counted_floats = count_windows(profile, floats, windows);
  const auto counted_words = count_windows(word_profile, words_now, windows);
  REQUIRE(counted.size() == windows.size());
  for (std::size_t w = 0; w < windows.size(); ++w) {
    const auto alone =
        count(profile.plan, std::span(now).subspan(windows[w].begin, windows[w].rows()));
    CHECK(counted[w].bins == alone.bins);
    CHECK(counted[w].missing == alone.missing);
    CHECK(counted[w].rows == static_cast<std::uint64_t>(length));
    CHECK(counted_floats[w].bins == alone.bins);
    CHECK(counted_words[w] == count(word_profile.plan, part(words_now, windows[w])));
  }
}

TEST_CASE("a window's verdict is that of a check of its rows alone", "[drift]") {
  std::vector<FeatureProfile> profiles;
  std::vector<std::vector<double>> now;
  const auto windows = plan_windows(900, {}, rows(60), rows(20));
  std::vector<std::vector<BinCounts>> counts;
  for (std::uint64_t f = 0; f < 5; ++f) {
    profiles.push_back(
        make_feature_profile("x", std::span<const double>(column(10 + f, 1'500)), {}, 1.0));
    now.push_back(column(20 + f, 900, 450, f < 2 ? 0.8 : 0.0));
    counts.push_back(count_windows(profiles[f], now[f], windows));
  }
  for (const auto rule : {Rule::kAdjusted, Rule::kPlain}) {
    const auto checks = check_windows(profiles, counts, windows, {.rule = rule});
    REQUIRE(checks.size() == windows.size());
    for (std::size_t w = 0; w < windows.size(); ++w) {
      std::vector<CurrentFeature> alone;
      for (std::size_t f = 0; f < profiles.size(); ++f) {
        alone.push_back(describe_current(
            profiles[f], std::span<const double>(now[f]).subspan(windows[w].begin, 60)));
      }
      const auto expected = check_features(profiles, alone, {.rule = rule});
      CHECK(checks[w].verdict == overall(expected));
      CHECK(checks[w].rows == windows[w]);
      for (std::size_t f = 0; f < profiles.size(); ++f) {
        CHECK(checks[w].features[f].psi == expected[f].psi);
        CHECK(checks[w].features[f].psi_adjusted == expected[f].psi_adjusted);
        CHECK(checks[w].features[f].q == expected[f].q);
        CHECK(checks[w].features[f].missing == expected[f].missing_now);
        CHECK(checks[w].features[f].verdict == expected[f].verdict);
      }
    }
  }
  CHECK_THROWS_AS(check_windows(profiles, counts, windows, {.rule = Rule::kEvidently}),
                  ConfigError);
}

TEST_CASE("since when a feature is off is said, and the same rows shuffled are quiet", "[drift]") {
  constexpr std::size_t kReference = 1'000;
  constexpr std::size_t kRows = 3'000;
  auto rng = Rng::stream(41, 1);
  const auto windows = plan_windows(kRows - kReference, {}, rows(60), {});
  const auto check = [&](const std::vector<std::vector<double>>& table) {
    std::vector<FeatureProfile> profiles;
    std::vector<std::vector<BinCounts>> counts;
    for (const auto& values : table) {
      const std::span all(values);
      profiles.push_back(make_feature_profile("x", all.first(kReference), {}, 1.0));
      counts.push_back(count_windows(profiles.back(), all.subspan(kReference), windows));
    }
    return check_windows(profiles, counts, windows, {});
  };
  std::vector<std::vector<double>> table;
  for (std::uint64_t f = 0; f < 8; ++f) {
    table.push_back(column(50 + f, kRows, 2'000, f < 4 ? 1.5 : 0.0));
  }
  const auto in_order = check(table);
  for (std::size_t f = 0; f < 4; ++f) {
    const auto since = off_since(in_order, f);
    REQUIRE(since);
    CHECK(windows[*since].end > 1'000);
    CHECK(windows[*since].begin < 1'060);
  }
  CHECK_FALSE(off_since(in_order, 6));
  CHECK(alarms(in_order) >= windows.size() / 2 - 1);
  std::vector<std::size_t> order(kRows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = kRows - 1; i > 0; --i) {
    std::swap(order[i], order[rng.below(i + 1)]);
  }
  auto shuffled = table;
  for (std::size_t f = 0; f < table.size(); ++f) {
    for (std::size_t i = 0; i < kRows; ++i) {
      shuffled[f][i] = table[f][order[i]];
    }
  }
  CHECK(alarms(check(shuffled)) <= windows.size() / 10);
}

TEST_CASE("the last run of being off is unbroken by windows that cannot tell", "[drift]") {
  constexpr Verdict kOk = Verdict::kOk;
  constexpr Verdict kWarning = Verdict::kWarning;
  constexpr Verdict kCritical = Verdict::kCritical;
  constexpr Verdict kUnknown = Verdict::kCannotTell;
  const auto run = [](const std::vector<Verdict>& verdicts) {
    return last_off_run(checks_of(verdicts), 0);
  };
  const auto since = [](const std::vector<Verdict>& verdicts) {
    return off_since(checks_of(verdicts), 0);
  };
  CHECK(run({kWarning, kOk, kWarning, kCritical}) == std::optional(OffRun{2, 3}));
  CHECK(run({kOk, kWarning, kUnknown, kCritical, kUnknown}) == std::optional(OffRun{1, 3}));
  CHECK(run({kWarning, kWarning, kOk}) == std::optional(OffRun{0, 1}));
  CHECK_FALSE(run({kOk, kUnknown}));
  CHECK_FALSE(run({}));
  CHECK(since({kOk, kWarning, kUnknown}) == std::optional<std::size_t>(1));
  CHECK_FALSE(since({kOk, kWarning, kOk}));
  CHECK_FALSE(since({kUnknown}));
}
