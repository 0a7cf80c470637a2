// SPDX-License-Identifier: MIT
#pragma once

// A machine of fakes for the tests of whole commands, and the quickest training.

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/train.hpp"
#include "mlpipe/core/rng.hpp"

#include "support/manual_clock.hpp"
#include "support/memory_file_system.hpp"
#include "support/recording_sink.hpp"
#include "support/text_source.hpp"

namespace mlpipe::testing {

inline constexpr std::size_t kMostRead = 64U << 20U;

/// Gives the same text for every name.
class TextOpener final : public SourceOpener {
 public:
  explicit TextOpener(std::string text) : text_(std::move(text)) {}
  void give(std::string text) { text_ = std::move(text); }
  std::unique_ptr<ByteSource> open(const std::string& /*where*/,
                                   const SourceOptions& /*options*/) override {
    return std::make_unique<TextSource>(text_);
  }

 private:
  std::string text_;
};

inline std::string walk_csv(std::size_t rows) {
  Rng rng(3);
  double level = 0.0;
  std::string text = "time,close\n";
  for (std::size_t row = 0; row < rows; ++row) {
    level += 0.01 * rng.normal();
    text += to_iso8601(Timestamp(std::chrono::hours(24 * (10'000 + row)))) + "," +
            std::to_string(100.0 * std::exp(level)) + "\n";
  }
  return text;
}

/// A machine of fakes.
struct World {
  explicit World(const SimulatedDisk& on = SimulatedDisk()) : disk(on) {}

  MemoryFileSystem disk;
  ManualClock clock;
  TextOpener sources{walk_csv(600)};
  RecordingSink events;
  StopFlag stop;
  commands::App app{disk, clock, sources, events, stop, 1};

  commands::TrainOutcome train(const commands::TrainConfig& config) {
    return commands::run_train(app, config);
  }
  nlohmann::json metadata() const {
    return nlohmann::json::parse(disk.read("models/staging/metadata.json", kMostRead));
  }
};

inline commands::TrainConfig quick() {
  commands::TrainConfig config;
  config.provenance.config_source = "config.json";
  config.pipeline.data.source = "walk.csv";
  config.pipeline.features.presets = {};
  config.pipeline.features.names = {"logret_1"};
  config.pipeline.model.max_rounds = 3;
  config.pipeline.model.early_stopping_rounds = 0;
  config.pipeline.walk_forward.train = {300, Duration::Unit::kBars};
  config.pipeline.walk_forward.test = {100, Duration::Unit::kBars};
  return config;
}

}  // namespace mlpipe::testing
