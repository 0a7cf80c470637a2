// SPDX-License-Identifier: MIT
// Trains and predicts through mlpipe on files of raw floats, for tests/interop/xgboost_python.py:
//   booster_tool version
//   booster_tool train DATA.f32 COLS TRAIN_ROWS PARAMS.json MODEL.ubj
//   booster_tool predict DATA.f32 COLS MODEL OUT.f32
// DATA is row-major float32: features, then label, then weight, COLS of them in all. The rows after
// the first TRAIN_ROWS are the validation set. PARAMS is {"params": {...}, "max_rounds": n,
// "early_stopping_rounds": n, "feature_names": [...], "categorical": [...]}.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/model/booster.hpp"
#include "mlpipe/model/verified_model.hpp"

namespace {

using namespace mlpipe;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw IoError("cannot read " + path);
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const std::string& path, const char* bytes, std::size_t size) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes, static_cast<std::streamsize>(size));
  if (!file.flush()) {
    throw IoError("cannot write " + path);
  }
}

struct Table {
  Table(const std::string& path, std::size_t columns) : features(columns - 2) {
    const auto bytes = read_file(path);
    std::vector<float> all(bytes.size() / sizeof(float));
    std::memcpy(all.data(), bytes.data(), all.size() * sizeof(float));
    for (std::size_t row = 0; row < all.size() / columns; ++row) {
      const auto* begin = &all[row * columns];
      values.insert(values.end(), begin, begin + features);
      label.push_back(begin[features]);
      weight.push_back(begin[features + 1]);
    }
  }
  [[nodiscard]] model::FitData rows(std::size_t begin, std::size_t end) const {
    return {{values.data() + begin * features, end - begin, features},
            std::span(label).subspan(begin, end - begin),
            std::span(weight).subspan(begin, end - begin)};
  }
  std::size_t features;
  std::vector<float> values, label, weight;
};

void train(const std::vector<std::string>& args) {
  const Table table(args.at(2), std::stoul(args.at(3)));
  const auto train_rows = std::stoul(args.at(4));
  const auto recipe = nlohmann::ordered_json::parse(read_file(args.at(5)));
  model::BoostOptions options;
  for (const auto& [name, value] : recipe.at("params").items()) {
    for (const auto& one : value.is_array() ? value : nlohmann::ordered_json::array({value})) {
      options.params.emplace_back(name, one.is_string() ? one.get<std::string>() : one.dump());
    }
  }
  options.max_rounds = recipe.at("max_rounds");
  options.early_stopping_rounds = recipe.at("early_stopping_rounds");
  options.feature_names = recipe.at("feature_names").get<std::vector<std::string>>();
  options.categorical = recipe.at("categorical").get<std::vector<bool>>();
  options.threads = 2;
  const auto valid = table.rows(train_rows, table.label.size());
  const auto bytes =
      model::Booster::train(table.rows(0, train_rows), &valid, options, StopFlag()).to_bytes();
  write_file(args.at(6), bytes.data(), bytes.size());
}

void predict(const std::vector<std::string>& args) {
  const Table table(args.at(2), std::stoul(args.at(3)));
  const auto bytes = read_file(args.at(4));
  const auto found = model::load_verified(bytes, sha256_hex(bytes))
                         .predict(table.rows(0, table.label.size()).features, 2);
  write_file(args.at(5), reinterpret_cast<const char*>(found.data()), found.size() * sizeof(float));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv, argv + argc);
  try {
    if (args.at(1) == "version") {
      std::printf("%s\n", model::to_string(model::library_version()).c_str());
    } else if (args.at(1) == "train") {
      train(args);
    } else if (args.at(1) == "predict") {
      predict(args);
    } else {
      std::fprintf(stderr, "unknown: %s\n", args.at(1).c_str());
      return 2;
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "booster_tool: %s\n", error.what());
    return 1;
  }
  return 0;
}
