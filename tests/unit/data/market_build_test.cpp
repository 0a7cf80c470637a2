// SPDX-License-Identifier: MIT
#include "data/market_build.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/rng.hpp"

#include "market_table.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Strings = std::vector<std::string>;

const std::string kBars = "date,open,high,low,close,volume";

Lines bars(const Lines& rows) {
  Lines lines{kBars, "2020-01-01,10,11,9,10,5"};
  lines.insert(lines.end(), rows.begin(), rows.end());
  lines.emplace_back("2020-01-31,10,11,9,10,5");
  return lines;
}

/// The one finding about line 3.
std::string third_line(const std::string& row, const DataOptions& options = skipping()) {
  const auto market = market_of(bars({row}), options);
  return market.report.findings.empty() ? "" : market.report.findings.at(0).kind;
}

}  // namespace

TEST_CASE("a sound series is taken over whole", "[data]") {
  const auto market = market_of(bars({"2020-01-02,10,12,9,11,6"}));
  CHECK(market.symbols == Strings{""});
  CHECK(market.offsets == std::vector<std::size_t>{0, 3});
  CHECK(times_of(market) ==
        Strings{"2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z", "2020-01-31T00:00:00Z"});
  CHECK(market.open == std::vector<double>{10, 10, 10});
  CHECK(market.high == std::vector<double>{11, 12, 11});
  CHECK(market.low == std::vector<double>{9, 9, 9});
  CHECK(market.close == std::vector<double>{10, 11, 10});
  CHECK(market.volume == std::vector<double>{5, 6, 5});
  CHECK(market.report.rows_kept == 3);
  CHECK(market.report.findings.empty());
  CHECK_FALSE(market.intraday);
}

TEST_CASE("each thing that a bar can have wrong is named", "[data]") {
  CHECK(third_line("2020-01-02,10,9,11,10,5") == "high_below_low");
  CHECK(third_line("2020-01-02,10,11,9,1000,5") == "close_outside_bar");
  CHECK(third_line("2020-01-02,8,11,9,10,5") == "open_outside_bar");
  CHECK(third_line("2020-01-02,10,11,9,,5") == "missing_price");
  CHECK(third_line("2020-01-02,,11,9,10,5") == "missing_price");
  CHECK(third_line("2020-01-02,10,11,9,-10,5") == "nonpositive_price");
  CHECK(third_line("2020-01-02,10,11,0,10,5") == "nonpositive_price");
  CHECK(third_line("2020-01-02,10,11,9,inf,5") == "infinite_number");
  CHECK(third_line("2020-01-02,10,11,9,10,-1") == "negative_volume");
  CHECK(third_line("2020-01-02,10,11,9,10,0") == "zero_volume");
  CHECK(third_line("2020-01-02,10,11,9,10,") == "missing_volume");
  CHECK(third_line(",10,11,9,10,5") == "missing_time");
  CHECK(third_line("Total,,,,,500") == "bad_time");
  CHECK(third_line("2020-01-01,10,11,9,10,5") == "duplicate_row");
  CHECK(third_line("2020-01-01,10,11,9,10,6") == "duplicate_time");
  CHECK(third_line("2020-01-02,10,10.00000000001,9,10.00000000002,5") == "");
}

TEST_CASE("a noted row is kept and a bad one is not", "[data]") {
  CHECK(market_of(bars({"2020-01-02,10,11,9,10,0"}), skipping()).rows() == 3);
  CHECK(market_of(bars({"2020-01-02,10,11,9,10,"}), skipping()).rows() == 3);
  CHECK(market_of(bars({"2020-01-02,10,9,11,10,5"}), skipping()).rows() == 2);
  CHECK(std::isnan(market_of(bars({"2020-01-02,10,11,9,10,"})).volume[1]));
}

TEST_CASE("zero and negative prices are kept where they are allowed", "[data]") {
  DataOptions options;
  options.allow_nonpositive_prices = true;
  const auto market =
      market_of({"date,close", "2020-01-01,5", "2020-01-02,-3", "2020-01-03,0"}, options);
  CHECK(market.close == std::vector<double>{5, -3, 0});
}

TEST_CASE("a volume that is zero throughout is not worth a note", "[data]") {
  const auto market = market_of({"date,close,volume", "2020-01-01,5,0", "2020-01-02,5,0"});
  CHECK(market.report.findings.empty());
  CHECK(market.volume == std::vector<double>{0, 0});
}

TEST_CASE("a volume column without a value is not used", "[data]") {
  const auto market = market_of({"date,close,volume", "2020-01-01,5,", "2020-01-02,5,"});
  CHECK(market.volume.empty());
  CHECK(detected(market, "has no value in any row and is not used"));
}

