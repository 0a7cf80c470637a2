// SPDX-License-Identifier: MIT
#include "data/csv_join.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "mlpipe/core/memory.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

constexpr std::size_t kLargeTable = 8'000'000;  ///< cells
constexpr std::size_t kGroups = 8;

std::vector<std::size_t> used_codes(const CsvColumnPiece& column, std::size_t rows) {
  std::vector<bool> used(column.dictionary.size());
  for (std::size_t i = 0; i < rows; ++i) {
    const std::uint32_t code = column.codes.data()[i];
    if (code != kMissingCode) {
      used[code] = true;
    }
  }
  std::vector<std::size_t> codes;
  for (std::size_t code = 0; code < used.size(); ++code) {
    if (used[code]) {
      codes.push_back(code);
    }
  }
  return codes;
}

template <class T>
void make_room(std::vector<T>& out, std::size_t rows) {
  out.reserve(rows);
  advise_huge_pages(out.data(), rows * sizeof(T));
}

template <class T>
void append(std::vector<T>& out, CsvArray<T>& array, std::size_t rows) {
  out.insert(out.end(), array.data(), array.data() + rows);
  array.free();
}

}  // namespace

std::string describe(const CsvFailure& failure, std::uint64_t base, std::size_t max_line_bytes) {
  const std::string line = "line " + std::to_string(base + failure.line);
  const std::string quote =
      failure.quote_line ? std::to_string(base + *failure.quote_line) : std::string();
  switch (failure.kind) {
    case CsvFailure::Kind::kTooLong:
      return line + " is longer than " + grouped(max_line_bytes) + " bytes" +
             (quote.empty() ? "; if that is right, raise data.max_line_bytes"
                            : "; an unclosed quote that begins at line " + quote + "?");
    case CsvFailure::Kind::kOpenQuote:
      return line + " holds a quote, begun at line " + quote +
             ", that is not closed before the end of the file";
    case CsvFailure::Kind::kNul:
      break;
  }
  return line + " holds a NUL byte: this is binary data, UTF-16 text or a damaged file, not CSV";
}

void CsvJoiner::add(std::size_t index, CsvPiece&& piece) {
  waiting_.emplace(index, std::move(piece));
  for (auto next = waiting_.find(next_index_); next != waiting_.end();
       next = waiting_.find(next_index_)) {
    take(std::move(next->second));
    waiting_.erase(next);
    ++next_index_;
  }
}

void CsvJoiner::take(CsvPiece&& piece) {
  if (failure_) {
    return;
  }
  findings_.append(std::move(piece.findings), next_line_);
  records_ += piece.records;
  rows_ += piece.rows;
  if (piece.failure) {
    failure_ = describe(*piece.failure, next_line_, max_line_bytes_);
  }
  const std::uint64_t first_line = next_line_;
  next_line_ += piece.line_count;
  parts_.push_back({std::move(piece), first_line});
}

Table CsvJoiner::join(std::span<const std::string> names, std::span<const ColumnPlan> plan,
                      CsvFindings&& before, int threads) && {
  Table table;
  table.columns.resize(plan.size());
  for (std::size_t i = 0; i < plan.size(); ++i) {
    table.columns[i].name = names[i];
    table.columns[i].position = i;
    table.columns[i].type = plan[i].type;
  }
  join_lines(table.lines);
  // Some columns at a time: the pieces of a large file fill the memory, and what those of one group
  // took is given back before the next is put together.
  const bool large = rows_ * plan.size() > kLargeTable;
  const std::size_t group = large ? std::max<std::size_t>(plan.size() / kGroups, 1) : plan.size();
  for (std::size_t first = 0; first < plan.size(); first += group) {
    parallel_for(paying_threads(threads, rows_ * plan.size()), std::min(group, plan.size() - first),
                 [&](std::size_t i) { join_column(first + i, table.columns[first + i]); });
    if (large) {
      return_free_memory();
    }
  }
  before.append(std::move(findings_), 0);
  std::move(before).write(names, table.report);
  table.report.rows_read = records_;
  table.report.rows_kept = rows_;
  return table;
}

void CsvJoiner::join_lines(std::vector<std::uint64_t>& lines) {
  make_room(lines, rows_);
  for (auto& part : parts_) {
    for (std::size_t row = 0; row < part.piece.rows; ++row) {
      lines.push_back(part.first_line + part.piece.lines.data()[row]);
    }
    part.piece.lines.free();
  }
}

void CsvJoiner::join_column(std::size_t column, TypedColumn& out) {
  if (out.type == CellType::kText) {
    join_text(column, out);
    return;
  }
  make_room(out.doubles, out.type == CellType::kDouble ? rows_ : 0);
  make_room(out.floats, out.type == CellType::kFloat ? rows_ : 0);
  make_room(out.times, out.type == CellType::kTime ? rows_ : 0);
  for (auto& part : parts_) {
    CsvColumnPiece& piece = part.piece.columns[column];
    if (out.type == CellType::kDouble) {
      append(out.doubles, piece.doubles, part.piece.rows);
    } else if (out.type == CellType::kFloat) {
      append(out.floats, piece.floats, part.piece.rows);
    } else if (out.type == CellType::kTime) {
      append(out.times, piece.times, part.piece.rows);
    }
  }
}

/// One sorted dictionary of the texts of sound rows, and codes into it.
void CsvJoiner::join_text(std::size_t column, TypedColumn& out) {
  std::unordered_set<std::string> texts;
  for (const auto& part : parts_) {
    const CsvColumnPiece& piece = part.piece.columns[column];
    for (const std::size_t code : used_codes(piece, part.piece.rows)) {
      texts.insert(piece.dictionary[code]);
    }
  }
  out.dictionary.assign(texts.begin(), texts.end());
  std::sort(out.dictionary.begin(), out.dictionary.end());
  make_room(out.codes, rows_);
  for (auto& part : parts_) {
    CsvColumnPiece& piece = part.piece.columns[column];
    std::vector<std::uint32_t> place(piece.dictionary.size(), kMissingCode);
    for (const std::size_t code : used_codes(piece, part.piece.rows)) {
      const auto at =
          std::lower_bound(out.dictionary.begin(), out.dictionary.end(), piece.dictionary[code]);
      place[code] = static_cast<std::uint32_t>(at - out.dictionary.begin());
    }
    for (std::size_t row = 0; row < part.piece.rows; ++row) {
      const std::uint32_t code = piece.codes.data()[row];
      out.codes.push_back(code == kMissingCode ? kMissingCode : place[code]);
    }
    piece.codes.free();
  }
}

}  // namespace mlpipe::data
