// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/split.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::backtest;
using Unit = Duration::Unit;

namespace {

Timestamp day(const std::string& date) {
  return from_iso8601(date + "T00:00:00Z").value();
}

std::vector<Timestamp> days(const std::vector<std::string>& dates) {
  std::vector<Timestamp> out;
  for (const auto& date : dates) {
    out.push_back(date.empty() ? Timestamp::max() : day(date));
  }
  return out;
}

/// Regular daily rows whose label ends `horizon` rows later.
struct Rows {
  std::vector<Timestamp> time, label_end;
  Rows(std::size_t n, std::size_t horizon) {
    for (std::size_t i = 0; i < n; ++i) {
      time.push_back(Timestamp{} + std::chrono::days(i));
    }
    for (std::size_t i = 0; i < n; ++i) {
      label_end.push_back(i + horizon < n ? time[i + horizon] : Timestamp::max());
    }
  }
};

std::vector<IndexFold> folds_of(const nlohmann::json& list) {
  std::vector<IndexFold> out;
  for (const auto& f : list) {
    out.push_back({{f.at(0), f.at(1)}, {f.at(2), f.at(3)}});
  }
  return out;
}

IndexPlan plan_of(const nlohmann::json& settings) {
  IndexPlan plan;
  plan.n = settings.at("n");
  plan.train = settings.at("train");
  plan.test = settings.at("test");
  plan.step = settings.at("step").is_null() ? 0 : settings.at("step").get<std::size_t>();
  plan.gap = settings.at("purge").get<std::size_t>() + settings.at("embargo").get<std::size_t>();
  plan.window = settings.at("mode") == "rolling" ? WindowKind::kRolling : WindowKind::kExpanding;
  plan.anchor = settings.at("anchor") == "start" ? Anchor::kStart : Anchor::kEnd;
  plan.partial_test = settings.at("partial");
  return plan;
}

SplitOptions options_of(const nlohmann::json& settings) {
  const auto plan = plan_of(settings);
  SplitOptions options;
  options.window = plan.window;
  options.train = {static_cast<std::int64_t>(plan.train), Unit::kBars};
  options.test = {static_cast<std::int64_t>(plan.test), Unit::kBars};
  options.step = {static_cast<std::int64_t>(plan.step), Unit::kBars};
  options.embargo = {settings.at("embargo").get<std::int64_t>(), Unit::kBars};
  options.anchor = plan.anchor;
  options.partial_test = plan.partial_test;
  options.min_test_bars = 1;
  options.min_train_rows = 1;
  return options;
}

std::vector<IndexFold> as_indices(const Splits& splits) {
  std::vector<IndexFold> out;
  for (const auto& fold : splits.folds) {
    out.push_back({fold.train, fold.test});
  }
  return out;
}

}  // namespace

TEST_CASE("index walk-forward matches the golden vectors", "[backtest][golden]") {
  const auto golden = golden::read_json("backtest/expected_splits.json").at("walk_forward");
  REQUIRE(golden.size() == 18);
  for (const auto& item : golden) {
    CAPTURE(item.at("settings").dump());
    CHECK(split_indices(plan_of(item.at("settings"))) == folds_of(item.at("folds")));
  }
}

TEST_CASE("the splitter by time equals index arithmetic on regular bars", "[backtest][golden]") {
  // The label's horizon is the fixture's purge: the general rule must find the same rows.
  const auto list = golden::read_json("backtest/expected_splits.json").at("walk_forward");
  REQUIRE(list.size() == 18);
  for (const auto& item : list) {
    const auto& settings = item.at("settings");
    CAPTURE(settings.dump());
    const Rows rows(settings.at("n"), settings.at("purge"));
    const auto expected = folds_of(item.at("folds"));
    if (expected.empty()) {
      CHECK_THROWS_AS(split_walk_forward(rows.time, rows.label_end, options_of(settings)),
                      ConfigError);
      continue;
    }
    CHECK(as_indices(split_walk_forward(rows.time, rows.label_end, options_of(settings))) ==
          expected);
    auto explicit_purge = options_of(settings);
    explicit_purge.purge = Duration{settings.at("purge").get<std::int64_t>(), Unit::kBars};
    const Rows known(settings.at("n"), 0);  // labels that end at once: the purge alone acts
    CHECK(as_indices(split_walk_forward(known.time, known.label_end, explicit_purge)) == expected);
  }
}

