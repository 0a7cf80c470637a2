// SPDX-License-Identifier: MIT
#pragma once

// Reads CSV text held in memory, as tests want it.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/interrupt.hpp"

#include "data/csv_reader.hpp"

namespace mlpipe::data {

/// A text as a source, `step` bytes at a time.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t step = 1U << 20U)
      : text_(text), step_(step) {}

  std::size_t read(std::span<char> buffer) override {
    const std::size_t count = std::min({buffer.size(), text_.size(), step_});
    if (count > 0) {
      std::memcpy(buffer.data(), text_.data(), count);
    }
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
  std::size_t step_;
};

/// How one text is read: f float, d double, t text, s skip, for each column.
struct Reading {
  std::string types;
  CsvOptions options;
  int threads = 1;
};

inline std::vector<ColumnPlan> plan_of(std::string_view types) {
  std::vector<ColumnPlan> plan;
  for (const char type : types) {
    plan.push_back({type == 'f'   ? CellType::kFloat
                    : type == 'd' ? CellType::kDouble
                    : type == 't' ? CellType::kText
                                  : CellType::kSkip,
                    nullptr});
  }
  return plan;
}

inline Table read_text(std::string_view text, const Reading& reading) {
  TextSource source(text);
  CsvReader reader(source, "file.csv", reading.options);
  return reader.read(plan_of(reading.types), reading.threads, StopFlag());
}

inline CsvSample sample_text(std::string_view text, const CsvOptions& options = {}) {
  TextSource source(text);
  return CsvReader(source, "file.csv", options).sample();
}

/// Folder of the real data: MLPIPE_SHARED_DATA, else beside the source folder.
inline std::string shared_data() {
  const char* given = std::getenv("MLPIPE_SHARED_DATA");
  return given != nullptr ? given : std::string(MLPIPE_SOURCE_DIR) + "/../shared/data";
}

/// "bad_number 3:2 \"x\"": kind, line, column, value.
inline std::vector<std::string> findings_of(const Table& table) {
  std::vector<std::string> out;
  for (const auto& finding : table.report.findings) {
    out.push_back(finding.kind + " " + std::to_string(finding.line) + ":" +
                  std::to_string(finding.column) + " " + finding.value);
  }
  return out;
}

}  // namespace mlpipe::data
