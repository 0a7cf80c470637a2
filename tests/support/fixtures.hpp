// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/paths.hpp"

namespace golden {

inline std::string read_text(const std::string& file) {
  std::ifstream in(mlpipe::testing::fixtures_folder().string() + "/" + file);
  if (!in) {
    throw std::runtime_error("no fixture " + file);
  }
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline nlohmann::json read_json(const std::string& file) {
  return nlohmann::json::parse(read_text(file));
}

/// A plain CSV fixture (no quotes) by column.
struct Csv {
  std::map<std::string, std::vector<std::string>> columns;
  std::size_t rows = 0;

  const std::vector<std::string>& text(const std::string& name) const { return columns.at(name); }
  /// An empty cell is NaN.
  std::vector<double> numbers(const std::string& name) const {
    std::vector<double> out;
    for (const auto& cell : columns.at(name)) {
      out.push_back(cell.empty() ? std::numeric_limits<double>::quiet_NaN()
                                 : std::strtod(cell.c_str(), nullptr));
    }
    return out;
  }
};

inline std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t begin = 0;
  for (std::size_t comma = line.find(','); comma != std::string::npos;
       comma = line.find(',', begin)) {
    cells.push_back(line.substr(begin, comma - begin));
    begin = comma + 1;
  }
  cells.push_back(line.substr(begin));
  return cells;
}

inline Csv read_csv(const std::string& file) {
  std::istringstream in(read_text(file));
  std::string line;
  std::getline(in, line);
  const auto names = split(line);
  Csv out;
  while (std::getline(in, line)) {
    const auto cells = split(line);
    for (std::size_t c = 0; c < names.size(); ++c) {
      out.columns[names[c]].push_back(cells.at(c));
    }
    ++out.rows;
  }
  return out;
}

}  // namespace golden
