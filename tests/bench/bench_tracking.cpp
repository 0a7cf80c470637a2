// SPDX-License-Identifier: MIT
// Delivers runs to a store, each by one put(), for tests/bench/tracking_bench.py:
//   bench_tracking STORE RUNS METRICS [PARAMS ARTIFACTS KILOBYTES]
// STORE is "sqlite:PATH" or "http://HOST:PORT"; a run has METRICS points in ten histories, PARAMS
// parameters and ARTIFACTS files of KILOBYTES each, which are made in ./files. All go into a new
// experiment. Prints its name, and the seconds of opening the store and of all deliveries, as JSON.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/tracking_world.hpp"

namespace {

using namespace mlpipe;
using namespace mlpipe::tracking;

constexpr int kHistories = 10;
constexpr std::chrono::minutes kBetweenRuns{10};

struct Load {
  int runs = 0;
  int metrics = 0;
  int params = 0;
  int artifacts = 0;
  std::size_t kilobytes = 0;
};

Load load_from(const std::vector<std::string>& args) {
  Load load{std::stoi(args.at(2)), std::stoi(args.at(3))};
  if (args.size() > 4) {
    load.params = std::stoi(args.at(4));
    load.artifacts = std::stoi(args.at(5));
    load.kilobytes = std::stoul(args.at(6));
  }
  return load;
}

std::vector<ArtifactFile> make_artifacts(FileSystem& files, const Load& load) {
  std::vector<ArtifactFile> out;
  for (int i = 0; i < load.artifacts; ++i) {
    const std::string name = "artifact_" + std::to_string(i) + ".bin";
    files.create_folders("files");
    files.replace("files/" + name, std::string(load.kilobytes * 1000, static_cast<char>('a' + i)));
    out.push_back({"files/" + name, name});
  }
  return out;
}

RunRecord make_run(const Load& load, const std::string& experiment, Timestamp start, int number) {
  RunRecord run;
  run.experiment = experiment;
  run.name = "run " + std::to_string(number);
  run.uid = make_uid(experiment + run.name);
  run.user = "bench";
  run.source = "bench_tracking";
  run.status = RunStatus::kFinished;
  run.start = start;
  run.end = start + std::chrono::minutes(1);
  for (int i = 0; i < load.params; ++i) {
    run.params.emplace_back("param_" + std::to_string(i), std::to_string(0.1 * i));
  }
  for (int i = 0; i < load.metrics; ++i) {
    const int step = i / kHistories;
    run.metrics.push_back({"metric_" + std::to_string(i % kHistories), std::sin(i + 0.1 * number),
                           step, start + std::chrono::milliseconds(step)});
  }
  return run;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> args(argv, argv + argc);
  try {
    const Load load = load_from(args);
    testing::TrackingWorld world;
    const Timestamp start = world.clock->now();
    const std::string experiment =
        "bench_tracking " + std::to_string(start.time_since_epoch().count());
    std::vector<RunRecord> runs;
    const auto artifacts = make_artifacts(*world.files, load);
    for (int i = 0; i < load.runs; ++i) {
      runs.push_back(make_run(load, experiment, start + i * kBetweenRuns, i));
      runs.back().artifacts = artifacts;
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto store = world.open(args.at(1));
    for (const auto& run : runs) {
      store->put(run);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const nlohmann::json out{{"experiment", experiment}, {"seconds", took.count()}};
    std::printf("%s\n", out.dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_tracking: %s\n", error.what());
    return 1;
  }
  return 0;
}
