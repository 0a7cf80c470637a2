// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/data/market_data.hpp"

#include "support/paths.hpp"
#include "support/shared_data.hpp"

namespace mlpipe::test {

/// A plain comma-separated file as text cells by column: header line, no quotes.
struct TextTable {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> cells;

  /// An empty cell is NaN.
  [[nodiscard]] std::vector<double> numbers(const std::string& name) const {
    std::vector<double> out;
    for (const auto& cell : cells.at(name)) {
      out.push_back(cell.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell));
    }
    return out;
  }
};

inline TextTable read_text_table(const std::filesystem::path& path) {
  std::ifstream file(path);
  TextTable table;
  std::string line;
  const auto split = [](const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
      if (c == ',') {
        parts.emplace_back();
      } else {
        parts.back() += c;
      }
    }
    return parts;
  };
  std::getline(file, line);
  table.names = split(line);
  while (std::getline(file, line)) {
    const auto parts = split(line);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      table.cells[table.names[i]].push_back(parts[i]);
    }
  }
  return table;
}

/// "2022-01-03" or "2022-01-03 05:30:00".
inline Timestamp time_of(const std::string& text) {
  const auto number = [&](std::size_t at, std::size_t n) { return std::stoi(text.substr(at, n)); };
  const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2))));
  Timestamp time = std::chrono::sys_days(day);
  if (text.size() > 10) {
    time += std::chrono::hours(number(11, 2)) + std::chrono::minutes(number(14, 2));
  }
  return time;
}

inline std::filesystem::path fixture(const std::string& name) {
  return testing::fixtures_folder() / "backtest" / name;
}

using mlpipe::testing::shared_data;

/// One series with the price columns that the table has.
inline data::MarketData market_of(const TextTable& table, const std::string& time_column = "date") {
  data::MarketData market;
  for (const auto& cell : table.cells.at(time_column)) {
    market.close_time.push_back(time_of(cell));
  }
  const auto fill = [&](const char* name, std::vector<double>& column) {
    if (table.cells.count(name) > 0) {
      column = table.numbers(name);
    }
  };
  fill("open", market.open);
  fill("high", market.high);
  fill("low", market.low);
  fill("close", market.close);
  fill("volume", market.volume);
  market.symbols = {""};
  market.offsets = {0, market.rows()};
  return market;
}

/// A random walk of whole bars, one every `step`, that obeys low <= open, close <= high.
inline data::MarketData random_walk(std::size_t n, std::uint64_t seed,
                                    std::chrono::minutes step = std::chrono::hours(24)) {
  Rng rng(seed);
  data::MarketData market;
  double price = 100.0;
  for (std::size_t t = 0; t < n; ++t) {
    const double open = price;
    price *= std::exp(0.01 * rng.normal());
    market.close_time.push_back(Timestamp(std::chrono::sys_days(std::chrono::days(18000))) +
                                step * static_cast<int>(t));
    market.open.push_back(open);
    market.close.push_back(price);
    market.high.push_back(std::max(open, price) * (1.0 + 0.005 * rng.uniform()));
    market.low.push_back(std::min(open, price) * (1.0 - 0.005 * rng.uniform()));
    market.volume.push_back(std::floor(1000.0 * std::exp(rng.normal())));
  }
  market.symbols = {""};
  market.offsets = {0, n};
  return market;
}

}  // namespace mlpipe::test
