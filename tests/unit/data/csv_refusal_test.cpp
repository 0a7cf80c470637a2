// SPDX-License-Identifier: MIT
#include <string>
#include <vector>

#include "mlpipe/core/error.hpp"

#include "csv_text.hpp"
#include "support/catch.hpp"

namespace mlpipe::data {
namespace {

/// The message with which a text is refused, by sample() or by read(), for small and large blocks
/// alike.
std::string refusal(const std::string& text, CsvOptions options = {}) {
  std::string first;
  for (const std::size_t block : {64U, 4096U, 4U << 20U}) {
    options.block_bytes = block;
    for (const int threads : {1, 4}) {
      std::string message = "(accepted)";
      try {
        TextSource source(text);
        CsvReader reader(source, "file.csv", options);
        const std::vector<ColumnPlan> plan(reader.sample().names.size(),
                                           ColumnPlan{CellType::kDouble, nullptr});
        (void)reader.read(plan, threads, StopFlag());
      } catch (const DataError& error) {
        message = error.what();
      }
      first = first.empty() ? message : first;
      CHECK(message == first);
    }
  }
  return first;
}

std::string rows(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += std::to_string(i) + ",2\n";
  }
  return text;
}

/// Endless bytes, counted.
class Endless final : public ByteSource {
 public:
  Endless(std::string head, char fill) : head_(std::move(head)), fill_(fill) {}
  std::size_t read(std::span<char> buffer) override {
    for (char& c : buffer) {
      c = given_ < head_.size() ? head_[given_] : fill_;
      ++given_;
    }
    return buffer.size();
  }
  std::size_t given_ = 0;

 private:
  std::string head_;
  char fill_;
};

class Broken final : public ByteSource {
 public:
  explicit Broken(std::string text) : text_(std::move(text)), source_(text_) {}
  std::size_t read(std::span<char> buffer) override {
    const std::size_t count = source_.read(buffer);
    if (count == 0) {
      throw DataError("file.csv: gone");
    }
    return count;
  }

