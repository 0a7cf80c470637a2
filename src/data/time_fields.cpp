// SPDX-License-Identifier: MIT
#include "data/time_fields.hpp"

#include <algorithm>

namespace mlpipe::data {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

char lower_case(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool TextCursor::take(char wanted) noexcept {
  if (rest_.empty() || rest_.front() != wanted) {
    return false;
  }
  rest_.remove_prefix(1);
  return true;
}

void TextCursor::skip_blanks() noexcept {
  while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
    rest_.remove_prefix(1);
  }
}

std::optional<int> TextCursor::take_digits(std::size_t least, std::size_t most) noexcept {
  int value = 0;
  std::size_t count = 0;
  while (count < most && count < rest_.size() && is_digit(rest_[count])) {
    value = value * 10 + (rest_[count] - '0');
    ++count;
  }
  if (count < least) {
    return std::nullopt;
  }
  rest_.remove_prefix(count);
  return value;
}

std::optional<std::int64_t> TextCursor::take_fraction() noexcept {
  std::int64_t micro = 0;
  std::int64_t unit = 100'000;
  std::size_t count = 0;
  for (; count < rest_.size() && is_digit(rest_[count]); ++count) {
    micro += (rest_[count] - '0') * unit;
    unit /= 10;
  }
  if (count == 0) {
    return std::nullopt;
  }
  rest_.remove_prefix(count);
  return micro;
}

std::optional<std::int64_t> TextCursor::take_offset() noexcept {
  const std::string_view before = rest_;
  if (take('Z') || take('z')) {
    return 0;
  }
  const bool west = !rest_.empty() && rest_.front() == '-';
  if (!west && (rest_.empty() || rest_.front() != '+')) {
    return std::nullopt;
  }
  rest_.remove_prefix(1);
  const auto hours = take_digits(2, 2);
  const bool colon = hours && take(':');
  const auto minutes = take_digits(2, 2);
  // No zone has ever been further from UTC than 15 h 14 min.
  if (!hours || *hours > 15 || (colon && !minutes) || minutes.value_or(0) > 59) {
    rest_ = before;
    return std::nullopt;
  }
  const std::int64_t offset = (*hours * 3600LL + minutes.value_or(0) * 60LL) * kMicrosPerSecond;
  return west ? -offset : offset;
}

std::optional<int> TextCursor::take_word(const std::string_view* words,
                                         std::size_t count) noexcept {
  std::optional<int> found;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view word = words[i];
    const bool fits =
        word.size() > length && word.size() <= rest_.size() &&
        std::equal(word.begin(), word.end(), rest_.begin(),
                   [](char wanted, char there) { return wanted == lower_case(there); });
    if (fits) {
      found = static_cast<int>(i);
      length = word.size();
    }
  }
  rest_.remove_prefix(length);
  return found;
}

}  // namespace mlpipe::data
