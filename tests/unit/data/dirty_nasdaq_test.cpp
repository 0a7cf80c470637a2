// SPDX-License-Identifier: MIT
// Fifty troubles of real downloads in one file: each is repaired or reported with its line, and
// nothing sound is touched.
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "mlpipe/core/error.hpp"

#include "data/time_cells.hpp"
#include "market_files.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::data;

namespace {

using Line = std::uint64_t;
using Row = std::array<double, 6>;  // open, high, low, close, adjusted close, volume

struct Files {
  std::string dirty = shared_file("dirty_nasdaq.csv");
  std::string troubles = shared_file("dirty_nasdaq.troubles.csv");
  std::string clean = shared_file("nasdaq_daily.csv");
  [[nodiscard]] bool missing() const { return dirty.empty() || troubles.empty() || clean.empty(); }
};

DataOptions dirty_options(const std::string& on_bad_rows) {
  DataOptions options;
  options.source = "dirty_nasdaq.csv";
  options.on_bad_rows = on_bad_rows;
  options.time_zone = "America/New_York";
  options.features = std::vector<std::string>{"Adj Close"};
  return options;
}

/// Rows by their date in New York; at 16:00 there it is the same date in UTC.
std::map<std::chrono::sys_days, Row> rows_by_date(const MarketData& market) {
  std::map<std::chrono::sys_days, Row> out;
  for (std::size_t i = 0; i < market.rows(); ++i) {
    out[std::chrono::floor<std::chrono::days>(market.close_time[i])] = {
        market.open[i],
        market.high[i],
        market.low[i],
        market.close[i],
        market.inputs.at(0).values[i],
        market.volume[i]};
  }
  return out;
}

std::map<std::chrono::sys_days, Row> clean_rows(const std::string& text) {
  DataOptions options;
  options.features = std::vector<std::string>{"adj_close"};
  return rows_by_date(read_text_market(text, options));
}

std::vector<std::string> physical_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::set<Line> trouble_lines(const std::string& text) {
  std::set<Line> out;
  for (const auto& line : physical_lines(text)) {
    if (std::isdigit(static_cast<unsigned char>(line.at(0))) != 0) {
      out.insert(std::stoull(line));
    }
  }
  return out;
}

/// Date of the row that begins on a line, if its stamp can be read.
std::optional<std::chrono::sys_days> date_on(const std::string& line) {
  std::string cell = line.substr(0, line.find(','));
  std::erase(cell, '"');
  const auto first = cell.find_first_not_of(' ');
  cell =
      first == std::string::npos ? "" : cell.substr(first, cell.find_last_not_of(' ') + 1 - first);
  const auto iso = parse_iso_cell(cell);
  return iso ? std::optional(std::chrono::floor<std::chrono::days>(
                   Timestamp(std::chrono::microseconds(iso->micros))))
             : std::nullopt;
}

std::map<Line, std::set<std::string>> kinds_by_line(const MarketData& market) {
  std::map<Line, std::set<std::string>> out;
  for (const auto& finding : market.report.findings) {
    out[finding.line].insert(finding.kind);
  }
  return out;
}

bool same(const Row& a, const Row& b) {
  return std::equal(a.begin(), a.end(), b.begin());
}

}  // namespace

TEST_CASE("each of the fifty troubles is repaired or reported with its line", "[data]") {
  const Files files;
  if (files.missing()) {
    WARN("skipped: the files are not in " << shared_data());
    return;
  }
  const auto clean = clean_rows(files.clean);
  const MarketData market = read_text_market(files.dirty, dirty_options("skip"));
  const auto kept = rows_by_date(market);
  const auto kinds = kinds_by_line(market);
  const auto lines = physical_lines(files.dirty);
  const auto troubles = trouble_lines(files.troubles);
  REQUIRE(troubles.size() == 50);
  for (const Line line : troubles) {
    CAPTURE(line);
    const auto date = date_on(lines.at(line - 1));
    const bool repaired = date && kept.count(*date) > 0 && same(kept.at(*date), clean.at(*date));
    // The header (byte order mark, padded names) and a blank line hold no row to be told of.
    const bool no_data = line == 1 || line == 68;
    CHECK((kinds.count(line) > 0 || repaired || no_data));
  }
  CHECK(market.report.counts.size() > 10);
}

