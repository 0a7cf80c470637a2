// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/registry/candidate.hpp"
#include "mlpipe/registry/model_registry.hpp"
#include "mlpipe/registry/verdict.hpp"

#include "support/manual_clock.hpp"
#include "support/memory_file_system.hpp"
#include "support/metadata_example.hpp"
#include "support/recording_sink.hpp"

namespace mlpipe::testing {

/// A models folder on a simulated disk, with models that are one line of text.
class RegistryWorld {
 public:
  explicit RegistryWorld(const SimulatedDisk& disk = SimulatedDisk()) : files(disk) {}

  /// The text is a model, and the metadata knows which: what loading and the golden rows are to a
  /// real one.
  static void check_model(std::string_view model, const nlohmann::json& metadata) {
    if (model.rfind("model ", 0) != 0 || metadata.at("model").at("sha256") != sha256_hex(model)) {
      throw IntegrityError("does not load");
    }
  }

  [[nodiscard]] registry::LockWait wait() {
    return {std::chrono::milliseconds(200), [this](auto pause) { clock.advance(pause); }};
  }
  [[nodiscard]] registry::ModelRegistry registry() {
    return {files, clock, events, actor, &check_model, wait()};
  }

  /// Stages "model <number>"; another number is another model with other parameters.
  std::string stage(int number, const std::string& verdict = "PROMOTE") {
    const std::string model = "model " + std::to_string(number);
    auto metadata = example_metadata();
    metadata["model"] = {
        {"file", "model_1.ubj"}, {"sha256", sha256_hex(model)}, {"bytes", model.size()}};
    metadata["recipe"]["params"]["max_depth"] = std::to_string(number + 1);
    const std::string name = publish("c" + std::to_string(number), model, metadata);
    if (!verdict.empty()) {
      judge(name, model, verdict);
    }
    return name;
  }
  /// @return the name that it got
  std::string publish(const std::string& wanted, const std::string& model,
                      const nlohmann::json& metadata) {
    registry::CandidateWriter writer(files, clock, events, actor, wanted, wait());
    writer.add("model_1.ubj", model);
    writer.add("model_1_metadata.json", metadata.dump());
    writer.add("metrics.json", "{}");
    writer.add_link("model.ubj", "model_1.ubj");
    writer.add_link("metadata.json", "model_1_metadata.json");
    writer.publish();
    return writer.name();
  }
  void judge(const std::string& candidate, const std::string& model, const std::string& verdict) {
    registry::StoredVerdict stored;
    stored.verdict = verdict;
    stored.model_sha256 = sha256_hex(model);
    stored.baseline = files.read_link("production").filename().string();
    stored.summary = "log loss 0.69 against 0.70";
    files.replace("candidates/" + candidate + "/validation.json",
                  to_json_file(registry::write_verdict(stored)));
  }

  registry::PromoteOutcome promote() {
    clock.advance(std::chrono::hours(24));
    return registry().promote({});
  }
  registry::PromoteOutcome promote_model(int number) {
    stage(number);
    return promote();
  }
  registry::RollbackOutcome rollback(const std::string& target = "") {
    clock.advance(std::chrono::hours(24));
    registry::RollbackRequest request;
    request.target = target;
    return registry().rollback(request);
  }

  /// Everything that `version verify --all` complains of.
  [[nodiscard]] std::vector<std::string> problems() {
    std::vector<std::string> all;
    for (const auto& outcome : registry().verify_all()) {
      all.insert(all.end(), outcome.problems.begin(), outcome.problems.end());
    }
    return all;
  }

  MemoryFileSystem files;
  ManualClock clock;
  RecordingSink events;
  registry::Actor actor{"ada", "host1", "", "test", 7};
};

}  // namespace mlpipe::testing
