// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"

#include "csv_text.hpp"
#include "support/catch.hpp"

namespace mlpipe::data {
namespace {

using Texts = std::vector<std::string>;

TEST_CASE("the separator is the one that splits all lines alike", "[csv]") {
  CHECK(sample_text("a,b\n1,2\n").dialect.separator == ',');
  CHECK(sample_text("a;b\n1,5;2,5\n3;4\n").dialect.separator == ';');
  CHECK(sample_text("a\tb\n1,x\t2\n").dialect.separator == '\t');
  CHECK(sample_text("a|b|c\n1;2|2;3|3\n").dialect.separator == '|');
  CHECK(sample_text("a,b\n\"x;y;z\",2\n\"x;y\",3\n").dialect.separator == ',');
  CHECK(sample_text("a;b, c\n1;2\n3;4\n").dialect.separator == ';');
  CHECK(sample_text("only\n1\n2\n").names == Texts{"only"});
}

TEST_CASE("a separator that cannot be told is an error with the candidates", "[csv]") {
  CHECK_THROWS_WITH(sample_text("a,b|c\n1,2|3\n"), ContainsSubstring("\",\" (2 columns") &&
                                                       ContainsSubstring("\"|\" (2 columns") &&
                                                       ContainsSubstring("data.separator"));
  CsvOptions options;
  options.separator = '|';
  CHECK(sample_text("a,b|c\n1,2|3\n", options).names == Texts{"a,b", "c"});
  CHECK_THROWS_WITH(sample_text("close\n1,5\n2,5\n"), ContainsSubstring("data.separator"));
}

TEST_CASE("the decimal mark is read off numbers that allow one reading", "[csv]") {
  CHECK(sample_text("a;b\n1,5;x\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n1.234,5;x\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n1.234.567;x\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n0,123;x\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n1234,567;x\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n-1,234;1,5 \xE2\x82\xAC\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n1.5;x\n").dialect.decimal == '.');
  CHECK(sample_text("a;b\n1,234.5;x\n").dialect.decimal == '.');
  CHECK(sample_text("a;b\n1,234,567;1,234\n").dialect.decimal == '.');
  CHECK(sample_text("a;b\n1,5e-3;x\n").dialect.decimal == ',');
  CHECK(sample_text("a;b\n01.02.2020;5\n").dialect.decimal == '.');
  CHECK(sample_text("a;b\n1;2\n").dialect.decimal == '.');
  CHECK(sample_text("a,b\n1.234,2.345\n").dialect.decimal == '.');
  CHECK(sample_text("a,b\n\"1,5\",\"2,25\"\n").dialect.decimal == ',');
}

TEST_CASE("numbers that allow two readings are an error that shows both", "[csv]") {
  CHECK_THROWS_WITH(
      sample_text("a;b\nx;1,234\ny;2,345\n"),
      ContainsSubstring("\"1,234\" in line 2, column 2 (\"b\") may be 1.234 or 1234") &&
          ContainsSubstring("data.decimal"));
  CHECK_THROWS_WITH(sample_text("a;b\nx;1.234\ny;2.345\n"),
                    ContainsSubstring("may be 1.234 or 1234"));
  CHECK_THROWS_WITH(sample_text("a;b\n1,5;2.5\n"),
                    ContainsSubstring("\"2.5\"") && ContainsSubstring("\"1,5\""));
  CsvOptions options;
  options.decimal = ',';
  const Table table = read_text("a;b\n1;1,234\n2;2.345\n", {"dd", options, 1});
  CHECK(table.columns[1].doubles == std::vector<double>{1.234, 2345});
}

TEST_CASE("what was detected is said, what was configured is not", "[csv]") {
  CHECK(sample_text("a;b\n1,5;x\n").detected ==
        Texts{"the separator is \";\"", "the decimal mark is \",\""});
  CsvOptions options;
  options.separator = ';';
  options.decimal = ',';
  CHECK(sample_text("a;b\n1,5;x\n", options).detected.empty());
}

TEST_CASE("the sample holds whole rows with their lines", "[csv]") {
  const CsvSample sample = sample_text("a,b\n 1 ,\"x,\"\n2\n# c\n,\n\"3\n\",y\na,b\n4,z\n");
  CHECK(sample.names == Texts{"a", "b"});
  CHECK(sample.rows == std::vector<Texts>{{"1", "x,"}, {"3", "y"}, {"4", "z"}});
  CHECK(sample.lines == std::vector<std::uint64_t>{2, 6, 9});
}

TEST_CASE("a decimal mark that separates too needs quotes", "[csv]") {
  const Table table = read_text("a,b\n\"1,5\",2\n3,4\n", {"dd", {}, 1});
  CHECK(table.columns[0].doubles == std::vector<double>{1.5, 3});
  CHECK(table.columns[1].doubles == std::vector<double>{2, 4});
}

// ---- tables written in every dialect ----

struct Style {
  char separator;
  char decimal;
  std::string line_break;
  bool last_break;
  unsigned quote_every;  ///< 0: only where needed
};

struct Written {
  std::vector<double> numbers;  ///< NaN is missing
  Texts texts;                  ///< empty is missing
  std::vector<std::uint64_t> lines;
  std::string csv;
};

std::string written(double value, char decimal) {
  if (std::isnan(value)) {
    return "";
  }
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.7g", value);
  std::string text = buffer;
  std::replace(text.begin(), text.end(), '.', decimal);
  return text;
}

std::string field(const std::string& text, const Style& style, Rng& rng) {
  const bool needed =
      text.find_first_of(std::string("\"\r\n") + style.separator) != std::string::npos;
  if (!needed && (style.quote_every == 0 || rng.below(style.quote_every) > 0)) {
    return text;
  }
  std::string out = "\"";
  for (const char c : text) {
    out += c == '"' ? "\"\"" : std::string(1, c);
  }
  return out + "\"";
}

Written write_table(const Style& style, std::size_t rows, Rng& rng) {
  const Texts texts{"", "ABC", "D;E,F|G", "say \"x\"", "two\nlines", "a\r\nb", "\xC3\xA9", "it's"};
  Written out;
  out.csv = std::string("n") + style.separator + "t" + style.line_break;
  std::uint64_t line = 2;
  for (std::size_t i = 0; i < rows; ++i) {
    const double value = rng.below(10) == 0 ? std::nan("") : 100 * rng.normal();
    const std::string number = written(value, style.decimal);
    out.numbers.push_back(std::isnan(value) ? value : std::stod(written(value, '.')));
    const std::string text = number.empty() ? "ABC" : texts[rng.below(texts.size())];
    out.texts.push_back(text);
    out.lines.push_back(line);
    line += text.find('\n') == std::string::npos ? 1 : 2;
    out.csv += field(number, style, rng) + style.separator + field(text, style, rng);
    out.csv += i + 1 < rows || style.last_break ? style.line_break : "";
  }
  return out;
}

void check_same(const Written& wanted, const Table& table) {
  REQUIRE(table.lines == wanted.lines);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < wanted.lines.size(); ++i) {
    const double value = table.columns[0].doubles[i];
    const bool same_number =
        std::isnan(wanted.numbers[i]) ? std::isnan(value) : value == wanted.numbers[i];
    const std::uint32_t code = table.columns[1].codes[i];
    const std::string text = code == kMissingCode ? "" : table.columns[1].dictionary[code];
    wrong += same_number && text == wanted.texts[i] ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(table.report.findings.empty());
}

TEST_CASE("tables in every dialect read back exactly, whatever the blocks and threads", "[csv]") {
  Rng rng(11);
  for (const char separator : {',', ';', '\t', '|'}) {
    for (const char decimal : {'.', ','}) {
      for (const char* line_break : {"\n", "\r\n", "\r"}) {
        const Style style{separator, decimal, line_break, rng.below(2) == 0,
                          static_cast<unsigned>(rng.below(3))};
        const Written wanted = write_table(style, 150, rng);
        for (const std::size_t block : {64U, 100U, 1000U, 1U << 20U}) {
          for (const int threads : {1, 4}) {
            Reading reading{"dt", {}, threads};
            reading.options.block_bytes = block;
            reading.options.separator = separator;
            reading.options.decimal = decimal;
            INFO("separator " << separator << " decimal " << decimal << " block " << block);
            check_same(wanted, read_text(wanted.csv, reading));
          }
        }
      }
    }
  }
}

TEST_CASE("the source may give its bytes in pieces of any size", "[csv]") {
  Rng rng(12);
  const Written wanted = write_table({',', '.', "\r\n", true, 3}, 200, rng);
  for (const std::size_t step : {1U, 2U, 3U, 1000U}) {
    TextSource source(wanted.csv, step);
    CsvOptions options;
    options.block_bytes = 97;
    CsvReader reader(source, "file.csv", options);
    check_same(wanted, reader.read(plan_of("dt"), 3, StopFlag()));
  }
}

}  // namespace
}  // namespace mlpipe::data
