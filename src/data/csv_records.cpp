// SPDX-License-Identifier: MIT
#include "data/csv_records.hpp"

namespace mlpipe::data {

bool CsvRecords::next(CsvRecord& record) {
  while (at_ < window_->end && !failure_) {
    const bool comment = format_->is_comment(at_, window_->end);
    CsvRecordShape shape;
    if (comment) {
      shape.next = find_break(at_, window_->end);
    } else {
      shape = walk_record(at_, window_->end, format_->separator, scratch_);
    }
    if (static_cast<std::size_t>(shape.next - at_) > max_line_bytes_) {
      failure_ = too_long(at_, line_, *format_, max_line_bytes_);
      return false;
    }
    const bool at_end =
        shape.next == window_->end || (*shape.next == '\r' && shape.next + 1 == window_->end);
    if (at_end && !window_->whole) {
      return false;
    }
    if (shape.open_quote != nullptr) {
      const auto before = between(at_, shape.open_quote);
      failure_ = {CsvFailure::Kind::kOpenQuote, line_, line_ + count_breaks(before)};
      return false;
    }
    const bool blank = !comment && shape.fields == 1 && shape.all_blank;
    if (comment) {
      const auto text = between(at_, shape.next);
      findings_.add(CsvFindingKind::kCommentLine, line_, 0, text);
      findings_.settle(true);
    }
    record = {at_, shape.next, line_, shape.fields, shape.all_blank};
    at_ = skip_break(shape.next, window_->end);
    line_ += 1 + shape.breaks;
    if (!comment && !blank) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> fields_of(const CsvRecord& record, char separator) {
  std::vector<std::string> fields;
  std::string scratch;
  for (const char* at = record.begin;; ++at) {
    const CsvField field = read_field(at, record.next, separator, scratch);
    fields.emplace_back(field.text);
    at = field.next;
    if (at >= record.next) {
      return fields;
    }
  }
}

}  // namespace mlpipe::data
