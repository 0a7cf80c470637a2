// SPDX-License-Identifier: MIT
// The lines of a block that are no rows, and those that end the reading.
#include "data/csv_block.hpp"

namespace mlpipe::data {
CsvFailure too_long(const char* record, std::uint64_t line, const CsvFormat& format,
                    std::size_t max_line_bytes) {
  CsvFailure failure{CsvFailure::Kind::kTooLong, line, std::nullopt};
  const char* limit = record + max_line_bytes + 1;
  std::string scratch;
  const auto shape = walk_record(record, limit, format.separator, scratch);
  if (shape.open_quote != nullptr && !format.is_comment(record, limit)) {
    failure.quote_line = line + count_breaks(between(record, shape.open_quote));
  }
  return failure;
}

/// What ends the whole reading, in a record that has just been walked through.
bool CsvBlockParser::refuse(const char* record, const char* next) {
  const auto size = static_cast<std::size_t>(next - record);
  if (size > layout_.max_line_bytes) {
    piece_.failure = too_long(record, piece_.line_count, layout_.format, layout_.max_line_bytes);
  } else if (nul_ != nullptr && nul_ < next) {
    piece_.failure = {CsvFailure::Kind::kNul, piece_.line_count, std::nullopt};
  } else if (open_quote_ != nullptr) {
    piece_.failure = {CsvFailure::Kind::kOpenQuote, piece_.line_count,
                      piece_.line_count + count_breaks(between(record, open_quote_))};
  }
  return piece_.failure.has_value();
}

/// Blank lines, comments, rows of empty fields, repeated headers.
/// @return its end, or null if it is an ordinary record
const char* CsvBlockParser::skip_line(const char* at) {
  if (layout_.format.is_comment(at, end_)) {
    const char* stop = find_break(at, end_);
    add(CsvFindingKind::kCommentLine, 0, between(at, stop));
    return stop;
  }
  const CsvField first = cell(at);
  const bool separated = first.next < end_ && *first.next == separator_;
  if (first.text.empty() && first.open_quote == nullptr) {
    const bool blank_line = !separated && first.breaks == 0 && *at != '"';
    if (blank_line) {
      return first.next;
    }
    const CsvRecordShape shape = walk_record(at, end_, separator_, scratch_);
    if (shape.all_blank) {
      ++piece_.records;
      breaks_ = shape.breaks;
      add(CsvFindingKind::kEmptyRow, 0, between(at, shape.next));
      return shape.next;
    }
  }
  breaks_ = 0;
  open_quote_ = nullptr;
  if (layout_.header.empty() || first.text != layout_.header[0] || !is_header(at)) {
    return nullptr;
  }
  const CsvRecordShape shape = walk_record(at, end_, separator_, scratch_);
  ++piece_.records;
  breaks_ = shape.breaks;
  add(CsvFindingKind::kRepeatedHeader, 0, between(at, shape.next));
  return shape.next;
}

bool CsvBlockParser::is_header(const char* at) {
  for (std::size_t i = 0; i < layout_.header.size(); ++i) {
    const CsvField field = read_field(at, end_, separator_, scratch_);
    const bool last = field.next >= end_ || *field.next != separator_;
    if (field.open_quote != nullptr || field.text != layout_.header[i] ||
        last != (i + 1 == layout_.header.size())) {
      return false;
    }
    at = field.next + 1;
  }
  return true;
}

}  // namespace mlpipe::data
