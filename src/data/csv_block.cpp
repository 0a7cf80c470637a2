// SPDX-License-Identifier: MIT
#include "data/csv_block.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

/// The compiler no longer knows where the pointer came from.
inline void hide_origin(const char*& pointer) {
#if defined(__GNUC__)
  __asm__("" : "+r"(pointer));
#endif
}

/// std::from_chars on all of a plain number.
template <class T>
bool read_exactly(const char* at, const char* end, T& out) {
  at += *at == '+' ? 1 : 0;
  const auto result = std::from_chars(at, end, out);
  return result.ec == std::errc() && result.ptr == end;
}

unsigned char byte_of(char c) {
  return static_cast<unsigned char>(c);
}

}  // namespace

CsvBlockParser::CsvBlockParser(const CsvLayout& layout, std::span<const ColumnPlan> plan)
    : layout_(layout),
      plan_(plan),
      separator_(layout.format.separator),
      plain_decimal_(layout.format.decimal == separator_ ? '\0' : layout.format.decimal),
      empty_is_missing_(layout.format.is_missing("")),
      run_ends_(plan.size(), plan.size()),
      cells_(plan.size()),
      codes_(plan.size()),
      last_codes_(plan.size(), kMissingCode) {
  for (std::size_t i = plan.size(); i-- > 1;) {
    run_ends_[i - 1] = plan[i].type == plan[i - 1].type ? run_ends_[i] : i;
  }
  for (const char c : {'\n', '\r', ' ', '\t', '\f', '\v', '\xC2', '\xE2', '"', separator_}) {
    odd_first_[byte_of(c)] = true;
  }
  if (!layout.format.comment().empty()) {
    odd_first_[byte_of(layout.format.comment()[0])] = true;
  }
  if (!layout.header.empty() && !layout.header[0].empty()) {
    odd_first_[byte_of(layout.header[0][0])] = true;
  }
}

void CsvBlockParser::begin(const CsvBuffer& block) {
  begin_ = block.begin();
  end_ = block.end();
  nul_ = static_cast<const char*>(std::memchr(begin_, '\0', block.size()));
  piece_ = CsvPiece();
  piece_.columns.resize(plan_.size());
  capacity_ = 0;
  for (auto& codes : codes_) {
    codes.clear();
  }
  std::fill(last_codes_.begin(), last_codes_.end(), kMissingCode);
}

CsvPiece CsvBlockParser::parse(const CsvBuffer& block) {
  begin(block);
  for (const char* at = begin_; at < end_ && !piece_.failure;) {
    breaks_ = 0;
    open_quote_ = nullptr;
    const char* record = at;
    const char* behind = odd_first_[byte_of(*at)] ? skip_line(at) : nullptr;
    at = behind != nullptr ? behind : parse_record(at);
    if (refuse(record, at)) {
      piece_.findings.settle(false);
      break;
    }
    piece_.findings.settle(true);
    piece_.line_count += 1 + breaks_;
    at = skip_break(at, end_);
  }
  row_bytes_ = piece_.rows > 0 ? std::max<std::size_t>(block.size() / piece_.rows, 1) : 0;
  return std::move(piece_);
}

const char* CsvBlockParser::parse_record(const char* at) {
  if (piece_.rows == capacity_) {
    grow();
  }
  const char* record = at;
  ++piece_.records;
  std::size_t fields = 0;
  // A separator never stands at the end: there the padding has a line break.
  for (bool more = true; more; at += more ? 1 : 0) {
    switch (plan_[fields].type) {
      case CellType::kFloat:
        at = number_cells<float>(at, fields);
        break;
      case CellType::kDouble:
        at = number_cells<double>(at, fields);
        break;
      default:
        at = other_cell(at, fields);
        ++fields;
    }
    more = *at == separator_ && fields < plan_.size();
  }
  if (fields != plan_.size() || *at == separator_) {
    check_count(record, at, fields);
  }
  if (!piece_.findings.any() || !piece_.findings.any_bad()) {
    piece_.lines.data()[piece_.rows] = static_cast<std::uint32_t>(piece_.line_count);
    ++piece_.rows;
  }
  return at;
}

/// A row with more or fewer fields than the header. Its cells stand in the wrong columns, so that
/// what was found in them is forgotten.
void CsvBlockParser::check_count(const char* record, const char*& at, std::size_t fields) {
  if (fields == plan_.size()) {
    const CsvRecordShape rest = walk_record(at + 1, end_, separator_, scratch_);
    at = rest.next;
    breaks_ += rest.breaks;
    open_quote_ = rest.open_quote;
    if (layout_.trailing_empty && rest.fields == 1 && rest.all_blank) {
      return;
    }
    fields += rest.fields;
  }
  piece_.findings.settle(false);
  add(fields < plan_.size() ? CsvFindingKind::kTooFewFields : CsvFindingKind::kTooManyFields, 0,
      between(record, at));
}

/// Reads the cells of neighbouring columns of one type.
/// @param column  the first; moved behind the last that was read
/// @return at the separator, the line break or the end behind the last cell
template <class T>
const char* CsvBlockParser::number_cells(const char* at, std::size_t& column) {
  const char separator = separator_;
  const char decimal = plain_decimal_;
  const std::size_t row = piece_.rows;
  const std::size_t end = run_ends_[column];
  for (std::size_t i = column;; ++at) {
    T& out = static_cast<T*>(cells_[i])[row];
    // The end is sought apart from the digits, so that the processor can begin with the next cell
    // while it still works on this one; the compiler must not put the digits' end in its place.
    const char* stop = find_field_end(at, separator);
    const char* next = stop;
    hide_origin(next);
    PlainNumber number;
    if (scan_plain(at, decimal, number) != stop || !to_nearest(number, out)) {
      next = odd_number_cell(at, i, out);
    }
    at = next;
    ++i;
    if (*at != separator || i == end) {
      column = i;
      return at;
    }
  }
}

