// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <string>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/tracking/run_record.hpp"

namespace mlpipe::tracking::fixture {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

inline Timestamp at(std::int64_t microseconds) {
  return Timestamp(std::chrono::microseconds(1'795'399'200'000'000 + microseconds));
}

/// A uid from a letter: "aaaa...".
inline std::string uid(char letter) {
  return std::string(32, letter);
}

/// A run that has something of everything; its artifacts are /data/model.ubj and /data/report.md.
inline RunRecord example(char letter = 'a') {
  RunRecord run;
  run.uid = uid(letter);
  run.experiment = "S&P 500 \xC3\xBC";
  run.name = "train \xE6\x97\xA5\xE6\x9C\xAC";
  run.user = "ann";
  run.source = "mlpipe train";
  run.status = RunStatus::kFinished;
  run.start = at(123'456);
  run.end = at(5'000'001);
  run.params = {{"max_depth", "6"}, {"eta", "0.1"}, {"empty", ""}};
  run.tags = {{"mlpipe.version", "0.1.0"}, {"mlflow.note.content", "# A note\nof two lines"}};
  run.metrics = {{"auc", 0.5, 0, at(1000)},       {"auc", 0.75, 1, at(2000)},
                 {"odd", kNaN, 0, at(1)},         {"odd", kInfinity, 1, at(2)},
                 {"odd", -kInfinity, 2, at(3)},   {"mean/loss", -0.0, -1, at(4)},
                 {"loss", 0.1 + 0.2, 7, at(5000)}};
  run.datasets = {{"daily.csv", "0123abcd", "local", R"({"uri":"/data/daily.csv"})",
                   R"({"mlflow_colspec":[]})", "", "training"}};
  run.artifacts = {{"/data/model.ubj", "model/model.ubj"}, {"/data/report.md", "report.md"}};
  run.model = ModelVersionRecord{
      "spx", std::string(64, letter), "model", {{"mlpipe.version", "v1.0.0"}}, {"staging"}};
  return run;
}

inline void write_artifacts(FileSystem& files) {
  files.replace("/data/model.ubj", std::string("model\0bytes", 11));
  files.replace("/data/report.md", "# Report\n");
}

inline RunRecord child_of(const RunRecord& parent, char letter) {
  RunRecord run;
  run.uid = uid(letter);
  run.parent_uid = parent.uid;
  run.experiment = parent.experiment;
  run.name = std::string("trial ") + letter;
  run.status = RunStatus::kKilled;
  run.start = at(200'000);
  run.end = at(300'000);
  run.params = {{"max_depth", "3"}};
  run.metrics = {{"auc", 0.25, 0, at(250'000)}};
  return run;
}

}  // namespace mlpipe::tracking::fixture
