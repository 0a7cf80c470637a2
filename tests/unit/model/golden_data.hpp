// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/sha256.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/model/verified_model.hpp"

#include "support/paths.hpp"

namespace golden {

using namespace mlpipe;

inline std::string read_file(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(testing::fixtures_folder().string() + "/xgboost/" + name, std::ios::binary)
              .rdbuf();
  return text.str();
}

/// Columns of a CSV of numbers; an empty field is NaN.
inline std::map<std::string, std::vector<double>> read_table(const std::string& name) {
  std::istringstream lines(read_file(name));
  std::string line;
  std::getline(lines, line);
  std::vector<std::string> names;
  std::istringstream header(line);
  for (std::string field; std::getline(header, field, ',');) {
    names.push_back(field);
  }
  std::map<std::string, std::vector<double>> table;
  while (std::getline(lines, line)) {
    std::size_t begin = 0;
    for (const auto& column : names) {
      const auto end = std::min(line.find(',', begin), line.size());
      double value = std::numeric_limits<double>::quiet_NaN();
      std::from_chars(line.data() + begin, line.data() + end, value);
      table[column].push_back(value);
      begin = end + 1;
    }
  }
  return table;
}

/// data.csv as floats, and one model's recipe.
struct Recipe {
  explicit Recipe(const std::string& name)
      : json(nlohmann::json::parse(read_file(name + ".params.json"))) {
    const auto table = read_table("data.csv");
    options.feature_names = json["feature_names"].get<std::vector<std::string>>();
    for (std::size_t row = 0; row < kRows; ++row) {
      for (const auto& feature : options.feature_names) {
        values.push_back(static_cast<float>(table.at(feature)[row]));
      }
      label.push_back(static_cast<float>(table.at(json["label_column"])[row]));
      if (json["weight_column"].is_string()) {
        weight.push_back(static_cast<float>(table.at(json["weight_column"])[row]));
      }
    }
    for (const auto& [key, value] : json["params"].items()) {
      if (key == "nthread" || key == "verbosity") {
        continue;
      }
      for (const auto& one : value.is_array() ? value : nlohmann::json::array({value})) {
        options.params.emplace_back(key, one.is_string() ? one.get<std::string>() : one.dump());
      }
    }
    options.max_rounds = json["num_boost_round"];
    options.early_stopping_rounds =
        json["early_stopping_rounds"].is_null() ? 0 : json["early_stopping_rounds"].get<int>();
    options.evaluate_train = true;
  }

  [[nodiscard]] model::FitData rows(std::size_t begin, std::size_t end) const {
    const std::size_t cols = options.feature_names.size();
    model::FitData data;
    data.features = {values.data() + begin * cols, end - begin, cols};
    data.label = std::span(label).subspan(begin, end - begin);
    if (!weight.empty()) {
      data.weight = std::span(weight).subspan(begin, end - begin);
    }
    return data;
  }

  [[nodiscard]] model::Booster train(int threads = 1) const {
    auto with_threads = options;
    with_threads.threads = threads;
    const auto valid = rows(900, kRows);
    return model::Booster::train(rows(0, 900), &valid, with_threads, StopFlag());
  }

  [[nodiscard]] data::MatrixView all() const { return rows(0, kRows).features; }

  static constexpr std::size_t kRows = 1200;
  nlohmann::json json;
  model::BoostOptions options;
  std::vector<float> values;
  std::vector<float> label;
  std::vector<float> weight;
};

inline model::Booster load(const std::string& bytes) {
  return model::load_verified(bytes, sha256_hex(bytes));
}

/// Largest difference between float predictions and a column of a golden file.
inline double difference(const std::vector<float>& found, const std::vector<double>& wanted) {
  double largest = found.size() == wanted.size() ? 0.0 : 1e9;
  for (std::size_t i = 0; i < std::min(found.size(), wanted.size()); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(found[i]) - wanted[i]));
  }
  return largest;
}

}  // namespace golden
