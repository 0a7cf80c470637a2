// SPDX-License-Identifier: MIT
#pragma once

// What the tests of `mlpipe train` share: data from nowhere, quick settings, and what a run left on
// the disk.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/time.hpp"

#include "support/catch.hpp"
#include "support/run_mlpipe.hpp"
#include "support/shared_data.hpp"

namespace mlpipe::testing {

using nlohmann::json;

/// Prices without memory, one bar a day from 2000-01-01.
class RandomWalk {
 public:
  RandomWalk(std::uint64_t seed, std::size_t rows) {
    Rng rng(seed);
    double level = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
      level += 0.01 * rng.normal();
      close_.push_back(100.0 * std::exp(level));
    }
  }
  [[nodiscard]] std::size_t size() const { return close_.size(); }
  [[nodiscard]] double close(std::size_t row) const { return close_[row]; }
  /// The return to the next bar; 0 for the last.
  [[nodiscard]] double next_return(std::size_t row) const {
    return row + 1 < size() ? close_[row + 1] / close_[row] - 1.0 : 0.0;
  }
  [[nodiscard]] static std::string date(std::size_t row) {
    using namespace std::chrono;
    const sys_days day = sys_days(year(2000) / January / 1) + days(row);
    return to_iso8601(Timestamp(day)).substr(0, 10);
  }
  /// A file of date and close, with further columns as `cells` gives them for each row.
  template <class Cells>
  [[nodiscard]] std::string csv(const std::string& header, const Cells& cells) const {
    std::string text = "date,close" + header + "\n";
    for (std::size_t row = 0; row < size(); ++row) {
      text += date(row) + "," + std::to_string(close_[row]) + cells(row) + "\n";
    }
    return text;
  }
  [[nodiscard]] std::string csv() const {
    return csv("", [](std::size_t) { return std::string(); });
  }

 private:
  std::vector<double> close_;
};

/// Few features, few rounds, few folds: what a test needs that asks about something else.
inline json quick_config() {
  return json::parse(R"({
    "features": {"preset": [], "add": ["rsi_14", "logret_1"]},
    "model": {"max_rounds": 5, "early_stopping_rounds": 0, "params": {"max_depth": 3}},
    "walk_forward": {"train": 300, "test": 100}
  })");
}

/// `mlpipe train` with --json in `folder`, under a config file written there.
inline RunResult train(const TemporaryFolder& folder, const json& config,
                       std::vector<std::string> args, const RunOptions& options = {}) {
  folder.write("config.json", config.dump(1));
  std::vector<std::string> words{"train", "--json", "--config", "config.json"};
  words.insert(words.end(), args.begin(), args.end());
  return run_mlpipe(folder.path(), words, options);
}

/// The one document on stdout of a run that must have succeeded.
inline json result_of(const RunResult& run) {
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  json document = json::parse(run.out);
  REQUIRE(document["ok"] == true);
  return document;
}

inline json read_json(const std::filesystem::path& file) {
  return json::parse(read_text(file));
}

/// Files and links below `folder`, sorted, relative to it; empty folders do not count.
inline std::vector<std::string> files_below(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  if (std::filesystem::exists(folder)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_symlink() || !entry.is_directory()) {
        names.push_back(std::filesystem::relative(entry.path().parent_path(), folder).string() +
                        "/" + entry.path().filename().string());
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline bool wrote_nothing(const TemporaryFolder& folder) {
  return files_below(folder.path() / "models").empty() &&
         files_below(folder.path() / "reports").empty() &&
         !std::filesystem::exists(folder.path() / "config/best_hyperparameters.json");
}

/// A run with --json that must fail: one document, one clear message on stderr, nothing written.
/// @return the message
inline std::string refusal_of(const RunResult& run, int exit_code, const TemporaryFolder& folder) {
  INFO(run.err);
  INFO(run.out);
  REQUIRE(run.exit_code == exit_code);
  CHECK_FALSE(run.timed_out);
  const json document = json::parse(run.out);
  CHECK(document["ok"] == false);
  CHECK(document["exit_code"] == exit_code);
  const auto message = document["error"]["message"].get<std::string>();
  const std::string first_line = "error: " + message.substr(0, message.find('\n')) + "\n";
  const auto place = run.err.find(first_line);
  CHECK(place != std::string::npos);
  CHECK(run.err.find("error: ", place + 1) == std::string::npos);
  CHECK(wrote_nothing(folder));
  return message;
}

}  // namespace mlpipe::testing