TEST_CASE("scikit-learn's TimeSeriesSplit is the expanding split anchored at the end",
          "[backtest][golden]") {
  // k folds, the oldest rows go to the first train; max_train_size only cuts the train's begin.
  const auto list =
      golden::read_json("backtest/expected_splits.json").at("sklearn_time_series_split");
  REQUIRE(list.size() == 7);
  for (const auto& item : list) {
    CAPTURE(item.dump());
    const auto k = item.at("n_splits").get<std::size_t>();
    IndexPlan plan;
    plan.n = item.at("n");
    plan.test =
        item.at("test_size").is_null() ? plan.n / (k + 1) : item.at("test_size").get<std::size_t>();
    plan.gap = item.at("gap");
    plan.window = WindowKind::kExpanding;
    plan.train = 1;
    auto folds = split_indices(plan);
    REQUIRE(folds.size() >= k);
    folds.erase(folds.begin(), folds.end() - static_cast<std::ptrdiff_t>(k));
    if (!item.at("max_train_size").is_null()) {
      const auto most = item.at("max_train_size").get<std::size_t>();
      for (auto& fold : folds) {
        fold.train.begin = fold.train.end - std::min(most, fold.train.size());
      }
    }
    CHECK(folds == folds_of(item.at("folds")));
  }
}

TEST_CASE("FreqAI's windows are the rolling split anchored at the start", "[backtest][golden]") {
  const auto golden = golden::read_json("backtest/expected_splits.json").at("freqai_windows");
  const auto windows = golden.at("windows").get<std::vector<std::vector<std::string>>>();
  // One row a day, stamped at its close: the day [a, a + 1) closes at a + 1.
  std::vector<Timestamp> time;
  for (auto t = day(windows.front()[0]); t < day(golden.at("timerange").at(1));
       t += std::chrono::days(1)) {
    time.push_back(t + std::chrono::days(1));
  }
  SplitOptions options;
  options.train = {golden.at("train_period_days").get<std::int64_t>(), Unit::kBars};
  options.test = {golden.at("backtest_period_days").get<std::int64_t>(), Unit::kBars};
  options.anchor = Anchor::kStart;
  options.partial_test = true;
  options.min_test_bars = 1;
  options.min_train_rows = 1;
  const auto folds = split_walk_forward(time, time, options).folds;
  REQUIRE(folds.size() == windows.size());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    CHECK(time[folds[f].train.begin] == day(windows[f][0]) + std::chrono::days(1));
    CHECK(time[folds[f].train.end - 1] == day(windows[f][1]));
    CHECK(folds[f].test_lower == day(windows[f][2]));
    CHECK(folds[f].test_upper == day(windows[f][3]));
  }
}

TEST_CASE("months are taken from a fixed end, the day clamped", "[backtest][golden]") {
  const auto list =
      golden::read_json("backtest/expected_splits_calendar.json").at("month_subtraction");
  REQUIRE(list.size() == 13);
  for (const auto& item : list) {
    CAPTURE(item.dump());
    CHECK(subtract(day(item.at("date")), {item.at("months"), Unit::kMonths}) ==
          day(item.at("result")));
  }
}

TEST_CASE("calendar walk-forward on daily prices matches the golden vectors",
          "[backtest][golden]") {
  const auto time = days(golden::read_csv("backtest/prices.csv").text("date"));
  const auto list = golden::read_json("backtest/expected_splits_calendar.json").at("prices_csv");
  REQUIRE(list.size() == 4);
  for (const auto& item : list) {
    const auto& settings = item.at("settings");
    CAPTURE(settings.dump());
    const auto horizon = settings.at("label_horizon_bars").get<std::size_t>();
    std::vector<Timestamp> label_end(time.size(), Timestamp::max());
    std::copy(time.begin() + static_cast<std::ptrdiff_t>(horizon), time.end(), label_end.begin());
    SplitOptions options;
    options.test = {settings.at("test_months"), Unit::kMonths};
    options.embargo = {settings.at("embargo_days"), Unit::kDays};
    options.min_train_rows = settings.at("min_train");
    options.min_test_bars = 1;
    if (settings.at("mode") == "rolling") {
      options.train = {settings.at("train_months"), Unit::kMonths};
    } else {
      options.window = WindowKind::kExpanding;
      options.train = {1, Unit::kBars};
    }
    const auto folds = split_walk_forward(time, label_end, options).folds;
    REQUIRE(folds.size() == item.at("folds").size());
    for (std::size_t f = 0; f < folds.size(); ++f) {
      const auto& expected = item.at("folds").at(f);
      CHECK(folds[f].test_lower == day(expected.at("test_bound").at(0)));
      CHECK(folds[f].test_upper == day(expected.at("test_bound").at(1)));
      CHECK(folds[f].train ==
            data::RowRange{expected.at("train").at(0), expected.at("train").at(1)});
      CHECK(folds[f].test == data::RowRange{expected.at("test").at(0), expected.at("test").at(1)});
    }
  }
}

