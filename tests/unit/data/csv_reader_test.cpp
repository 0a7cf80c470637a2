// SPDX-License-Identifier: MIT
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"

#include "csv_text.hpp"
#include "support/catch.hpp"

namespace mlpipe::data {
namespace {

using Lines = std::vector<std::uint64_t>;
using Texts = std::vector<std::string>;

/// 1 for "yes", 2 for "no", nothing else is a time.
class YesNo final : public TimeCellParser {
 public:
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override {
    return cell == "yes"  ? std::optional<std::int64_t>(1)
           : cell == "no" ? std::optional<std::int64_t>(2)
                          : std::nullopt;
  }
};

TEST_CASE("columns are read by type", "[csv]") {
  const Table table = read_text("a,b,c,d\n1.5,2,x,ignored\n-3,,y,\n", {"fdts", {}, 1});
  REQUIRE(table.rows() == 2);
  CHECK(table.lines == Lines{2, 3});
  CHECK(table.columns[0].floats == std::vector<float>{1.5F, -3.0F});
  CHECK(table.columns[1].doubles[0] == 2.0);
  CHECK(std::isnan(table.columns[1].doubles[1]));
  CHECK(table.columns[2].dictionary == Texts{"x", "y"});
  CHECK(table.columns[2].codes == std::vector<std::uint32_t>{0, 1});
  CHECK(table.columns[3].name == "d");
  CHECK(table.columns[3].position == 3);
  CHECK(table.columns[3].codes.empty());
  CHECK(table.report.rows_read == 2);
  CHECK(table.report.rows_kept == 2);
  CHECK(table.report.source == "file.csv");
  CHECK(table.report.findings.empty());
}

TEST_CASE("the report holds size and digest of all bytes", "[csv]") {
  const std::string text = "# head\na,b\n1,2\n3,4";
  const Table table = read_text(text, {"ff", {}, 2});
  CHECK(table.report.bytes == text.size());
  CHECK(table.report.sha256 == sha256_hex(text));
}

TEST_CASE("times go through the parser of their column", "[csv]") {
  const YesNo parser;
  TextSource source("t,v\nyes,1\nno,2\nperhaps,3\n-,4\n,5\n");
  CsvReader reader(source, "file.csv", {});
  const std::vector<ColumnPlan> plan{{CellType::kTime, &parser}, {CellType::kDouble, nullptr}};
  const Table table = reader.read(plan, 1, StopFlag());
  CHECK(table.columns[0].times == std::vector<std::int64_t>{1, 2});
  CHECK(findings_of(table) ==
        Texts{"bad_time 4:1 perhaps", "missing_time 5:1 -", "missing_time 6:1 "});
}

TEST_CASE("line breaks of all kinds end records and are counted", "[csv]") {
  const Table table = read_text("a,b\r\n1,2\r3,4\n\n5,6\r\n\r\n7,8", {"dd", {}, 1});
  CHECK(table.columns[0].doubles == std::vector<double>{1, 3, 5, 7});
  CHECK(table.lines == Lines{2, 3, 5, 7});
}

TEST_CASE("quotes, blanks and byte order mark are taken off", "[csv]") {
  const Table table = read_text(
      "\xEF\xBB\xBF\"a b\", c \t,\n"
      "\" 1.5 \",\t2\xC2\xA0,\n"
      " \"3\" , 4,\"say \"\"hi\"\", you\"\n"
      "5,6,\"two\r\nlines\nmore\"\n"
      "7,8,in \"the\" middle\n",
      {"ddt", {}, 1});
  CHECK(table.columns[0].name == "a b");
  CHECK(table.columns[1].name == "c");
  CHECK(table.columns[2].name == "column_3");
  CHECK(table.columns[0].doubles == std::vector<double>{1.5, 3, 5, 7});
  CHECK(table.columns[1].doubles == std::vector<double>{2, 4, 6, 8});
  CHECK(table.columns[2].dictionary ==
        Texts{"in \"the\" middle", "say \"hi\", you", "two\r\nlines\nmore"});
  CHECK(table.columns[2].codes == std::vector<std::uint32_t>{kMissingCode, 1, 2, 0});
  CHECK(table.lines == Lines{2, 3, 4, 7});
}

TEST_CASE("missing values are told in any case and can be configured", "[csv]") {
  const Table table = read_text("a,b\nNULL,x\nn/A,none\n#N/A,NaN\n--,y\n-,\n", {"dt", {}, 1});
  REQUIRE(table.rows() == 5);
  for (const double value : table.columns[0].doubles) {
    CHECK(std::isnan(value));
  }
  CHECK(table.columns[1].codes ==
        std::vector<std::uint32_t>{0, kMissingCode, kMissingCode, 1, kMissingCode});
  CsvOptions options;
  options.missing = {"Gone"};
  CHECK(findings_of(read_text("a,b\ngone,1\n,2\nnan,3\n", {"dd", options, 1})) ==
        Texts{"bad_number 3:1 ", "bad_number 4:1 nan"});
}

TEST_CASE("rows with a bad cell are left out and told", "[csv]") {
  const Table table = read_text(
      "a,b,c\n1,2,3\n1,word,5%\n1,2\n1,2,3,4\ninf,2,3\n1,1e999,3\n\"$1,000\",2,3\n9,9,9\n",
      {"dds", {}, 1});
  CHECK(table.columns[0].doubles == std::vector<double>{1, 1000, 9});
  CHECK(table.lines == Lines{2, 8, 9});
  CHECK(findings_of(table) == Texts{"bad_number 3:2 word", "too_few_fields 4:0 1,2",
                                    "too_many_fields 5:0 1,2,3,4", "infinite_number 6:1 inf",
                                    "infinite_number 7:2 1e999", "currency_sign 8:1 $1,000",
                                    "thousands_separator 8:1 $1,000"});
  CHECK(table.report.findings[0].column_name == "b");
  CHECK(table.report.findings[0].action == Finding::Action::kBad);
  CHECK(table.report.findings[5].action == Finding::Action::kRepaired);
  CHECK(table.report.rows_read == 8);
  CHECK(table.report.rows_kept == 3);
}

TEST_CASE("a float column refuses what only a double can hold", "[csv]") {
  CHECK(findings_of(read_text("a,b\n1e39,1e39\n", {"fd", {}, 1})) ==
        Texts{"infinite_number 2:1 1e39"});
}

TEST_CASE("a cut row does not tell of cells in wrong columns", "[csv]") {
  CHECK(findings_of(read_text("a,b,c\n1,x\n1,2,3\n", {"ddd", {}, 1})) ==
        Texts{"too_few_fields 2:0 1,x"});
}

TEST_CASE("comments, empty rows and repeated headers are passed over and noted", "[csv]") {
  const Table table = read_text(
      "# \"quote\na,\"b \"\n1,2\n#c \"x\n,\n \"\" , \n  \n\"a\",b\na,3\n3,4\n", {"dd", {}, 1});
  CHECK(table.lines == Lines{3, 10});
  CHECK(findings_of(table) == Texts{"comment_line 1:0 # \"quote", "comment_line 4:0 #c \"x",
                                    "empty_row 5:0 ,", "empty_row 6:0  \"\" , ",
                                    "repeated_header 8:0 \"a\",b", "bad_number 9:1 a"});
  CHECK(table.report.rows_read == 6);
}

TEST_CASE("separators at the ends of all rows are fine", "[csv]") {
  CHECK(read_text("a,b,\n1,2,\n3,4,\n", {"dds", {}, 1}).rows() == 2);
  const Table table = read_text("a,b\n1,2,\n3,4,\n5,6\n7,8,9\n", {"dd", {}, 1});
  CHECK(table.columns[1].doubles == std::vector<double>{2, 4, 6});
  CHECK(findings_of(table) == Texts{"too_many_fields 5:0 7,8,9"});
}

TEST_CASE("one row with an empty field too many is not shifted into place", "[csv]") {
  const Table table = read_text("a,b,n\n1,2,\n3,4,\n,3,4,\n5,6,\n", {"ddt", {}, 1});
  CHECK(table.rows() == 3);
  CHECK(findings_of(table) == Texts{"too_many_fields 4:0 ,3,4,"});
}

TEST_CASE("without a header columns are numbered", "[csv]") {
  CsvOptions options;
  options.header = false;
  const Table table = read_text("# c\n1,2\n3,4\n", {"dd", options, 1});
  CHECK(table.columns[1].name == "column_2");
  CHECK(table.columns[1].doubles == std::vector<double>{2, 4});
  CHECK(table.lines == Lines{2, 3});
  CHECK(findings_of(table) == Texts{"comment_line 1:0 # c"});
}

TEST_CASE("lines before the header are skipped as asked", "[csv]") {
  CsvOptions options;
  options.skip_lines = 2;
  const Table table = read_text("a \"report\r\nof, today\r\na,b\r\n1,2\r\n", {"dd", options, 1});
  CHECK(table.columns[0].name == "a");
  CHECK(table.lines == Lines{4});
  std::string text;
  for (int i = 0; i < 100'000; ++i) {
    text += "some line\r\n";
  }
  options.skip_lines = 100'000;
  CHECK(read_text(text + "a,b\n1,2\n", {"dd", options, 1}).lines == Lines{100'002});
}

TEST_CASE("text that is not UTF-8 spoils its row", "[csv]") {
  const Table table = read_text("a,b\nx,1\n\xE9t\xE9,2\n\xE9t\xE9,3\ny,4\n", {"td", {}, 1});
  CHECK(table.columns[0].dictionary == Texts{"x", "y"});
  CHECK(findings_of(table) == Texts{"bad_text 3:1 \xE9t\xE9", "bad_text 4:1 \xE9t\xE9"});
}

TEST_CASE("every finding is counted and a thousand of a kind are kept", "[csv]") {
  std::string text = "a,b\n";
  for (int i = 0; i < 2'500; ++i) {
    text += "x,1\n#\n";
  }
  for (const int threads : {1, 3}) {
    CsvOptions options;
    options.block_bytes = 700;
    const Table table = read_text(text, {"dd", options, threads});
    REQUIRE(table.report.counts.size() == 2);
    CHECK(table.report.counts[0].kind == "bad_number");
    CHECK(table.report.counts[0].count == 2'500);
    CHECK(table.report.findings.size() == 2'000);
    CHECK(table.report.findings.back().line == 2'001);
  }
}

TEST_CASE("the CSV reader finds what is wrong in form in the dirty file", "[csv]") {
  std::ifstream file(shared_data() / "dirty_nasdaq.csv", std::ios::binary);
  if (!file) {
    WARN("dirty_nasdaq.csv is not here: set MLPIPE_SHARED_DATA");
    return;
  }
  std::ostringstream content;
  content << file.rdbuf();
  const std::string text = content.str();
  const Table table = read_text(text, {"tddddddt", {}, 2});
  const auto found = findings_of(table);
  const auto has = [&](const std::string& wanted) {
    return std::find(found.begin(), found.end(), wanted) != found.end();
  };
  CHECK(table.columns[2].name == "High");
  CHECK(has("thousands_separator 5:7 2,228,710,000"));
  CHECK(has("too_few_fields 31:0 2008-09-11T16:00:00-04:00,2199.030029,2259.25,2191.530029"));
  CHECK(has("currency_sign 35:5 $2,098.850098"));
  CHECK(has("infinite_number 45:5 inf"));
  CHECK(has("bad_number 57:5 1711,290039"));
  CHECK(has("empty_row 69:0 ,,,,,,,"));
  CHECK(has("comment_line 70:0 # second download"));
  CHECK(has("too_few_fields 178:0 Source: see README"));
  const auto count = [&](const std::string& kind) {
    return std::count_if(found.begin(), found.end(), [&](const std::string& finding) {
      return finding.rfind(kind + " ", 0) == 0;
    });
  };
  CHECK(count("repeated_header") == 1);
  CHECK(count("too_many_fields") == 1);
  CHECK(count("bad_number") == 2);
  CHECK(table.lines.back() == 177);
}

TEST_CASE("reading ends at a signal", "[csv]") {
  TextSource source("a,b\n1,2\n");
  CsvReader reader(source, "file.csv", {});
  StopFlag stop;
  stop.set(15);
  CHECK_THROWS_AS(reader.read(plan_of("dd"), 2, stop), Interrupted);
}

}  // namespace
}  // namespace mlpipe::data
