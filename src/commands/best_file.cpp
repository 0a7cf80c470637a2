// SPDX-License-Identifier: MIT
#include "commands/best_file.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kMostBestBytes = 64U << 20U;

}  // namespace

std::optional<training::BestHyperparameters> read_best(const App& app,
                                                       const FileSystem::Path& file) {
  if (!app.files.exists(file)) {
    return std::nullopt;
  }
  const std::string name = file.string();
  return training::parse_best_hyperparameters(
      parse_json(app.files.read(file, kMostBestBytes), name), name);
}

std::string comparable_recipe(const TrainConfig& config, const std::vector<std::string>& symbols) {
  const auto& pipeline = config.pipeline;
  const nlohmann::ordered_json recipe = {
      {"source", pipeline.data.source},
      {"symbols", symbols},
      {"label", labels::write_label_options(pipeline.label)},
      {"walk_forward", backtest::write_split_options(pipeline.walk_forward)},
      {"holdout", config.holdout ? to_string(*config.holdout) : ""}};
  return sha256_hex(to_json_line(recipe));
}

model::Params kept_params(const model::Params& params) {
  model::Params out;
  for (const auto& [name, value] : params) {
    if (name != "seed" && name != "num_class") {
      out.emplace_back(name, value);
    }
  }
  return out;
}

}  // namespace mlpipe::commands
