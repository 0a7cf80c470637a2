// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/csv_reader.hpp"
#include "data/time_format.hpp"

namespace mlpipe::data {

/// The columns of a sample, with what their cells look like.
class RoleSample {
 public:
  enum class Content { kEmpty, kNumbers, kText };

  /// @param sample  must outlive this
  /// @param missing  spellings of "no value" besides the usual ones
  RoleSample(const CsvSample& sample, const std::vector<std::string>& missing, std::string source);

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return sample_.names; }
  [[nodiscard]] std::size_t size() const noexcept { return sample_.names.size(); }
  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const;

  /// The cells that are not missing.
  [[nodiscard]] TimeCells cells(std::size_t column) const;
  /// Numbers if at least half of the cells that are not missing are numbers.
  [[nodiscard]] Content content(std::size_t column) const noexcept { return content_[column]; }
  /// The first cell that is no number, quoted, with its line.
  [[nodiscard]] std::string first_text(std::size_t column) const;
  /// 'column 3 "Close"'
  [[nodiscard]] std::string label(std::size_t column) const;

 private:
  [[nodiscard]] bool is_missing(const std::string& cell) const;
  [[nodiscard]] bool is_number(const std::string& cell) const;

  const CsvSample& sample_;
  std::vector<std::string> missing_;
  std::size_t longest_missing_ = 0;
  std::string source_;
  std::vector<Content> content_;
};

}  // namespace mlpipe::data