TEST_CASE("bad rows are an error that lists each with line, column and what to do", "[data]") {
  const auto what = error_of(bars({"2020-01-02,10,11,9,1000,5", "2020-01-03,10,9,11,10,5"}));
  CHECK_THAT(what, ContainsSubstring("bars.csv: rows cannot be used: 2 faults in 4 rows\n"
                                     "  bars.csv:3:5 (close): close_outside_bar: \"1000\"\n"
                                     "  bars.csv:4:3 (high): high_below_low: \"9\"\n"));
  CHECK_THAT(what, ContainsSubstring("  1 close_outside_bar: the close is not between low and"));
  CHECK_THAT(what, ContainsSubstring("\"data.on_bad_rows\": \"skip\""));
}

TEST_CASE("of many bad rows the first twenty are listed and all are counted", "[data]") {
  Lines rows;
  for (int i = 0; i < 1'500; ++i) {
    rows.emplace_back("2020-01-02,10,9,11,10,5");
  }
  const auto what = error_of(bars(rows));
  CHECK_THAT(what, ContainsSubstring("bars.csv:22:3 (high)"));
  CHECK_THAT(what, !ContainsSubstring("bars.csv:23:3 (high)"));
  CHECK_THAT(what, ContainsSubstring("and 1,480 more"));
  CHECK_THAT(what, ContainsSubstring("1,500 high_below_low"));
  const auto market = market_of(bars(rows), skipping());
  CHECK(market.report.findings.size() == 1'000);
  CHECK(market.report.counts.at(0).count == 1'500);
}

TEST_CASE("fewer than two usable rows are an error", "[data]") {
  CHECK_THAT(error_of({"date,close", "2020-01-01,5"}), ContainsSubstring("only one row"));
  CHECK_THAT(error_of({"date,close", "2020-01-01,-5", "2020-01-02,"}, skipping()),
             ContainsSubstring("no row can be used of 2 read, left out: missing_price 1, "
                               "nonpositive_price 1"));
}

TEST_CASE("a jump of one bar that comes back is a slip, a lasting one is a market", "[data]") {
  const auto market =
      market_of({"date,close", "2020-01-01,5", "2020-01-02,500", "2020-01-03,5.1",
                 "2020-01-04,0.05", "2020-01-05,5", "2020-01-06,50", "2020-01-07,51"},
                skipping());
  CHECK(findings_of(market) == Strings{"3 price_spike", "5 price_spike"});
  CHECK(market.close == std::vector<double>{5, 5.1, 5, 50, 51});
}

TEST_CASE("ready-made columns come through, with what is missing as NaN", "[data]") {
  const auto market =
      market_of({"timestamp,a,b,class", "2020-01-01,1,,0", "2020-01-02,2,7,1", "2020-01-03,,8,"});
  REQUIRE(market.inputs.size() == 2);
  CHECK(market.inputs[0].name == "a");
  CHECK(market.inputs[0].values[1] == 2.0F);
  CHECK(std::isnan(market.inputs[0].values[2]));
  CHECK(std::isnan(market.inputs[1].values[0]));
  CHECK(market.target[1] == 1.0);
  CHECK(std::isnan(market.target[2]));
  CHECK(market.close.empty());
  CHECK(findings_of(market) == Strings{"2 missing_input", "4 missing_input", "4 missing_target"});
}

TEST_CASE("categories are coded in the order of their names, unused ones left out", "[data]") {
  DataOptions options = skipping();
  options.features = {"sector", "close"};
  options.categorical = {"sector"};
  const auto market = market_of({"date,close,sector", "2020-01-01,1,Tech", "2020-01-02,-1,Bank",
                                 "2020-01-03,3,Energy", "2020-01-04,4,"},
                                options);
  CHECK(market.inputs[0].categories == Strings{"Energy", "Tech"});
  CHECK(market.inputs[0].values[0] == 1.0F);
  CHECK(market.inputs[0].values[1] == 0.0F);
  CHECK(std::isnan(market.inputs[0].values[2]));
  CHECK(market.inputs[1].values == std::vector<float>{1, 3, 4});
  CHECK(market.close == std::vector<double>{1, 3, 4});
}

TEST_CASE("a target of words is coded by class", "[data]") {
  DataOptions options;
  name_column(options.target, "move");
  const auto market = market_of(
      {"date,close,move", "2020-01-01,1,up", "2020-01-02,1,down", "2020-01-03,1,"}, options);
  CHECK(market.target_categories == Strings{"down", "up"});
  CHECK(market.target[0] == 1.0);
  CHECK(market.target[1] == 0.0);
  CHECK(std::isnan(market.target[2]));
}

TEST_CASE("columns without any value are an error, or left out where nobody asked for them",
          "[data]") {
  const Lines lines{"date,a,b,class", "2020-01-01,1,,0", "2020-01-02,2,,1"};
  DataOptions named;
  named.features = {"a", "b"};
  CHECK_THAT(error_of(lines, named),
             ContainsSubstring("column 3 \"b\" has no value in any row; leave it out"));
  CHECK(market_of(lines).inputs.size() == 1);
  CHECK_THAT(error_of({"date,a,class", "2020-01-01,1,", "2020-01-02,2,"}),
             ContainsSubstring("the target, column 3 \"class\", has no value in any row"));
}

TEST_CASE("the result does not depend on the number of threads", "[data]") {
  Lines lines{"date,symbol,close,volume"};
  for (int i = 0; i < 200; ++i) {
    const int shuffled = (i * 77) % 200;
    lines.push_back("2020-01-" + std::to_string(10 + shuffled % 20) + "," +
                    std::string(1, static_cast<char>('A' + shuffled / 20)) + "," +
                    std::to_string(100 + shuffled) + ",1");
  }
  const auto one = market_of(lines, skipping(), 1);
  const auto four = market_of(lines, skipping(), 4);
  CHECK(one.rows() == 200);
  CHECK(one.close == four.close);
  CHECK(one.close_time == four.close_time);
  CHECK(one.offsets == four.offsets);
  CHECK(one.report.detected == four.report.detected);
}

TEST_CASE("whatever the rows, what is kept is sound, and every row is accounted for",
          "[data][property]") {
  const Strings prices{"10", "11", "12", "9", "-1", "", "1000", "0"};
  const Strings volumes{"5", "6", "", "0", "-2"};
  const Strings choices{"error", "first", "last"};
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    Rng rng(seed);
    const auto pick = [&rng](const Strings& from) { return from[rng.below(from.size())]; };
    Lines lines{"date,symbol,high,low,close,volume", "2020-01-01,A,12,9,10,5",
                "2020-01-31,A,12,9,10,5"};
    for (std::uint64_t i = 0, n = rng.below(60); i < n; ++i) {
      const auto day = std::to_string(10 + rng.below(12));
      lines.push_back((rng.below(20) == 0 ? "" : "2020-01-" + day) + "," +
                      pick({"A", "B", "C", "C", ""}) + ",12,9," + pick(prices) + "," +
                      pick(volumes));
    }
    DataOptions options = skipping();
    options.duplicates = pick(choices);
    const auto market = market_of(lines, options);
    std::uint64_t gone = 0;
    for (const auto& count : market.report.counts) {
      const bool dropped = count.kind == "duplicate_row" || count.kind == "duplicate_time";
      gone += count.action == Finding::Action::kBad || dropped ? count.count : 0;
    }
    CHECK(market.rows() == market.report.rows_kept);
    CHECK(market.rows() + gone == market.report.rows_read);
    CHECK(market.offsets.back() == market.rows());
    CHECK(std::is_sorted(market.symbols.begin(), market.symbols.end()));
    for (std::size_t s = 0; s < market.symbol_count(); ++s) {
      CHECK(market.offsets[s] < market.offsets[s + 1]);
      for (std::size_t i = market.offsets[s]; i < market.offsets[s + 1]; ++i) {
        CHECK((market.close[i] >= market.low[i] && market.close[i] <= market.high[i]));
        CHECK((i == market.offsets[s] || market.close_time[i - 1] < market.close_time[i]));
        CHECK_FALSE(market.volume[i] < 0);
      }
    }
    const auto& findings = market.report.findings;
    CHECK(std::is_sorted(findings.begin(), findings.end(),
                         [](const auto& a, const auto& b) { return a.line < b.line; }));
  }
}

TEST_CASE("rows to be scored need no target, one is enough, and a feature may be missing in all",
          "[data]") {
  DataOptions options;
  options.scoring = true;
  options.target = "y";
  options.features = {{"a", "mood"}};
  options.categorical = {"mood"};
  const auto market = market_of({"date,a,mood", "2020-01-02,,"}, options);
  CHECK(market.rows() == 1);
  REQUIRE(market.inputs.size() == 2);
  CHECK(std::isnan(market.inputs[0].values.at(0)));
  CHECK(std::isnan(market.inputs[1].values.at(0)));
  // Where there is one, configured or named like one, it is no column of any other role.
  for (const std::string name : {"y", "target", "volume"}) {
    options.target = name == "target" ? std::nullopt : std::optional(name);
    const auto with = market_of({"date,a,mood," + name, "2020-01-02,1,x,"}, options);
    CHECK(with.target.empty());
    CHECK(with.volume.empty());
    CHECK(with.inputs.at(0).values == std::vector<float>{1});
  }
  options.features = Strings{};
  options.categorical = {};
  CHECK_THAT(error_of({"date,a", "2020-01-02,1"}, options),
             ContainsSubstring("no column is the close"));
}
