// SPDX-License-Identifier: MIT
// Real files, read with what is detected alone.
#include <algorithm>
#include <cmath>

#include "mlpipe/core/error.hpp"

#include "market_files.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

struct Expected {
  const char* file;
  std::size_t rows;
  const char* first;
  const char* last;
  std::size_t symbols;
  bool ohlc;
  bool volume;
  bool intraday;
};

void check_invariants(const MarketData& market) {
  REQUIRE(market.offsets.size() == market.symbols.size() + 1);
  CHECK(market.offsets.front() == 0);
  CHECK(market.offsets.back() == market.rows());
  CHECK(std::is_sorted(market.symbols.begin(), market.symbols.end()));
  bool increasing = true;
  for (std::size_t s = 0; s < market.symbol_count(); ++s) {
    for (std::size_t i = market.offsets[s] + 1; i < market.offsets[s + 1]; ++i) {
      increasing = increasing && market.close_time[i - 1] < market.close_time[i];
    }
  }
  CHECK(increasing);
  for (const auto* column :
       {&market.open, &market.high, &market.low, &market.close, &market.volume}) {
    CHECK((column->empty() || column->size() == market.rows()));
  }
}

}  // namespace

TEST_CASE("each real file is read with detection alone", "[data]") {
  const auto expected = GENERATE(
      Expected{"nasdaq_daily.csv", 5'031, "1999-01-04", "2018-12-31", 1, true, true, false},
      Expected{"gbpusd_hourly.csv", 57'600, "2012-11-16 05:00", "2022-03-04 23:00", 1, true, true,
               true},
      Expected{"btc_perp_1min.csv", 45'031, "2021-12-31 23:01", "2022-02-01 05:31", 1, true, true,
               true},
      Expected{"us_stocks_daily_panel.csv", 166'260, "1990-01-02", "2022-12-28", 20, false, false,
               false},
      Expected{"fx_daily_panel.csv", 26'400, "2012-11-16", "2022-03-04", 11, true, true, false});
  CAPTURE(expected.file);
  const std::string text = shared_file(expected.file);
  if (text.empty()) {
    WARN("skipped: " << shared_data() << "/" << expected.file << " is not there");
    return;
  }
  const MarketData market = read_text_market(text, {});
  check_invariants(market);
  CHECK(market.rows() == expected.rows);
  CHECK(to_display(*std::min_element(market.close_time.begin(), market.close_time.end())) ==
        expected.first);
  CHECK(to_display(*std::max_element(market.close_time.begin(), market.close_time.end())) ==
        expected.last);
  CHECK(market.symbol_count() == expected.symbols);
  CHECK(market.open.empty() != expected.ohlc);
  CHECK(market.volume.empty() != expected.volume);
  CHECK(market.intraday == expected.intraday);
  CHECK(market.inputs.empty());
  for (const auto& count : market.report.counts) {
    CAPTURE(count.kind);
    CHECK(count.action == Finding::Action::kNoted);
  }
}

TEST_CASE("the two days without volume in the NASDAQ file are noted", "[data]") {
  const std::string text = shared_file("nasdaq_daily.csv");
  if (text.empty()) {
    WARN("skipped: nasdaq_daily.csv is not there");
    return;
  }
  const MarketData market = read_text_market(text, {});
  REQUIRE(market.report.counts.size() == 1);
  CHECK(market.report.counts[0].kind == "zero_volume");
  CHECK(market.report.counts[0].count == 2);
}

TEST_CASE("the electricity file gives its ready-made features and its class", "[data]") {
  const std::string text = shared_file("electricity_nsw_30min.csv");
  if (text.empty()) {
    WARN("skipped: electricity_nsw_30min.csv is not there");
    return;
  }
  DataOptions options;
  name_column(options.target, "class");
  const MarketData market = read_text_market(text, options);
  check_invariants(market);
  CHECK(market.rows() == 45'312);
  CHECK(to_display(market.close_time.front()) == "1996-05-07");
  CHECK(to_display(market.close_time.back()) == "1998-12-06 23:30");
  CHECK(market.close.empty());
  REQUIRE(market.inputs.size() == 7);
  CHECK(market.inputs.front().name == "day_of_week");
  CHECK(market.inputs.back().name == "transfer");
  CHECK(market.inputs[2].values[1] == 0.051699F);
  double ones = 0;
  for (const double value : market.target) {
    ones += value;
  }
  CHECK(ones / static_cast<double>(market.rows()) == Approx(0.425).margin(0.0005));
  CHECK(market.report.findings.empty());
}