/// @return at the separator, the line break or the end behind the cell
const char* CsvBlockParser::other_cell(const char* at, std::size_t column) {
  switch (plan_[column].type) {
    case CellType::kText:
      return text_cell(at, column);
    case CellType::kTime:
      return time_cell(at, column);
    default:
      return cell(at).next;
  }
}

template <class T>
const char* CsvBlockParser::odd_number_cell(const char* at, std::size_t column, T& out) {
  const char* stop = find_field_end(at, separator_);
  if (empty_is_missing_ && stop == at) {
    out = std::numeric_limits<T>::quiet_NaN();
    return at;
  }
  PlainNumber plain;
  if (plain_decimal_ == '.' && scan_plain(at, '.', plain) == stop && read_exactly(at, stop, out)) {
    return stop;  // more digits than the quick way takes
  }
  const CsvField field = cell(at);
  const char* text = field.text.data();
  // A number in quotes or among blanks. (What is not in the block has no padding.)
  if (!field.text.empty() && text >= at && text < end_ &&
      scan_plain(text, layout_.format.decimal, plain) == text + field.text.size() &&
      to_nearest(plain, out)) {
    return field.next;
  }
  if (layout_.format.is_missing(field.text)) {
    out = std::numeric_limits<T>::quiet_NaN();
    return field.next;
  }
  const auto number = parse_number<T>(field.text, layout_.format.decimal, digits_);
  out = number.value;
  if (number.state == NumberState::kBad) {
    add(CsvFindingKind::kBadNumber, column + 1, field.text);
  } else if (number.state == NumberState::kInfinite) {
    add(CsvFindingKind::kInfiniteNumber, column + 1, field.text);
  } else {
    if (number.currency) {
      add(CsvFindingKind::kCurrencySign, column + 1, field.text);
    }
    if (number.thousands) {
      add(CsvFindingKind::kThousandsSeparator, column + 1, field.text);
    }
  }
  return field.next;
}

const char* CsvBlockParser::text_cell(const char* at, std::size_t column) {
  const CsvField field = cell(at);
  std::uint32_t code = kMissingCode;
  if (!layout_.format.is_missing(field.text)) {
    code = code_of(field.text, column);
  }
  piece_.columns[column].codes.data()[piece_.rows] = code;
  return field.next;
}

const char* CsvBlockParser::time_cell(const char* at, std::size_t column) {
  const CsvField field = cell(at);
  std::int64_t& out = piece_.columns[column].times.data()[piece_.rows];
  out = kMissingTime;
  if (layout_.format.is_missing(field.text)) {
    add(CsvFindingKind::kNoTime, column + 1, field.text);
  } else if (const auto time = plan_[column].time_parser->parse(field.text)) {
    out = *time;
  } else {
    add(CsvFindingKind::kBadTime, column + 1, field.text);
  }
  return field.next;
}

CsvField CsvBlockParser::cell(const char* at) {
  const CsvField field = read_field(at, end_, separator_, scratch_);
  breaks_ += field.breaks;
  open_quote_ = field.open_quote;
  return field;
}

std::uint32_t CsvBlockParser::code_of(std::string_view text, std::size_t column) {
  auto& dictionary = piece_.columns[column].dictionary;
  std::uint32_t& last = last_codes_[column];
  if (last != kMissingCode && dictionary[last] == text) {
    return last;
  }
  const auto [entry, is_new] =
      codes_[column].try_emplace(std::string(text), static_cast<std::uint32_t>(dictionary.size()));
  if (is_new) {
    dictionary.emplace_back(text);
  }
  last = entry->second;
  if (!is_utf8(text)) {
    add(CsvFindingKind::kBadText, column + 1, text);
    last = kMissingCode;
  }
  return entry->second;
}

void CsvBlockParser::grow() {
  // The first guess: rows as long as those of the block before, or fields of nine bytes.
  const auto bytes = static_cast<std::size_t>(end_ - begin_);
  const std::size_t row_bytes =
      row_bytes_ > 0 ? row_bytes_ : 10 * std::max<std::size_t>(plan_.size(), 1);
  const std::size_t guess = bytes / row_bytes * 33 / 32 + 16;
  capacity_ = std::max(capacity_ * 2, guess);
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    CsvColumnPiece& column = piece_.columns[i];
    switch (plan_[i].type) {
      case CellType::kDouble:
        column.doubles.grow(capacity_, piece_.rows);
        cells_[i] = column.doubles.data();
        break;
      case CellType::kFloat:
        column.floats.grow(capacity_, piece_.rows);
        cells_[i] = column.floats.data();
        break;
      case CellType::kText:
        column.codes.grow(capacity_, piece_.rows);
        break;
      case CellType::kTime:
        column.times.grow(capacity_, piece_.rows);
        break;
      case CellType::kSkip:
        break;
    }
  }
  piece_.lines.grow(capacity_, piece_.rows);
}

void CsvBlockParser::add(CsvFindingKind kind, std::size_t column, std::string_view value) {
  piece_.findings.add(kind, piece_.line_count, column, value);
}

}  // namespace mlpipe::data
