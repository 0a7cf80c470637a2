// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace mlpipe::data {

/// Why a file is refused, without its name: CsvReader makes a DataError of it.
class CsvRefusal final : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

static_assert(std::endian::native == std::endian::little, "the eight-byte steps below count on it");

/// Room that follows the bytes of every buffer given to the functions here: one line break, which
/// stops every scan, and enough zeros to load sixteen bytes at any place.
inline constexpr std::size_t kCsvPadding = 32;

/// Bytes with their padding. Bytes are added, and seal() writes the padding.
class CsvBuffer {
 public:
  /// Room for `count` more bytes; commit() says how many of them were filled, and seals.
  [[nodiscard]] char* prepare(std::size_t count);
  void commit(std::size_t count);
  void assign(std::string_view bytes);
  /// Forget what stands behind the first `count` bytes.
  void truncate(std::size_t count);

  [[nodiscard]] const char* begin() const noexcept { return bytes_.data(); }
  [[nodiscard]] const char* end() const noexcept { return bytes_.data() + size_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  void seal();
  std::vector<char> bytes_ = std::vector<char>(kCsvPadding, '\0');
  std::size_t size_ = 0;
};

/// How the text is written, and which cells say nothing.
class CsvFormat {
 public:
  CsvFormat(std::string comment, const std::vector<std::string>& missing);

  char separator = ',';
  char decimal = '.';

  /// @param text  trimmed
  [[nodiscard]] bool is_missing(std::string_view text) const;
  /// Does the line at `at` begin with the comment mark? A first cell such as "#N/A", which is a
  /// missing value, does not make a comment.
  [[nodiscard]] bool is_comment(const char* at, const char* end) const;
  [[nodiscard]] const std::string& comment() const noexcept { return comment_; }

 private:
  std::string comment_;
  std::vector<std::string> missing_;  ///< lower case, sorted
  std::size_t longest_missing_ = 0;
};

inline std::uint64_t load_8(const char* at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// High bits of the bytes of `word` that equal `byte`; right for the lowest of them, which is all
/// that its users look at.
inline std::uint64_t equal_bytes(std::uint64_t word, char byte) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  const std::uint64_t x = word ^ (kOnes * static_cast<unsigned char>(byte));
  return (x - kOnes) & ~x & (kOnes << 7U);
}

/// The first separator or line break at or after `at`. There must be one (see kCsvPadding).
inline const char* find_field_end(const char* at, char separator) noexcept {
#if defined(__SSE2__)
  const __m128i separators = _mm_set1_epi8(separator);
  const __m128i feeds = _mm_set1_epi8('\n');
  const __m128i returns = _mm_set1_epi8('\r');
  for (;; at += 16) {
    __m128i bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    const __m128i hit =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, separators), _mm_cmpeq_epi8(bytes, feeds)),
                     _mm_cmpeq_epi8(bytes, returns));
    if (const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hit)); mask != 0) {
      return at + std::countr_zero(mask);
    }
  }
#else
  for (;; at += 8) {
    const std::uint64_t word = load_8(at);
    const std::uint64_t hit =
        equal_bytes(word, separator) | equal_bytes(word, '\n') | equal_bytes(word, '\r');
    if (hit != 0) {
      return at + (std::countr_zero(hit) >> 3);
    }
  }
#endif
}

inline std::string_view between(const char* from, const char* to) noexcept {
  return {from, static_cast<std::size_t>(to - from)};
}

inline bool is_break(char c) noexcept {
  return c == '\n' || c == '\r';
}

/// Behind the line break (LF, CR LF or CR) at `at`, which may be the end.
inline const char* skip_break(const char* at, const char* end) noexcept {
  if (at >= end) {
    return end;
  }
  return *at == '\r' && at + 1 < end && at[1] == '\n' ? at + 2 : at + 1;
}

/// The first line break at or after `at`, or the end.
[[nodiscard]] const char* find_break(const char* at, const char* end);

/// Number of line breaks in a text.
[[nodiscard]] std::uint64_t count_breaks(std::string_view text);

/// Bytes of the blank at the front: space, tab and the like, no-break and thin spaces; 0 if none.
[[nodiscard]] std::size_t blank_length(std::string_view text);

/// Without the blanks at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

struct CsvField {
  std::string_view text;             ///< trimmed and unquoted; in the input or in the scratch
  const char* next = nullptr;        ///< separator, line break or end
  const char* open_quote = nullptr;  ///< a quote that nothing closes before the end
  std::uint64_t breaks = 0;          ///< line breaks inside the quotes
};

/// The one place that knows the rules of quotes: a field is quoted if its first byte that is no
/// blank is a quote; "" inside is a quote; what follows the closing quote belongs to the field as
/// it stands, as in pandas. A quote anywhere else is a byte like others.
/// @param end  a byte that may be followed by others; those are not looked at, except as padding
[[nodiscard]] CsvField read_field(const char* at, const char* end, char separator,
                                  std::string& scratch);

/// Walks over one record.
/// @return its end (at the line break, or `end`), its field count, its open quote
struct CsvRecordShape {
  const char* next = nullptr;
  const char* open_quote = nullptr;
  std::size_t fields = 0;
  std::uint64_t breaks = 0;
  bool all_blank = true;
};
[[nodiscard]] CsvRecordShape walk_record(const char* at, const char* end, char separator,
                                         std::string& scratch);

}  // namespace mlpipe::data
