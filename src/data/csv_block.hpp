// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/csv_fields.hpp"
#include "data/csv_findings.hpp"
#include "data/csv_number.hpp"
#include "data/table.hpp"

namespace mlpipe::data {

/// What the beginning of the file has told about all of it.
struct CsvLayout {
  CsvFormat format;
  std::vector<std::string> names;
  std::vector<std::string> header;  ///< its cells as they stand, trimmed; empty without header
  bool trailing_empty = false;      ///< rows end with one separator more than the header
  std::size_t max_line_bytes = 0;
};

/// Why the whole file is refused. Lines count from 0 in the block.
struct CsvFailure {
  enum class Kind { kTooLong, kOpenQuote, kNul };
  Kind kind = Kind::kNul;
  std::uint64_t line = 0;
  std::optional<std::uint64_t> quote_line;
};

/// Of a record or line at `record` that goes on for more than max_line_bytes. The same whether all
/// of it is at hand or not.
[[nodiscard]] CsvFailure too_long(const char* record, std::uint64_t line, const CsvFormat& format,
                                  std::size_t max_line_bytes);

/// An array that is not filled when made: the rows of a block, of which there may be fewer than
/// room.
template <class T>
class CsvArray {
 public:
  void grow(std::size_t capacity, std::size_t used) {
    auto larger = std::make_unique_for_overwrite<T[]>(capacity);
    if (used > 0) {
      std::memcpy(larger.get(), data_.get(), used * sizeof(T));
    }
    data_ = std::move(larger);
  }
  [[nodiscard]] T* data() noexcept { return data_.get(); }
  [[nodiscard]] const T* data() const noexcept { return data_.get(); }
  void free() { data_.reset(); }

 private:
  std::unique_ptr<T[]> data_;
};

/// One column of one block; the array of its type is used.
struct CsvColumnPiece {
  CsvArray<double> doubles;
  CsvArray<float> floats;
  CsvArray<std::int64_t> times;
  CsvArray<std::uint32_t> codes;
  std::vector<std::string> dictionary;  ///< in order of first use
};

struct CsvPiece {
  std::vector<CsvColumnPiece> columns;
  CsvArray<std::uint32_t> lines;  ///< from 0 in the block
  std::size_t rows = 0;           ///< sound ones
  std::uint64_t records = 0;
  std::uint64_t line_count = 0;
  CsvFindings findings;
  std::optional<CsvFailure> failure;  ///< nothing behind it has been looked at
};

/// Turns blocks into pieces. One for each thread.
class CsvBlockParser {
 public:
  /// Both must outlive the parser.
  CsvBlockParser(const CsvLayout& layout, std::span<const ColumnPlan> plan);
  [[nodiscard]] CsvPiece parse(const CsvBuffer& block);

 private:
  using Codes = std::unordered_map<std::string, std::uint32_t>;

  void begin(const CsvBuffer& block);
  void grow();
  [[nodiscard]] const char* skip_line(const char* at);
  [[nodiscard]] bool is_header(const char* at);
  [[nodiscard]] const char* parse_record(const char* at);
  void check_count(const char* record, const char*& at, std::size_t fields);
  template <class T>
  [[nodiscard]] const char* number_cells(const char* at, std::size_t& column);
  [[nodiscard]] const char* other_cell(const char* at, std::size_t column);
  template <class T>
  [[nodiscard]] const char* odd_number_cell(const char* at, std::size_t column, T& out);
  [[nodiscard]] const char* text_cell(const char* at, std::size_t column);
  [[nodiscard]] const char* time_cell(const char* at, std::size_t column);
  [[nodiscard]] CsvField cell(const char* at);
  [[nodiscard]] std::uint32_t code_of(std::string_view text, std::size_t column);
  [[nodiscard]] bool refuse(const char* record, const char* next);
  void add(CsvFindingKind kind, std::size_t column, std::string_view value);

  const CsvLayout& layout_;
  std::span<const ColumnPlan> plan_;
  char separator_;
  char plain_decimal_;  ///< NUL where the mark is the separator too, and so needs quotes
  bool empty_is_missing_;
  std::array<bool, 256> odd_first_{};  ///< first bytes of lines that may be no ordinary record

  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  const char* nul_ = nullptr;  ///< the next NUL byte, or null
  CsvPiece piece_;
  std::size_t capacity_ = 0;
  std::size_t row_bytes_ = 0;  ///< of the block before; 0: not known
  std::uint64_t breaks_ = 0;   ///< inside the quotes of the record
  const char* open_quote_ = nullptr;
  std::vector<std::size_t> run_ends_;  ///< of each column: behind its neighbours of the same type
  std::vector<void*> cells_;           ///< the numbers of each numeric column
  std::vector<Codes> codes_;           ///< of each text column, for this block
  std::vector<std::uint32_t> last_codes_;  ///< the code used last: symbols come in runs
  std::string scratch_;
  std::string digits_;
};

}  // namespace mlpipe::data