TEST_CASE("purged panel splits match the golden vectors", "[backtest][golden]") {
  const auto csv = golden::read_csv("backtest/panel.csv");
  const auto all_time = days(csv.text("date"));
  const auto all_end = days(csv.text("label_end_date_h5"));
  const auto list = golden::read_json("backtest/expected_splits_calendar.json").at("panel_csv");
  REQUIRE(list.size() == 3);
  for (const auto& item : list) {
    const Timestamp upper = day(item.at("test_upper_bound"));
    const Timestamp lower = day(item.at("boundary"));
    const Timestamp train_lower = day(item.at("train_lower_bound"));
    const auto length = [](Timestamp a, Timestamp b) {
      return Duration{std::chrono::floor<std::chrono::days>(b - a).count(), Unit::kDays};
    };
    // The window's upper end is the newest row: cut the panel there.
    std::vector<Timestamp> time;
    std::copy_if(all_time.begin(), all_time.end(), std::back_inserter(time),
                 [&](Timestamp t) { return t <= upper; });
    REQUIRE(time.back() == upper);
    const std::span<const Timestamp> label_end(all_end.data(), time.size());
    SplitOptions options;
    options.test = length(lower, upper);
    options.train = length(train_lower, lower);
    options.embargo = {item.at("embargo_days"), Unit::kDays};
    options.min_train_rows = 1;
    options.max_folds = 1;
    const auto folds = split_walk_forward(time, label_end, options).folds;
    REQUIRE(folds.size() == 1);
    const auto used = training_rows(folds[0], label_end, {});
    CHECK(used == item.at("train_rows").get<std::vector<std::size_t>>());
    std::vector<std::size_t> tested;
    std::vector<std::size_t> scored;
    for (std::size_t row = folds[0].test.begin; row < folds[0].test.end; ++row) {
      tested.push_back(row);
      if (label_end[row] != Timestamp::max()) {
        scored.push_back(row);
      }
    }
    CHECK(tested == item.at("test_rows").get<std::vector<std::size_t>>());
    CHECK(scored == item.at("test_rows_with_label").get<std::vector<std::size_t>>());
  }
}

TEST_CASE("no training label reaches into the test window and no moment is on both sides",
          "[backtest][property]") {
  const auto seed = GENERATE(range(1, 9));
  Rng rng(static_cast<std::uint64_t>(seed));
  std::vector<Timestamp> time;
  std::vector<Timestamp> label_end;
  Timestamp now{};
  for (int i = 0; i < 600; ++i) {
    if (rng.uniform() < 0.6) {
      now += std::chrono::hours(1 + static_cast<int>(rng.below(60)));  // irregular, ragged panel
    }
    time.push_back(now);
    label_end.push_back(now + std::chrono::hours(rng.below(400)));
  }
  SplitOptions options;
  options.window = seed % 2 == 0 ? WindowKind::kRolling : WindowKind::kExpanding;
  options.anchor = seed % 3 == 0 ? Anchor::kStart : Anchor::kEnd;
  options.train = seed % 4 < 2 ? Duration{60, Unit::kBars} : Duration{90, Unit::kDays};
  options.test = seed % 5 < 2 ? Duration{25, Unit::kBars} : Duration{1, Unit::kMonths};
  options.embargo = seed % 2 == 0 ? Duration{2, Unit::kDays} : Duration{3, Unit::kBars};
  options.min_test_bars = 2;
  options.min_train_rows = 5;
  const auto splits = split_walk_forward(time, label_end, options);
  CAPTURE(seed, splits.folds.size());
  CHECK(splits.folds.size() >= 2);
  require_disjoint_tests(splits.folds);
  for (const auto& fold : splits.folds) {
    CHECK(fold.train_bound <= fold.test_lower);
    CHECK(time[fold.test.begin] > fold.test_lower);
    CHECK(time[fold.test.end - 1] <= fold.test_upper);
    CHECK((fold.test.begin == 0 || time[fold.test.begin - 1] <= fold.test_lower));
    const auto used = training_rows(fold, label_end, {});
    CHECK(used.size() >= options.min_train_rows);
    for (const std::size_t row : used) {
      REQUIRE(label_end[row] <= fold.test_lower);
      REQUIRE(row < fold.test.begin);
    }
  }
}

