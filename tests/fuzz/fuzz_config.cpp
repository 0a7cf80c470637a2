// SPDX-License-Identifier: MIT
// A configuration from anywhere is understood or refused with a ConfigError, never anything else;
// what is understood survives being written and read again.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/training/best_hyperparameters.hpp"

namespace {

using namespace mlpipe;

void demand(bool holds) {
  if (!holds) {
    std::abort();
  }
}

/// One key of each kind that JsonReader knows, nested as config/pipeline.json is.
void read_all(JsonReader& reader) {
  (void)reader.has("comment");
  reader.object("data", [](JsonReader& data) {
    (void)data.string("source", "");
    static const std::array<std::string, 2> kStamps{"open", "close"};
    const auto stamp = data.choice("stamp", "close", kStamps);
    demand(stamp == "open" || stamp == "close");
    demand(data.boolean("header", true) || data.has("header"));
    (void)data.strings("features", {});
    const auto bar = data.duration("bar", Duration{1, Duration::Unit::kDays});
    demand(parse_duration(to_string(bar)) == bar);
  });
  reader.object("model", [](JsonReader& model) {
    const double eta = model.number("eta", 0.1, 0.0, 1.0);
    demand(eta >= 0.0 && eta <= 1.0);
    const auto rounds = model.integer("rounds", 100, 1, 100'000);
    demand(rounds >= 1 && rounds <= 100'000);
    (void)model.numbers("class_weights", {});
    for (const auto& [key, value] : model.entries()) {
      demand(value != nullptr && !model.pointer(key).empty());
    }
  });
  (void)reader.raw("walk_forward").is_null();
  if (reader.has("stop")) {
    reader.problem("stop", "is not wanted");
  }
}

void read_pipeline(const nlohmann::json& document) {
  commands::PipelineConfig config;
  try {
    config = commands::parse_pipeline_config(document, "fuzz.json");
  } catch (const ConfigError& error) {
    demand(*error.what() != '\0');
    return;
  }
  // Outside the try: what we wrote ourselves must not be refused.
  const auto written = commands::write_pipeline_config(config);
  const auto again = commands::parse_pipeline_config(nlohmann::json(written), "again.json");
  demand(commands::write_pipeline_config(again) == written);
}

void read_best(const nlohmann::json& document) {
  std::string written;
  try {
    written = training::write_best_hyperparameters(
        training::parse_best_hyperparameters(document, "fuzz.json"));
  } catch (const ConfigError& error) {
    demand(*error.what() != '\0');
    return;
  }
  const auto again =
      training::parse_best_hyperparameters(parse_json(written, "again.json"), "again.json");
  demand(training::write_best_hyperparameters(again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  nlohmann::json document;
  try {
    document = parse_json(text, "fuzz.json");
  } catch (const ConfigError& error) {
    demand(*error.what() != '\0');
    return 0;
  }
  // What was read strictly must survive being written and read again.
  demand(parse_json(document.dump(), "again.json") == document);
  read_pipeline(document);
  read_best(document);
  try {
    JsonReader::read(document, "fuzz.json", read_all);
  } catch (const ConfigError& error) {
    demand(*error.what() != '\0');
  }
  return 0;
}
