// SPDX-License-Identifier: MIT
#pragma once

// What the tests of `mlpipe validate` share: a file whose columns are known to help, and a registry
// made by the program itself.

#include <string>
#include <vector>

#include "cli/train_support.hpp"

namespace mlpipe::testing {

/// Days from 2000-01-01 with a price without memory and two columns that each tell something of y.
struct SignalFile {
  std::uint64_t seed = 1;
  std::size_t rows = 900;
  bool shuffled = false;  ///< y of another day
  bool hint = false;      ///< a column that knows y
  std::string extra{};    ///< header of a further column of noise

  [[nodiscard]] std::string csv() const {
    const RandomWalk walk(seed, rows);
    Rng rng(seed + 100);
    Rng other(seed + 200);
    std::vector<int> y;
    std::vector<std::string> columns;
    for (std::size_t row = 0; row < rows; ++row) {
      const double a = rng.normal();
      const double b = rng.normal();
      y.push_back(a + b + 0.5 * rng.normal() > 0.0 ? 1 : 0);
      columns.push_back("," + std::to_string(a) + "," + std::to_string(b));
    }
    const auto target = [&](std::size_t row) {
      return shuffled ? y[(row * 7 + 13) % rows] : y[row];
    };
    return walk.csv(std::string(",a,b") + (hint ? ",hint" : "") + extra + ",y",
                    [&](std::size_t row) {
                      std::string cells = columns[row];
                      if (hint) {
                        cells += "," + std::to_string(target(row) + 0.01 * other.normal());
                      }
                      if (!extra.empty()) {
                        cells += "," + std::to_string(other.normal());
                      }
                      return cells + "," + std::to_string(target(row));
                    });
  }
};

/// Learns y from some of the columns; a gate with a floor, a margin and the base rate.
inline json signal_config(const std::vector<std::string>& columns) {
  json config = json::parse(R"({
    "data": {"source": "signal.csv", "target": "y"},
    "features": {"preset": []},
    "label": {"kind": "column", "horizon": 0},
    "model": {"max_rounds": 20, "early_stopping_rounds": 0, "params": {"max_depth": 3}},
    "walk_forward": {"train": 300, "test": 100},
    "validation": {"replicates": 500, "over_base_rate": {"log_loss": 0.0},
                   "margins": {"log_loss": 0.02}}
  })");
  config["data"]["features"] = columns;
  return config;
}

/// The same prices as signal_config, forecast from themselves: returns exist, skill does not.
inline json price_config() {
  json config = quick_config();
  config["data"] = {{"source", "walk.csv"}};
  config["validation"] = json::parse(
      R"({"replicates": 500, "floors": {"max_drawdown": -0.9}, "margins": {"sharpe": 10}})");
  return config;
}

inline RunResult validate(const TemporaryFolder& folder, const json& config,
                          std::vector<std::string> args = {}, const RunOptions& options = {}) {
  folder.write("judge.json", config.dump(1));
  std::vector<std::string> words{"validate", "--json", "--config", "judge.json"};
  words.insert(words.end(), args.begin(), args.end());
  return run_mlpipe(folder.path(), words, options);
}

/// The document of a run that came to a verdict. @param exit_code  0, 3 or 4
inline json judged(const RunResult& run, int exit_code) {
  INFO(run.err << run.out.substr(0, 2000));
  REQUIRE(run.exit_code == exit_code);
  return json::parse(run.out);
}

inline void stage_model(const TemporaryFolder& folder, const json& config,
                        std::vector<std::string> args = {}) {
  (void)result_of(train(folder, config, std::move(args)));
}

inline void put_in_production(const TemporaryFolder& folder, const json& config) {
  stage_model(folder, config);
  (void)result_of(
      run_mlpipe(folder.path(), {"version", "promote", "--force", "--reason", "test", "--json"}));
}

/// A registry with "a alone" in production, judged on signal.csv.
inline void begin_with_half(const TemporaryFolder& folder) {
  folder.write("signal.csv", SignalFile{}.csv());
  put_in_production(folder, signal_config({"a"}));
}

inline json check_named(const json& document, const std::string& name) {
  for (const auto& check : document["judgement"]["checks"]) {
    if (check["name"] == name) {
      return check;
    }
  }
  FAIL("no check " << name);
  return {};
}

inline std::string live_version(const TemporaryFolder& folder) {
  return result_of(run_mlpipe(folder.path(), {"version", "--json"}))["version"];
}

}  // namespace mlpipe::testing
