// SPDX-License-Identifier: MIT
#pragma once

// Tables in memory for the tests of the market reader's core: comma separated lines without quotes,
// read the simple way. The first line is the header and stands on line 1.

#include <cstdlib>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/data/market_reader.hpp"

#include "data/csv_reader.hpp"
#include "data/market_build.hpp"
#include "data/market_plan.hpp"
#include "market_names.hpp"

namespace mlpipe::data {

using Lines = std::vector<std::string>;

inline std::vector<std::string> split_cells(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) {
    cells.push_back(cell);
  }
  if (line.empty() || line.back() == ',') {
    cells.emplace_back();
  }
  return cells;
}

inline CsvSample sample_of(const Lines& lines) {
  CsvSample sample;
  sample.names = split_cells(lines.at(0));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    sample.rows.push_back(split_cells(lines[i]));
    sample.lines.push_back(i + 1);
  }
  return sample;
}

inline void fill_column(TypedColumn& column, const std::vector<std::string>& cells,
                        const TimeCellParser* parser) {
  const std::set<std::string> words(cells.begin(), cells.end());
  for (const auto& word : words) {
    if (column.type == CellType::kText && !word.empty()) {
      column.dictionary.push_back(word);
    }
  }
  for (const auto& cell : cells) {
    const double number = cell.empty() ? std::numeric_limits<double>::quiet_NaN()
                                       : std::strtod(cell.c_str(), nullptr);
    if (column.type == CellType::kDouble) {
      column.doubles.push_back(number);
    } else if (column.type == CellType::kFloat) {
      column.floats.push_back(static_cast<float>(number));
    } else if (column.type == CellType::kTime) {
      column.times.push_back(cell.empty() ? kMissingTime : parser->parse(cell).value());
    } else if (column.type == CellType::kText) {
      std::uint32_t code = 0;
      while (!cell.empty() && column.dictionary[code] != cell) {
        ++code;
      }
      column.codes.push_back(cell.empty() ? kMissingCode : code);
    }
  }
}

/// What the CSV reader makes of the lines: rows whose time cannot be read are left out and told.
inline Table table_of(const Lines& lines, const MarketPlan& plan) {
  const CsvSample sample = sample_of(lines);
  Table table;
  table.report.source = "bars.csv";
  table.report.rows_read = sample.rows.size();
  std::vector<std::vector<std::string>> columns(sample.names.size());
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    const std::string& time = sample.rows[row][plan.roles.time];
    if (!time.empty() && !plan.time.parser->parse(time)) {
      table.report.findings.push_back({"bad_time", Finding::Action::kBad, sample.lines[row],
                                       plan.roles.time + 1, sample.names[plan.roles.time], time});
      table.report.counts = {{"bad_time", Finding::Action::kBad, table.report.findings.size()}};
      continue;
    }
    table.lines.push_back(sample.lines[row]);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      columns[c].push_back(sample.rows[row][c]);
    }
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    TypedColumn& column = table.columns.emplace_back();
    column.name = sample.names[c];
    column.position = c;
    column.type = plan.columns[c].type;
    fill_column(column, columns[c], plan.columns[c].time_parser);
  }
  return table;
}

inline MarketData market_of(const Lines& lines, const DataOptions& options = {}, int threads = 1) {
  const CsvSample sample = sample_of(lines);
  const MarketPlan plan = plan_market(sample, options, "bars.csv");
  return build_market(table_of(lines, plan), plan, options, threads, StopFlag());
}

inline DataOptions skipping() {
  DataOptions options;
  options.on_bad_rows = "skip";
  return options;
}

/// Text of the error, or "no error".
inline std::string error_of(const Lines& lines, const DataOptions& options = {}) {
  try {
    (void)market_of(lines, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// "2 high_below_low" for each finding: the line and the kind.
inline std::vector<std::string> findings_of(const MarketData& market) {
  std::vector<std::string> out;
  for (const auto& finding : market.report.findings) {
    out.push_back(std::to_string(finding.line) + " " + finding.kind);
  }
  return out;
}

inline std::vector<std::string> times_of(const MarketData& market) {
  std::vector<std::string> out;
  for (const auto time : market.close_time) {
    out.push_back(to_iso8601(time));
  }
  return out;
}

inline bool detected(const MarketData& market, const std::string& words) {
  for (const auto& sentence : market.report.detected) {
    if (sentence.find(words) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace mlpipe::data
