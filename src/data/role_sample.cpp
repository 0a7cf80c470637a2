// SPDX-License-Identifier: MIT
#include "data/role_sample.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "mlpipe/core/text.hpp"

#include "data/csv_number.hpp"

namespace mlpipe::data {

RoleSample::RoleSample(const CsvSample& sample, const std::vector<std::string>& missing,
                       std::string source)
    : sample_(sample), missing_(CsvOptions().missing), source_(std::move(source)) {
  for (const auto& spelling : missing) {
    missing_.push_back(lower(trim(spelling)));
  }
  for (const auto& spelling : missing_) {
    longest_missing_ = std::max(longest_missing_, spelling.size());
  }
  for (std::size_t column = 0; column < size(); ++column) {
    std::size_t numbers = 0;
    std::size_t present = 0;
    for (const auto& row : sample_.rows) {
      const bool counts = !is_missing(row[column]);
      present += counts ? 1 : 0;
      numbers += counts && is_number(row[column]) ? 1 : 0;
    }
    content_.push_back(present == 0             ? Content::kEmpty
                       : 2 * numbers >= present ? Content::kNumbers
                                                : Content::kText);
  }
}

std::optional<std::size_t> RoleSample::find(const std::string& name) const {
  const auto found = std::find(names().begin(), names().end(), trim(name));
  return found == names().end() ? std::nullopt
                                : std::optional<std::size_t>(found - names().begin());
}

TimeCells RoleSample::cells(std::size_t column) const {
  TimeCells out{source_, names()[column], {}, {}};
  for (std::size_t row = 0; row < sample_.rows.size(); ++row) {
    const std::string& cell = sample_.rows[row][column];
    if (!is_missing(cell)) {
      out.cells.emplace_back(cell);
      out.lines.push_back(sample_.lines[row]);
    }
  }
  return out;
}

std::string RoleSample::first_text(std::size_t column) const {
  for (std::size_t row = 0; row < sample_.rows.size(); ++row) {
    const std::string& cell = sample_.rows[row][column];
    if (!is_missing(cell) && !is_number(cell)) {
      return quote(cell) + " on line " + std::to_string(sample_.lines[row]);
    }
  }
  return "nothing";
}

std::string RoleSample::label(std::size_t column) const {
  return "column " + std::to_string(column + 1) + " " + quote(names()[column]);
}

bool RoleSample::is_missing(const std::string& cell) const {
  return cell.size() <= longest_missing_ &&
         std::find(missing_.begin(), missing_.end(), lower(trim(cell))) != missing_.end();
}

bool RoleSample::is_number(const std::string& cell) const {
  // Nearly all numbers are plain ones.
  double plain = 0.0;
  const char* end = cell.data() + cell.size();
  if (const auto read = std::from_chars(cell.data(), end, plain, std::chars_format::fixed);
      sample_.dialect.decimal == '.' && read.ec == std::errc() && read.ptr == end &&
      std::isfinite(plain)) {
    return true;
  }
  std::string scratch;
  return parse_number<double>(trim(cell), sample_.dialect.decimal, scratch).state !=
         NumberState::kBad;
}

}  // namespace mlpipe::data
