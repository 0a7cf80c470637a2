// SPDX-License-Identifier: MIT
#include "data/csv_number.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "mlpipe/core/rng.hpp"

#include "support/catch.hpp"

namespace mlpipe::data {
namespace {

CsvNumber<double> number(std::string_view text, char decimal = '.') {
  std::string scratch;
  return parse_number<double>(text, decimal, scratch);
}

/// Through the fast path alone; false where it passes the number on.
template <class T>
bool fast(const std::string& text, T& value) {
  const std::string padded = text + std::string(kCsvPadding, '\n');
  PlainNumber plain;
  const char* stop = scan_plain(padded.data(), '.', plain);
  return stop == padded.data() + text.size() && to_nearest(plain, value);
}

template <class T>
T nearest(const std::string& text) {
  T value = 0;
  const std::size_t sign = text[0] == '+' ? 1 : 0;
  std::from_chars(text.data() + sign, text.data() + text.size(), value);
  return value;
}

std::string random_number(Rng& rng) {
  std::string text = rng.below(3) == 0 ? "-" : "";
  const std::uint64_t whole = rng.below(12);
  const std::uint64_t fraction = rng.below(12);
  for (std::uint64_t i = 0; i < whole; ++i) {
    text += static_cast<char>('0' + rng.below(10));
  }
  if (fraction > 0 || whole == 0) {
    text += '.';
  }
  for (std::uint64_t i = 0; i < fraction + (whole == 0 ? 1 : 0); ++i) {
    text += static_cast<char>('0' + rng.below(10));
  }
  if (rng.below(4) == 0) {
    text += "e" + std::to_string(static_cast<int>(rng.below(50)) - 25);
  }
  return text;
}

TEST_CASE("the fast path gives the bits of from_chars", "[csv]") {
  Rng rng(7);
  int taken = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = random_number(rng);
    double wide = 0;
    if (fast(text, wide)) {
      ++taken;
      if (std::bit_cast<std::uint64_t>(wide) !=
          std::bit_cast<std::uint64_t>(nearest<double>(text))) {
        FAIL(text);
      }
    }
    float narrow = 0;
    if (fast(text, narrow) && std::bit_cast<std::uint32_t>(narrow) !=
                                  std::bit_cast<std::uint32_t>(nearest<float>(text))) {
      FAIL(text);
    }
  }
  CHECK(taken > 100'000);
}

TEST_CASE("a double half way between two floats is not rounded twice", "[csv]") {
  // Just above the middle of two floats, nearer to it than half a double's step.
  const std::string text = "1.000000059604644775390625001";
  std::string scratch;
  CHECK(parse_number<float>(text, '.', scratch).value == nearest<float>(text));
  float value = 0;
  CHECK_FALSE(fast(std::string("16777217"), value));
  CHECK(parse_number<float>("16777217", '.', scratch).value == 16777216.0F);
}

TEST_CASE("plain forms are numbers", "[csv]") {
  CHECK(number("5").value == 5.0);
  CHECK(number("5.").value == 5.0);
  CHECK(number(".5").value == 0.5);
  CHECK(number("+1.5").value == 1.5);
  CHECK(std::signbit(number("-0").value));
  CHECK(number("1.25e3").value == 1250.0);
  CHECK(number("1E-3").value == 0.001);
  CHECK(number("0.8444218515250481").value == 0.8444218515250481);
  CHECK(number("123456789012345678901234567890").value == 123456789012345678901234567890.0);
  CHECK(number("1,5", ',').value == 1.5);
  CHECK(number("2,5e2", ',').value == 250.0);
}

TEST_CASE("thousands separators are taken out of valid groups only", "[csv]") {
  for (const char* text : {"1,234,567", "1 234 567", "1'234'567",
                           "1\xC2\xA0"
                           "234\xC2\xA0"
                           "567",
                           "1\xE2\x80\xAF"
                           "234\xE2\x80\xAF"
                           "567",
                           "1\xE2\x80\x99"
                           "234\xE2\x80\x99"
                           "567"}) {
    INFO(text);
    CHECK(number(text).value == 1234567.0);
    CHECK(number(text).state == NumberState::kNumber);
    CHECK(number(text).thousands);
  }
  CHECK(number("1,234.5").value == 1234.5);
  CHECK(number("1.234,5", ',').value == 1234.5);
  CHECK(number("1.234", ',').value == 1234.0);
  CHECK_FALSE(number("1234").thousands);
  for (const char* text :
       {"1711,290039", "1,23", "12,34,567", "1234,567", "1,,234", ",123", "0,123", "1,234 567",
        "1,234,", "1.5,000", "1,2345", "1 23", "1,234e3"}) {
    INFO(text);
    CHECK(number(text).state == NumberState::kBad);
  }
  CHECK(number("1.23", ',').state == NumberState::kBad);
}

TEST_CASE("currency signs at either end are taken off", "[csv]") {
  for (const char* text : {"$5.5", "5.5$", "$ 5.5",
                           "\xE2\x82\xAC"
                           "5.5",
                           "5.5 \xE2\x82\xAC",
                           "\xC2\xA3"
                           "5.5",
                           "\xC2\xA5"
                           "5.5",
                           "+$5.5", "$+5.5"}) {
    INFO(text);
    CHECK(number(text).value == 5.5);
    CHECK(number(text).currency);
    CHECK(number(text).state == NumberState::kNumber);
  }
  CHECK(number("-$5").value == -5.0);
  CHECK(number("$-5").value == -5.0);
  CHECK(number("$2,098.850098").value == 2098.850098);
  CHECK(number("$2,098.850098").thousands);
  for (const char* text : {"$", "$$5", "$5$", "-$-5", "- 5", "5\xC2\xA2", "USD 5"}) {
    INFO(text);
    CHECK(number(text).state == NumberState::kBad);
  }
}

TEST_CASE("what is no number is bad", "[csv]") {
  for (const char* text : {"x", "1x", "5%", "(5)", "0x10", "1e", "e5", ".", "-", "+-5", "--5",
                           "1.2.3", "1 2 3", "nan(1)", "1e+", "12:30", "1/2", "1d"}) {
    INFO(text);
    CHECK(number(text).state == NumberState::kBad);
  }
}

TEST_CASE("infinite and too large numbers are told apart from bad ones", "[csv]") {
  for (const char* text :
       {"inf", "-Inf", "+INFINITY", "1e999", "-1e309", "\xE2\x88\x9E", "1e99999999999999999999"}) {
    INFO(text);
    CHECK(number(text).state == NumberState::kInfinite);
  }
  CHECK(number("1e-999").value == 0.0);
  CHECK(number("1e-999").state == NumberState::kNumber);
  CHECK(number("0e999").value == 0.0);
  CHECK(number("0." + std::string(400, '0') + "1e402").value == 10.0);
  CHECK(number("1e-99999999999999999999").value == 0.0);
  std::string scratch;
  CHECK(parse_number<float>("1e39", '.', scratch).state == NumberState::kInfinite);
  CHECK(parse_number<float>("-3.5e38", '.', scratch).state == NumberState::kInfinite);
  CHECK(parse_number<float>("1e-60", '.', scratch).value == 0.0F);
  CHECK(parse_number<float>("1e-40", '.', scratch).value == nearest<float>("1e-40"));
}

}  // namespace
}  // namespace mlpipe::data
