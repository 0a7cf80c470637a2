// SPDX-License-Identifier: MIT
#include "optimize/journal_time.hpp"

#include <algorithm>
#include <charconv>

namespace mlpipe::optimize {
namespace {

constexpr std::size_t kToSeconds = 19;  // 2026-11-23T15:42:12

std::optional<int> whole(std::string_view digits) {
  int value = 0;
  const char* end = digits.data() + digits.size();
  const bool plain =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain || digits.empty() || std::from_chars(digits.data(), end, value).ptr != end) {
    return std::nullopt;
  }
  return value;
}

/// Takes ".015" or ".015835" from the front of a text; no fraction is none.
std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
  if (text.empty() || text.front() != '.') {
    return std::chrono::microseconds(0);
  }
  text.remove_prefix(1);
  const std::size_t count = std::min(text.find_first_of("+-Z"), text.size());
  const auto value = whole(text.substr(0, count));
  if (!value || (count != 3 && count != 6)) {
    return std::nullopt;
  }
  text.remove_prefix(count);
  return std::chrono::microseconds(count == 3 ? *value * 1000 : *value);
}

/// "+05:30"
std::optional<std::chrono::minutes> offset_of(std::string_view text) {
  if (text == "Z") {
    return std::chrono::minutes(0);
  }
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
    return std::nullopt;
  }
  const auto hours = whole(text.substr(1, 2));
  const auto minutes = whole(text.substr(4));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) {
    return std::nullopt;
  }
  const std::chrono::minutes size(*hours * 60 + *minutes);
  return text[0] == '-' ? -size : size;
}

}  // namespace

std::optional<JournalTime> parse_journal_time(std::string_view text) {
  const auto seconds = from_iso8601(std::string(text.substr(0, kToSeconds)) + "Z");
  if (!seconds || text.size() < kToSeconds) {
    return std::nullopt;
  }
  text.remove_prefix(kToSeconds);
  const auto fraction = take_fraction(text);
  if (!fraction) {
    return std::nullopt;
  }
  if (text.empty()) {
    return JournalTime{*seconds + *fraction, false};
  }
  const auto offset = offset_of(text);
  if (!offset) {
    return std::nullopt;
  }
  return JournalTime{*seconds + *fraction - *offset, true};
}

std::string journal_time(Timestamp time, bool with_offset) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::string micro = std::to_string((time - seconds).count());
  return to_iso8601(seconds).substr(0, kToSeconds) + "." + std::string(6 - micro.size(), '0') +
         micro + (with_offset ? "+00:00" : "");
}

}  // namespace mlpipe::optimize
