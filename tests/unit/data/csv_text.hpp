// SPDX-License-Identifier: MIT
#pragma once

// Reads CSV text held in memory, as tests want it.

#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/interrupt.hpp"

#include "data/csv_reader.hpp"
#include "support/shared_data.hpp"
#include "support/text_source.hpp"

namespace mlpipe::data {

using mlpipe::testing::shared_data;
using mlpipe::testing::TextSource;

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
