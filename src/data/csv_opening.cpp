// SPDX-License-Identifier: MIT
#include "data/csv_opening.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "mlpipe/core/text.hpp"

#include "data/csv_detect.hpp"
#include "data/csv_head.hpp"
#include "data/csv_join.hpp"
#include "data/csv_records.hpp"

namespace mlpipe::data {
namespace {

/// Header and two rows: the least to compare.
bool holds_some_records(const CsvWindow& window, CsvFormat format, const CsvOptions& options) {
  for (const char separator : kCsvSeparators) {
    if (options.separator && *options.separator != separator) {
      continue;
    }
    format.separator = separator;
    CsvRecords records(window, format, options.max_line_bytes);
    CsvRecord record;
    if (records.next(record) && records.next(record) && records.next(record)) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> column_names(const std::vector<std::string>& cells) {
  std::vector<std::string> names;
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    names.push_back(cells[i].empty() ? "column_" + std::to_string(i + 1) : cells[i]);
    if (!is_utf8(names[i])) {
      throw CsvRefusal("the name of column " + std::to_string(i + 1) + ", " + quote(names[i]) +
                       ", is not UTF-8; convert the file, e.g. iconv -f WINDOWS-1252 -t UTF-8");
    }
    const auto [first, is_new] = seen.emplace(names[i], i);
    if (!is_new) {
      throw CsvRefusal("columns " + std::to_string(first->second + 1) + " and " +
                       std::to_string(i + 1) + " have the same name, " + quote(names[i]) +
                       "; rename one of them in the file");
    }
  }
  return names;
}

void check_column_count(std::size_t count, std::size_t limit) {
  if (count > limit) {
    throw CsvRefusal("the file has " + grouped(count) + " columns, more than data.max_columns (" +
                     grouped(limit) + ")");
  }
}

/// The records of the sample as text.
struct Rows {
  std::vector<std::vector<std::string>> fields;
  std::vector<std::uint64_t> lines;
};

Rows read_rows(CsvRecords records, char separator, const std::vector<std::string>& header) {
  Rows rows;
  for (CsvRecord record; rows.lines.size() < kCsvSampleRecords && records.next(record);) {
    auto fields = record.all_blank ? std::vector<std::string>() : fields_of(record, separator);
    if (!fields.empty() && fields != header) {
      rows.fields.push_back(std::move(fields));
      rows.lines.push_back(record.line);
    }
  }
  return rows;
}

/// How many fields rows have: of the first row, or what more of them have.
std::size_t usual_count(const Rows& rows) {
  std::map<std::size_t, std::size_t> counts;
  std::size_t best = rows.fields.empty() ? 0 : rows.fields[0].size();
  for (const auto& fields : rows.fields) {
    ++counts[fields.size()];
  }
  for (const auto& [fields, count] : counts) {
    best = count > counts[best] ? fields : best;
  }
  return best;
}

/// Do most rows of `count` fields have nothing in the last?
bool mostly_end_empty(const Rows& rows, std::size_t count) {
  std::ptrdiff_t empty = 0;
  for (const auto& fields : rows.fields) {
    if (fields.size() == count) {
      empty += fields.back().empty() ? 1 : -1;
    }
  }
  return empty > 0;
}

/// One pass over the head with everything known but the decimal mark.
class Opening {
 public:
  Opening(const CsvOptions& options, const CsvWindow& window)
      : options_(options),
        window_(window),
        result_{
            {},
            {CsvFormat(options.comment, options.missing), {}, {}, false, options.max_line_bytes},
            {},
            1} {}

  /// @param rest  set to where the rows begin
  CsvOpening build(const char*& rest) {
    CsvFormat& format = result_.layout.format;
    format.separator = options_.separator ? *options_.separator
                                          : detect_separator(window_, format, options_.header,
                                                             options_.max_line_bytes);
    CsvRecords records(window_, format, options_.max_line_bytes);
    read_header(records);
    Rows rows = read_rows(records, format.separator, result_.layout.header);
    if (options_.header && window_.whole && rows.lines.empty() && !records_fail(records)) {
      throw CsvRefusal("the file has a header and no rows");
    }
    settle_columns(rows);
    format.decimal = options_.decimal ? *options_.decimal : detect_decimal(rows);
    result_.sample.dialect = {format.separator, format.decimal};
    keep_whole_rows(std::move(rows));
    say_what_was_detected();
    rest = records.at();
    result_.first_line = records.line();
    result_.findings = std::move(records.findings());
    return std::move(result_);
  }

 private:
  /// Leaves `records` before the first row.
  void read_header(CsvRecords& records) {
    CsvRecord record;
    CsvRecords ahead = records;
    bool found = ahead.next(record);
    while (found && record.all_blank) {
      const auto text = between(record.begin, record.next);
      ahead.findings().add(CsvFindingKind::kEmptyRow, record.line, 0, text);
      ahead.findings().settle(true);
      records = ahead;
      found = ahead.next(record);
    }
    if (!found) {
      refuse(ahead);
    }
    check_column_count(record.fields, options_.max_columns);
    if (options_.header) {
      result_.layout.header = fields_of(record, result_.layout.format.separator);
      records = std::move(ahead);
    }
  }

  [[noreturn]] void refuse(const CsvRecords& records) const {
    if (records.failure()) {
      throw CsvRefusal(describe(*records.failure(), 0, options_.max_line_bytes));
    }
    if (window_.whole) {
      throw CsvRefusal("the file holds no rows, only blank lines or comments");
    }
    throw CsvRefusal("no complete line was found in the first " +
                     grouped(static_cast<std::uint64_t>(window_.end - window_.begin)) + " bytes");
  }

  /// A file that breaks off in its first row has more to say than "no rows": read() says it.
  [[nodiscard]] static bool records_fail(CsvRecords records) {
    CsvRecord record;
    while (records.next(record)) {
    }
    return records.failure().has_value();
  }

  void settle_columns(const Rows& rows) {
    CsvLayout& layout = result_.layout;
    const std::size_t usual = usual_count(rows);
    if (options_.header) {
      layout.trailing_empty = usual == layout.header.size() + 1 && mostly_end_empty(rows, usual);
      layout.names = column_names(layout.header);
    } else {
      check_column_count(usual, options_.max_columns);
      layout.names = column_names(std::vector<std::string>(usual));
    }
  }

  [[nodiscard]] char detect_decimal(const Rows& rows) const {
    DecimalEvidence evidence;
    for (std::size_t i = 0; i < rows.fields.size(); ++i) {
      evidence.add(rows.fields[i], rows.lines[i]);
    }
    return evidence.decide(result_.layout.format.separator, result_.layout.names);
  }

  void keep_whole_rows(Rows rows) {
    CsvSample& sample = result_.sample;
    sample.names = result_.layout.names;
    for (std::size_t i = 0; i < rows.fields.size(); ++i) {
      auto& fields = rows.fields[i];
      if (result_.layout.trailing_empty && fields.size() == sample.names.size() + 1 &&
          fields.back().empty()) {
        fields.pop_back();
      }
      if (fields.size() == sample.names.size()) {
        sample.rows.push_back(std::move(fields));
        sample.lines.push_back(rows.lines[i]);
      }
    }
  }

  void say_what_was_detected() {
    auto& detected = result_.sample.detected;
    if (!options_.separator && result_.sample.names.size() > 1) {
      detected.push_back("the separator is " + separator_name(result_.sample.dialect.separator));
    }
    if (!options_.decimal) {
      detected.push_back(std::string("the decimal mark is \"") + result_.sample.dialect.decimal +
                         "\"");
    }
    if (result_.layout.trailing_empty) {
      detected.emplace_back("rows end with one empty field more than the header");
    }
  }

  const CsvOptions& options_;
  CsvWindow window_;
  CsvOpening result_;
};

}  // namespace

CsvOpening open_csv(CsvFeed& feed, const CsvOptions& options) {
  CsvHead head(feed);
  head.fill(CsvHead::kFirstWindow);
  if (head.size() == 0) {
    throw CsvRefusal("the file is empty");
  }
  if (const auto what = not_csv(head.bytes())) {
    throw CsvRefusal("this looks like " + *what);
  }
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (head.bytes().substr(0, kMark.size()) == kMark) {
    head.skip(kMark.size());
  }
  head.skip_lines(options.skip_lines);
  const CsvFormat format(options.comment, options.missing);
  const std::size_t limit = CsvHead::kFirstWindow + 2 * options.max_line_bytes;
  for (std::size_t size = CsvHead::kFirstWindow; !head.whole() && size < limit;) {
    size = std::min(size * 2, limit);
    if (holds_some_records(head.window(), format, options)) {
      break;
    }
    head.fill(size);
  }
  const CsvWindow window = head.window();
  const char* rest = nullptr;
  CsvOpening opening = Opening(options, window).build(rest);
  feed.give_back({rest, static_cast<std::size_t>(window.end - rest)});
  return opening;
}

}  // namespace mlpipe::data