 private:
  std::string text_;
  TextSource source_;
};

TEST_CASE("files without rows are refused", "[csv]") {
  CHECK(refusal("") == "file.csv: the file is empty");
  CHECK_THAT(refusal("a,b\n"), ContainsSubstring("a header and no rows"));
  CHECK_THAT(refusal("a,b"), ContainsSubstring("a header and no rows"));
  CHECK_THAT(refusal("a,b\n# c\n\n,\n"), ContainsSubstring("a header and no rows"));
  std::string comments = "a,b\n";
  for (int i = 0; i < 1'000; ++i) {
    comments += "# " + std::string(3'000, 'c') + "\n";
  }
  CHECK_THAT(refusal(comments), ContainsSubstring("a header and no rows"));
  CHECK_THAT(refusal("\n# c\n"), ContainsSubstring("only blank lines or comments"));
  CHECK_THAT(refusal("\xEF\xBB\xBF"), ContainsSubstring("only blank lines or comments"));
}

TEST_CASE("what is no text is told by its looks", "[csv]") {
  using namespace std::string_literals;
  CHECK_THAT(refusal("\x1F\x8B\x08\x00"s), ContainsSubstring("gzip"));
  CHECK_THAT(refusal("PK\x03\x04zzz"s), ContainsSubstring("Excel"));
  CHECK_THAT(refusal("PAR1\x15\x04"s), ContainsSubstring("Parquet"));
  CHECK_THAT(refusal("\xFF\xFE"
                     "a\0,\0"s),
             ContainsSubstring("UTF-16"));
  CHECK_THAT(refusal("a\0,\0b\0\n\0"s), ContainsSubstring("UTF-16"));
  CHECK_THAT(refusal("a,b\n1,\0\n"s), ContainsSubstring("binary"));
  CHECK_THAT(refusal("\x01\x02\x03\x04,\x05\n1,2\n"s), ContainsSubstring("binary"));
  CHECK_THAT(refusal("<!DOCTYPE html>\n<html>"s), ContainsSubstring("web page"));
}

TEST_CASE("a NUL byte far behind names its line", "[csv]") {
  const std::string text = "a,b\n" + rows(40'000) + std::string("1,\0\n", 4) + rows(9);
  CHECK_THAT(refusal(text), ContainsSubstring("file.csv: line 40002 holds a NUL byte"));
}

TEST_CASE("a record that is too long is refused, with the quote that may cause it", "[csv]") {
  CsvOptions options;
  options.max_line_bytes = 1'000;
  const std::string before = "a,b\n" + rows(50);
  CHECK_THAT(refusal(before + "1," + std::string(1'000, '7') + "\n" + rows(9), options),
             ContainsSubstring("line 52 is longer than 1,000 bytes"));
  CHECK_THAT(refusal(before + "# " + std::string(1'000, '"') + "\n" + rows(9), options),
             ContainsSubstring("line 52 is longer than 1,000 bytes"));
  CHECK_THAT(refusal(before + "\"1\n2\",\"3\n" + rows(900), options),
             ContainsSubstring("line 52 is longer than 1,000 bytes; an unclosed quote that begins "
                               "at line 53?"));
  CHECK_THAT(refusal(before + "1,\"" + std::string(2'000, '7') + "\"\n" + rows(9), options),
             ContainsSubstring("an unclosed quote that begins at line 52?"));
  CHECK_THAT(refusal(std::string(5'000, 'x') + "\n", options),
             ContainsSubstring("line 1 is longer than 1,000 bytes"));
  const std::string longest = "1," + std::string(998, '7');
  CHECK(refusal(before + longest + "\r\n" + rows(9), options) == "(accepted)");
}

TEST_CASE("a line that never ends is refused after a few megabytes", "[csv]") {
  for (const char* head : {"", "a,b\n1,2\n3,4\n5,6\n", "a,b\n1,2\n3,4\n\"", "# "}) {
    Endless source(head, '1');
    CsvReader reader(source, "file.csv", {});
    CHECK_THROWS_AS(reader.read(plan_of("dd"), 2, StopFlag()), DataError);
    CHECK(source.given_ < (16U << 20U));
  }
}

TEST_CASE("a quote open at the end of the file is refused", "[csv]") {
  CHECK_THAT(refusal("a,b\n1,2\n3,\"4\n5,6\n"),
             ContainsSubstring("line 3 holds a quote, begun at line 3, that is not closed"));
  CHECK_THAT(refusal("a,b\n\"3\n4,5\n"), ContainsSubstring("line 2 holds a quote"));
  CHECK_THAT(refusal("a,b\n" + rows(400) + "\"1\n2\",\"3\n4\n"),
             ContainsSubstring("line 402 holds a quote, begun at line 403"));
}

TEST_CASE("the first trouble in file order is the one told", "[csv]") {
  const std::string text = "a,b\n" + rows(60'000) + std::string("1,\0\n", 4) + rows(20'000) +
                           std::string("1,\0\n", 4) + "\"";
  CHECK_THAT(refusal(text), ContainsSubstring("line 60002 holds a NUL byte"));
}

TEST_CASE("a source that breaks is told, unless the text is refused before", "[csv]") {
  Broken source("a,b\n" + rows(100'000));
  CsvReader reader(source, "file.csv", {});
  CHECK_THROWS_WITH(reader.read(plan_of("dd"), 2, StopFlag()), "file.csv: gone");
}

TEST_CASE("too many columns are refused", "[csv]") {
  std::string header = "c0";
  std::string row = "1";
  for (int i = 1; i < 10'000; ++i) {
    header += ",c" + std::to_string(i);
    row += ",1";
  }
  const std::string message = refusal(header + "\n" + row + "\n" + row + "\n");
  CHECK_THAT(message, ContainsSubstring("10,000 columns"));
  CHECK_THAT(message, ContainsSubstring("data.max_columns (4,096)"));
}

TEST_CASE("a name that stands twice is refused", "[csv]") {
  CHECK_THAT(refusal("a,b, a\n1,2,3\n"),
             ContainsSubstring("columns 1 and 3 have the same name, \"a\""));
  CHECK_THAT(refusal("a,\xE9\n1,2\n"), ContainsSubstring("not UTF-8"));
}

}  // namespace
}  // namespace mlpipe::data
