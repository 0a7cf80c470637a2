// SPDX-License-Identifier: MIT
#include "mlpipe/commands/pipeline_config.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"

namespace mlpipe::commands {
PipelineConfig parse_pipeline_config(const nlohmann::json& document, const std::string& source) {
  PipelineConfig config;
  JsonReader::read(document, source, [&](JsonReader& root) {
    (void)root.integer("format_version", 1, 1, 1);
    config.seed = static_cast<std::uint64_t>(root.integer("seed", 42, 0, kLargestSeed));
    root.object("data",
                [&](JsonReader& section) { config.data = data::parse_data_options(section); });
    root.object("features", [&](JsonReader& section) {
      config.features = features::parse_feature_options(section);
    });
    root.object("label",
                [&](JsonReader& section) { config.label = labels::parse_label_options(section); });
    root.object("model",
                [&](JsonReader& section) { config.model = model::parse_model_options(section); });
    root.object("walk_forward", [&](JsonReader& section) {
      config.walk_forward = backtest::parse_split_options(section);
    });
    root.object("execution", [&](JsonReader& section) {
      config.execution = backtest::parse_execution_options(section);
    });
    root.object("validation", [&](JsonReader& section) {
      config.validation = gate::parse_gate_options(section);
    });
    if (root.has("tracking") && root.raw("tracking") == "off") {
      config.tracking.uri = "off";
    } else {
      root.object("tracking", [&](JsonReader& section) {
        config.tracking = tracking::parse_tracking_options(section);
      });
    }
    root.object("notifications", [&](JsonReader& section) {
      config.notifications = notify::parse_notify_options(section);
    });
  });
  return config;
}

nlohmann::ordered_json write_pipeline_config(const PipelineConfig& config) {
  return {{"format_version", 1},
          {"seed", config.seed},
          {"data", data::write_data_options(config.data)},
          {"features", features::write_feature_options(config.features)},
          {"label", labels::write_label_options(config.label)},
          {"model", model::write_model_options(config.model)},
          {"walk_forward", backtest::write_split_options(config.walk_forward)},
          {"execution", backtest::write_execution_options(config.execution)},
          {"validation", gate::write_gate_options(config.validation)},
          {"tracking", tracking::write_tracking_options(config.tracking)},
          {"notifications", notify::write_notify_options(config.notifications)}};
}

nlohmann::ordered_json write_recipe_config(const PipelineConfig& config) {
  auto out = write_pipeline_config(config);
  out.erase("validation");
  out.erase("tracking");
  out.erase("notifications");
  return out;
}

}  // namespace mlpipe::commands