TEST_CASE("no fold is an error that names the largest train length", "[backtest]") {
  const Rows rows(100, 5);
  SplitOptions options;
  options.test = {20, Unit::kBars};
  options.train = {200, Unit::kBars};
  options.min_train_rows = 1;
  CHECK_THROWS_WITH(split_walk_forward(rows.time, rows.label_end, options),
                    ContainsSubstring("/walk_forward/train") &&
                        ContainsSubstring("the largest train that gives one fold is \"75\""));
  options.train = {75, Unit::kBars};
  CHECK(split_walk_forward(rows.time, rows.label_end, options).folds.size() == 1);
  options.train = {76, Unit::kBars};
  CHECK_THROWS_AS(split_walk_forward(rows.time, rows.label_end, options), ConfigError);

  options.test = {20, Unit::kDays};
  options.train = {1, Unit::kYears};
  CHECK_THROWS_WITH(split_walk_forward(rows.time, rows.label_end, options),
                    ContainsSubstring("\"80d\""));
  options.train = {80, Unit::kDays};
  CHECK(split_walk_forward(rows.time, rows.label_end, options).folds.size() == 1);

  options.test = {100, Unit::kBars};
  CHECK_THROWS_WITH(split_walk_forward(rows.time, rows.label_end, options),
                    ContainsSubstring("/walk_forward/test"));
  options.test = {1'000'000'000, Unit::kYears};
  options.train = {1'000'000'000, Unit::kWeeks};
  CHECK_THROWS_AS(split_walk_forward(rows.time, rows.label_end, options), ConfigError);
  CHECK_THROWS_AS(split_walk_forward({}, {}, options), ConfigError);
}

TEST_CASE("folds too small to judge are left out and told", "[backtest]") {
  Rows rows(300, 1);
  for (std::size_t i = 200; i < 300; ++i) {  // a hole of 60 days before the last 100 rows
    rows.time[i] += std::chrono::days(60);
    rows.label_end[i] = rows.time[i];
  }
  SplitOptions options;
  options.train = {90, Unit::kDays};
  options.test = {30, Unit::kDays};
  options.min_train_rows = 40;
  const auto splits = split_walk_forward(rows.time, rows.label_end, options);
  REQUIRE_FALSE(splits.notes.empty());
  CHECK_THAT(splits.notes.front(), ContainsSubstring("is left out: fewer than"));
  for (const auto& fold : splits.folds) {
    CHECK(fold.test.size() >= 20);
  }
  options.min_test_bars = 1000;
  CHECK_THROWS_WITH(split_walk_forward(rows.time, rows.label_end, options),
                    ContainsSubstring("min_test_bars"));
}

TEST_CASE("overlapping tests are refused and holes between tests are told", "[backtest]") {
  const Rows rows(400, 1);
  SplitOptions options;
  options.train = {100, Unit::kBars};
  options.test = {30, Unit::kBars};
  options.min_train_rows = 50;
  options.step = {10, Unit::kBars};
  const auto overlapping = split_walk_forward(rows.time, rows.label_end, options);
  CHECK_THROWS_WITH(require_disjoint_tests(overlapping.folds),
                    ContainsSubstring("/walk_forward/step"));
  options.step = {40, Unit::kBars};
  const auto holes = split_walk_forward(rows.time, rows.label_end, options);
  CHECK_NOTHROW(require_disjoint_tests(holes.folds));
  REQUIRE(holes.notes.size() == 1);
  CHECK_THAT(holes.notes[0], ContainsSubstring("between the test windows"));
}

TEST_CASE("max_folds keeps the newest folds", "[backtest]") {
  const Rows rows(500, 1);
  SplitOptions options;
  options.train = {100, Unit::kBars};
  options.test = {30, Unit::kBars};
  options.min_train_rows = 50;
  options.anchor = GENERATE(Anchor::kEnd, Anchor::kStart);
  const auto all = split_walk_forward(rows.time, rows.label_end, options).folds;
  options.max_folds = 3;
  const auto few = split_walk_forward(rows.time, rows.label_end, options).folds;
  REQUIRE(few.size() == 3);
  CHECK(std::equal(few.begin(), few.end(), all.end() - 3));
}

TEST_CASE("an explicit purge keeps rows away beyond what their labels demand", "[backtest]") {
  const Rows rows(200, 2);
  SplitOptions options;
  options.train = {50, Unit::kBars};
  options.test = {30, Unit::kBars};
  options.min_train_rows = 10;
  options.purge = Duration{10, Unit::kBars};
  const auto fold = split_walk_forward(rows.time, rows.label_end, options).folds.back();
  CHECK(fold.train.end == fold.test.begin - 10);
  options.purge = Duration{1, Unit::kBars};  // less than the label needs: the label's rule stands
  CHECK(split_walk_forward(rows.time, rows.label_end, options).folds.back().train.end ==
        fold.test.begin - 2);
}

TEST_CASE("the inner split stops on the newest part with ended labels before it", "[backtest]") {
  const Rows rows(100, 4);
  std::vector<std::size_t> used;
  for (std::size_t row = 0; row < 90; ++row) {
    used.push_back(row);
  }
  const auto inner = inner_split(used, rows.time, rows.label_end, 0.2);
  REQUIRE(inner.stop.size() == 18);
  CHECK(inner.stop.front() == 72);
  CHECK(inner.stop_first == rows.time[72]);
  CHECK(inner.fit.size() == 68);  // row 67 ends at 71; row 68 ends with the first stopping row
  CHECK(inner_split(std::vector<std::size_t>{5}, rows.time, rows.label_end, 0.2).stop.empty());
  CHECK(inner_split(std::vector<std::size_t>{5, 50}, rows.time, rows.label_end, 0.9).fit.size() ==
        1);
}

TEST_CASE("a row whose label is in the dead band is not learnt from", "[backtest]") {
  const Rows rows(10, 1);
  const Fold fold{rows.time[7], rows.time[9], {8, 10}, {0, 8}, rows.time[7]};
  std::vector<float> label(10, 1.0F);
  label[3] = std::nanf("");
  CHECK(training_rows(fold, rows.label_end, label) == std::vector<std::size_t>{0, 1, 2, 4, 5, 6});
}

TEST_CASE("split options survive writing and reading", "[backtest][property]") {
  SplitOptions options;
  options.window = WindowKind::kExpanding;
  options.train = {2, Unit::kYears};
  options.test = {3, Unit::kMonths};
  options.step = {1, Unit::kMonths};
  options.purge = Duration{5, Unit::kBars};
  options.embargo = {1, Unit::kDays};
  options.anchor = Anchor::kStart;
  options.partial_test = true;
  options.min_test_bars = 7;
  options.min_train_rows = 77;
  options.max_folds = 4;
  for (const auto& x : {SplitOptions{}, options}) {
    SplitOptions back;
    JsonReader::read(write_split_options(x), "t",
                     [&](JsonReader& r) { back = parse_split_options(r); });
    CHECK(back == x);
  }
}

TEST_CASE("split options that contradict each other are refused together", "[backtest]") {
  const auto text = R"({"test": 0, "step": "1M", "partial_test": true, "trian": 5})";
  try {
    JsonReader::read(parse_json(text, "t"), "t",
                     [](JsonReader& r) { (void)parse_split_options(r); });
    FAIL("accepted");
  } catch (const ConfigError& error) {
    const std::string what = error.what();
    CHECK_THAT(what, ContainsSubstring("/test: a window needs a length above 0, or \"auto\""));
    CHECK_THAT(what, ContainsSubstring("/step: test and step"));
    CHECK_THAT(what, ContainsSubstring("/partial_test: needs anchor"));
    CHECK_THAT(what, ContainsSubstring("/trian: unknown key (did you mean \"train\"?)"));
  }
}
