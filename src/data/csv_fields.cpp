// SPDX-License-Identifier: MIT
#include "data/csv_fields.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

/// Nearly every field begins and ends with a byte that no blank has.
bool is_part_of_blank(char c) {
  return c <= ' ' || static_cast<unsigned char>(c) >= 0x80;
}

/// Bytes of the blank that ends the text.
std::size_t blank_length_back(std::string_view text) {
  if (text.empty() || !is_part_of_blank(text.back())) {
    return 0;
  }
  for (std::size_t length = 1; length <= 3 && length <= text.size(); ++length) {
    if (blank_length(text.substr(text.size() - length)) == length) {
      return length;
    }
  }
  return 0;
}

std::string_view trim_back(std::string_view text) {
  for (std::size_t length = blank_length_back(text); length > 0; length = blank_length_back(text)) {
    text.remove_suffix(length);
  }
  return text;
}

/// A tab that separates is no blank.
const char* skip_blanks(const char* at, const char* end, char separator) {
  while (at < end && is_part_of_blank(*at) && *at != separator && !is_break(*at)) {
    const std::size_t length = blank_length({at, static_cast<std::size_t>(end - at)});
    if (length == 0) {
      break;
    }
    at += length;
  }
  return at;
}

CsvField read_quoted(const char* quote, const char* end, char separator, std::string& scratch) {
  CsvField field;
  scratch.clear();
  const char* from = quote + 1;
  const char* close = nullptr;
  for (;;) {
    close = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end - from)));
    if (close == nullptr) {
      field.open_quote = quote;
      field.next = end;
      field.breaks = count_breaks(between(quote, end));
      return field;
    }
    if (close + 1 >= end || close[1] != '"') {
      break;
    }
    scratch.append(from, close + 1);
    from = close + 2;
  }
  field.breaks = count_breaks(between(quote, close));
  field.next = std::min(find_field_end(close + 1, separator), end);
  const auto tail = trim_back(between(close + 1, field.next));
  if (scratch.empty() && tail.empty()) {
    field.text = trim_blanks(between(from, close));
  } else {
    scratch.append(from, close);
    scratch.append(tail);
    field.text = trim_blanks(scratch);
  }
  return field;
}

}  // namespace

char* CsvBuffer::prepare(std::size_t count) {
  bytes_.resize(std::max(bytes_.size(), size_ + count + kCsvPadding));
  return bytes_.data() + size_;
}

void CsvBuffer::commit(std::size_t count) {
  size_ += count;
  seal();
}

void CsvBuffer::assign(std::string_view bytes) {
  size_ = 0;
  char* to = prepare(bytes.size());
  if (!bytes.empty()) {
    std::memcpy(to, bytes.data(), bytes.size());
  }
  commit(bytes.size());
}

void CsvBuffer::truncate(std::size_t count) {
  size_ = count;
  seal();
}

void CsvBuffer::seal() {
  std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(size_), kCsvPadding, '\0');
  bytes_[size_] = '\n';
}

CsvFormat::CsvFormat(std::string comment, const std::vector<std::string>& missing)
    : comment_(std::move(comment)) {
  for (const auto& token : missing) {
    missing_.push_back(lower(trim_blanks(token)));
    longest_missing_ = std::max(longest_missing_, missing_.back().size());
  }
  std::sort(missing_.begin(), missing_.end());
}

bool CsvFormat::is_missing(std::string_view text) const {
  if (missing_.empty() || text.size() > longest_missing_) {
    return false;
  }
  if (text.empty()) {
    return missing_.front().empty();
  }
  return std::binary_search(missing_.begin(), missing_.end(), lower(text));
}

bool CsvFormat::is_comment(const char* at, const char* end) const {
  const auto line = between(at, end);
  if (comment_.empty() || line.substr(0, comment_.size()) != comment_) {
    return false;
  }
  const char* stop = std::min(find_field_end(at, separator), end);
  return !is_missing(trim_blanks(between(at, stop)));
}

const char* find_break(const char* at, const char* end) {
  const auto* feed =
      static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
  const char* stop = feed == nullptr ? end : feed;
  const auto* back =
      static_cast<const char*>(std::memchr(at, '\r', static_cast<std::size_t>(stop - at)));
  return back == nullptr ? stop : back;
}

std::uint64_t count_breaks(std::string_view text) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool lone_return = text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n');
    count += (text[i] == '\n' || lone_return) ? 1U : 0U;
  }
  return count;
}

std::size_t blank_length(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  switch (text[0]) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case '\f':
    case '\v':
      return 1;
    case '\xC2':  // U+00A0, no-break space
      return text.substr(0, 2) == "\xC2\xA0" ? 2 : 0;
    case '\xE2':  // U+202F and U+2009, which group digits in French, and U+2007
      return text.substr(0, 3) == "\xE2\x80\xAF" || text.substr(0, 3) == "\xE2\x80\x89" ||
                     text.substr(0, 3) == "\xE2\x80\x87"
                 ? 3
                 : 0;
    default:
      return 0;
  }
}

std::string_view trim_blanks(std::string_view text) {
  for (std::size_t length = blank_length(text); length > 0; length = blank_length(text)) {
    text.remove_prefix(length);
  }
  return trim_back(text);
}

CsvField read_field(const char* at, const char* end, char separator, std::string& scratch) {
  const char* first = skip_blanks(at, end, separator);
  if (first < end && *first == '"') {
    return read_quoted(first, end, separator, scratch);
  }
  CsvField field;
  field.next = std::min(find_field_end(first, separator), end);
  field.text = trim_back(between(first, field.next));
  return field;
}

CsvRecordShape walk_record(const char* at, const char* end, char separator, std::string& scratch) {
  CsvRecordShape shape;
  for (;; ++at) {
    const CsvField field = read_field(at, end, separator, scratch);
    ++shape.fields;
    shape.breaks += field.breaks;
    shape.all_blank = shape.all_blank && field.text.empty() && field.open_quote == nullptr;
    at = field.next;
    if (at >= end || *at != separator) {
      shape.next = at;
      shape.open_quote = field.open_quote;
      return shape;
    }
  }
}

}  // namespace mlpipe::data
