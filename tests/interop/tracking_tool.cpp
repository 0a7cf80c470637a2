// SPDX-License-Identifier: MIT
// Writes known runs into a store, for tests/interop/mlflow_python.py:
//   tracking_tool --store sqlite:PATH|http://HOST:PORT RUN FOLDER
// RUN is "first", "grown" (the first with more in it), "second", or "served" (in an experiment that
// a server made). The run's files are made in FOLDER, its record goes to FOLDER/RUN.json; prints
// where it ended up, as JSON. Artifacts go to mlartifacts beside a database.
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"

#include "support/tracking_world.hpp"

namespace {

using namespace mlpipe;
using namespace mlpipe::tracking;
using std::chrono::microseconds;

constexpr const char* kExperiment = "S&P 500 – daily ü";

Timestamp at(std::int64_t seconds, std::int64_t micros = 0) {
  return Timestamp(microseconds((1'795'399'200 + seconds) * 1'000'000 + micros));
}

class Records {
 public:
  Records(FileSystem& files, std::filesystem::path folder)
      : files_(files), folder_(std::move(folder)) {}

  [[nodiscard]] RunRecord first() {
    RunRecord run = named("first", "train 日本 №1");
    run.params = {{"max_depth", "6"},     {"eta", "0.1"},
                  {"empty", ""},          {"ndcg@3", "a metric"},
                  {"a:b", "one"},         {"a?b", "two"},
                  {"ключ", "значение 📈"}, {"long", std::string(9000, 'x')}};
    run.tags = {{"mlflow.note.content", "# A note\n\nof *two* lines"},
                {"mlpipe.version", "v1.0.0"},
                {"long tag", std::string(6000, 'y')}};
    for (int step = 0; step < 300; ++step) {
      run.metrics.push_back({"valid/auc", 0.5 + 0.001 * step, step, at(step, 123'456)});
    }
    run.metrics.insert(run.metrics.end(), {{"odd", std::nan(""), 0, at(1)},
                                           {"odd", INFINITY, 1, at(2)},
                                           {"odd", -INFINITY, 2, at(3)},
                                           {"odd", 5e-324, 3, at(4)},
                                           {"odd", 0.1 + 0.2, -1, at(5)},
                                           {"ndcg@3", 0.25, 0, at(6)}});
    run.datasets = {
        {"sp500_daily.csv.gz", "0123456789abcdef", "local", R"({"uri":"/data/sp500_daily.csv.gz"})",
         R"({"mlflow_colspec":[{"type":"double","name":"close","required":true}]})",
         R"({"num_rows":5000,"num_elements":30000})", "training"},
        {"newer", "feed", "http", R"({"url":"https://example.org/newer.csv"})", "", "",
         "validation"}};
    run.artifacts = {file("model.ubj", std::string("\0\1\2model", 8), "model/model.ubj"),
                     file("MLmodel", "flavors: {}\n", "model/MLmodel"),
                     file("report.md", "# Отчёт\n", "reports/отчёт 50% #1.md"),
                     file("empty", "", "empty.txt"),
                     file("big", std::string(300'000, 'b'), "deep/er/big.bin")};
    run.model = ModelVersionRecord{"spx",
                                   sha256_hex("first"),
                                   "model",
                                   {{"mlpipe.version", "v1.0.0"}, {"why", "größer"}},
                                   {"production", "staging"}};
    run.children = {trial(run, 0), trial(run, 1)};
    return run;
  }

  [[nodiscard]] RunRecord grown() {
    RunRecord run = first();
    run.status = RunStatus::kFailed;
    run.end = at(9000);
    run.name = "train, renamed";
    run.params.emplace_back("late", "1");
    run.tags.emplace_back("late", "tag");
    for (int step = 300; step < 1500; ++step) {
      run.metrics.push_back({"valid/auc", 0.9, step, at(step)});
    }
    run.artifacts.push_back(file("late", "late\n", "late.txt"));
    run.children.push_back(trial(run, 2));
    return run;
  }

  [[nodiscard]] RunRecord second() {
    RunRecord run = named("second", "train 2");
    run.params = {{"max_depth", "7"}};
    run.metrics = {{"valid/auc", 0.75, 0, at(20)}};
    run.datasets = first().datasets;
    run.artifacts = {file("model2.ubj", "model 2", "model/model.ubj")};
    run.model = ModelVersionRecord{"spx", sha256_hex("second"), "model", {}, {"production"}};
    run.children = {trial(run, 0)};
    return run;
  }

  [[nodiscard]] RunRecord served() {
    RunRecord run = named("served", "beside a server");
    run.experiment = "made by the server";
    run.artifacts = {file("served", "served\n", "a/served.txt")};
    return run;
  }

 private:
  static RunRecord named(const std::string& id, const std::string& name) {
    RunRecord run;
    run.uid = make_uid(id);
    run.experiment = kExperiment;
    run.name = name;
    run.user = "ann";
    run.source = "mlpipe train";
    run.status = RunStatus::kFinished;
    run.start = at(0, 987'654);
    run.end = at(600);
    return run;
  }

  RunRecord trial(const RunRecord& parent, int number) {
    RunRecord run = named(parent.uid + std::to_string(number), "trial " + std::to_string(number));
    run.parent_uid = parent.uid;
    run.status = number == 1 ? RunStatus::kKilled : RunStatus::kFinished;
    run.params = {{"max_depth", std::to_string(3 + number)}};
    run.metrics = {{"value", 0.5 * number, 0, at(30 + number)}};
    run.artifacts = {file("trial", "trial\n", "trial.txt")};
    return run;
  }

  ArtifactFile file(const std::string& name, const std::string& bytes, const std::string& path) {
    files_.replace(folder_ / name, bytes);
    return {folder_ / name, path};
  }

  FileSystem& files_;
  std::filesystem::path folder_;
};

RunRecord record(Records& records, const std::string& which) {
  if (which == "first") {
    return records.first();
  }
  if (which == "grown") {
    return records.grown();
  }
  if (which == "second") {
    return records.second();
  }
  if (which == "served") {
    return records.served();
  }
  throw std::runtime_error("unknown run " + which);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv, argv + argc);
  try {
    if (args.at(1) != "--store") {
      throw std::runtime_error("usage: tracking_tool --store ADDRESS RUN FOLDER");
    }
    testing::TrackingWorld world;
    Records records(*world.files, args.at(4));
    const RunRecord run = record(records, args.at(3));
    world.files->replace(std::filesystem::path(args.at(4)) / (args.at(3) + ".json"),
                         to_json_file(to_json(run)));
    const auto delivered = world.open(args.at(2))->put(run);
    const nlohmann::json out{{"experiment_id", delivered.experiment_id},
                             {"run_id", delivered.run_id},
                             {"url", delivered.url}};
    std::printf("%s\n", out.dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tracking_tool: %s\n", error.what());
    return 1;
  }
  return 0;
}
