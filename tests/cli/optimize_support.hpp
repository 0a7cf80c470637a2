// SPDX-License-Identifier: MIT
#pragma once

// What the tests of `mlpipe optimize` share.

#include <string>
#include <vector>

#include "train_support.hpp"

namespace mlpipe::testing {

/// A search of four parameters, one of them conditional, that takes milliseconds a trial.
inline json quick_search() {
  return json::parse(R"({
    "trials": 12,
    "storage": "studies.log",
    "sampler": {"startup_trials": 4},
    "space": {
      "eta": {"type": "float", "low": 0.01, "high": 0.5, "log": true},
      "max_depth": {"type": "int", "low": 1, "high": 4},
      "grow_policy": {"type": "categorical", "choices": ["depthwise", "lossguide"]},
      "max_leaves": {"type": "int", "low": 2, "high": 8, "when": {"grow_policy": ["lossguide"]}}
    }
  })");
}

/// `mlpipe optimize` with --json in `folder`, under config files written there.
inline RunResult optimize(const TemporaryFolder& folder, const json& config, const json& search,
                          std::vector<std::string> args = {}, const RunOptions& options = {}) {
  folder.write("config.json", config.dump(1));
  folder.write("search.json", search.dump(1));
  std::vector<std::string> words{"optimize",    "--json",   "--config",
                                 "config.json", "--search", "search.json"};
  words.insert(words.end(), args.begin(), args.end());
  return run_mlpipe(folder.path(), words, options);
}

/// Five folds to search on and two for the end, of prices without memory.
inline json walk_config() {
  json config = quick_config();
  config["data"] = {{"source", "walk.csv"}};
  return config;
}

/// The trials of the only study in studies.log, as exported.
inline std::vector<json> exported(const TemporaryFolder& folder) {
  const auto run = run_mlpipe(
      folder.path(), {"optimize", "export", "--storage", "studies.log", "--format", "jsonl"});
  REQUIRE(run.exit_code == 0);
  std::vector<json> out;
  for (std::size_t at = 0; at < run.out.size();) {
    const std::size_t end = run.out.find('\n', at);
    out.push_back(json::parse(run.out.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

}  // namespace mlpipe::testing