TEST_CASE("the sound lines of the dirty file are kept with their values and not reported",
          "[data]") {
  const Files files;
  if (files.missing()) {
    WARN("skipped: the files are not in " << shared_data());
    return;
  }
  const auto clean = clean_rows(files.clean);
  const MarketData market = read_text_market(files.dirty, dirty_options("skip"));
  const auto kept = rows_by_date(market);
  const auto kinds = kinds_by_line(market);
  const auto lines = physical_lines(files.dirty);
  const auto troubles = trouble_lines(files.troubles);
  std::size_t sound = 0;
  for (Line line = 2; line <= lines.size(); ++line) {
    if (troubles.count(line) > 0 || line == 29) {  // 29 is the second half of the row on line 28
      continue;
    }
    CAPTURE(line);
    const auto date = date_on(lines[line - 1]);
    REQUIRE(date.has_value());
    REQUIRE(kept.count(*date) == 1);
    CHECK(same(kept.at(*date), clean.at(*date)));
    CHECK(kinds.count(line) == 0);
    ++sound;
  }
  CHECK(sound == 127);
  CHECK(market.report.rows_kept == kept.size());
}

TEST_CASE("no kept value of the dirty file is wrong", "[data]") {
  const Files files;
  if (files.missing()) {
    WARN("skipped: the files are not in " << shared_data());
    return;
  }
  const auto clean = clean_rows(files.clean);
  std::size_t differing = 0;
  for (const auto& [date, row] :
       rows_by_date(read_text_market(files.dirty, dirty_options("skip")))) {
    REQUIRE(clean.count(date) == 1);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool right = row[i] == clean.at(date)[i];
      // Missing, or the volume of zero that line 55 reports.
      const bool told = std::isnan(row[i]) || (i == 5 && row[i] == 0);
      CHECK((right || told));
      differing += right ? 0 : 1;
    }
  }
  CHECK(differing == 3);  // lines 14, 18 and 55
}

TEST_CASE("the troubles of the dirty file have the kinds that the user page names", "[data]") {
  const Files files;
  if (files.missing()) {
    WARN("skipped: the files are not in " << shared_data());
    return;
  }
  const auto kinds = kinds_by_line(read_text_market(files.dirty, dirty_options("skip")));
  const std::map<Line, std::string> expected = {
      {12, "missing_price"},     {14, "missing_volume"}, {15, "missing_price"},
      {16, "missing_price"},     {17, "missing_price"},  {18, "missing_input"},
      {20, "missing_price"},     {31, "too_few_fields"}, {33, "too_many_fields"},
      {39, "close_outside_bar"}, {41, "high_below_low"}, {43, "nonpositive_price"},
      {45, "infinite_number"},   {47, "bad_number"},     {49, "bad_time"},
      {51, "bad_time"},          {53, "missing_time"},   {55, "zero_volume"},
      {57, "bad_number"},        {69, "empty_row"},      {70, "comment_line"},
      {71, "repeated_header"},   {78, "duplicate_row"},  {81, "duplicate_time"},
      {84, "duplicate_row"},     {87, "out_of_order"},   {88, "out_of_order"},
      {89, "out_of_order"},      {90, "out_of_order"},   {91, "out_of_order"},
      {177, "bad_time"},         {178, "too_few_fields"}};
  for (const auto& [line, kind] : expected) {
    CAPTURE(line, kind);
    REQUIRE(kinds.count(line) == 1);
    CHECK(kinds.at(line).count(kind) == 1);
  }
}

TEST_CASE("the dirty file ends in an error that lists its bad lines", "[data]") {
  const Files files;
  if (files.missing()) {
    WARN("skipped: the files are not in " << shared_data());
    return;
  }
  std::string what;
  try {
    (void)read_text_market(files.dirty, dirty_options("error"));
  } catch (const DataError& error) {
    what = error.what();
  }
  CHECK_THAT(what, ContainsSubstring("dirty_nasdaq.csv:12:5 (Close): missing_price\n"));
  CHECK_THAT(what, ContainsSubstring("dirty_nasdaq.csv:39:5 (Close): close_outside_bar"));
  CHECK_THAT(what, ContainsSubstring("dirty_nasdaq.csv:47:5 (Close): bad_number: \"halted\""));
  CHECK_THAT(what, ContainsSubstring("2 bad_number: no number"));
  CHECK_THAT(what, ContainsSubstring("\"data.on_bad_rows\": \"skip\""));
}
