// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/registry/looks.hpp"

#include "commands/validate_pair.hpp"

namespace mlpipe::commands {

/// Everything that a judgement rests on.
struct Judgement {
  std::unique_ptr<Side> candidate;
  std::unique_ptr<Side> baseline;  ///< null: nothing is in production
  JudgingWindow window{};
  gate::Policy policy = gate::Policy::kNewRecipe;
  std::string policy_reason;
  registry::Look look;
  std::optional<Pairing> pairing;  ///< empty: there was not enough history to forecast anything
  std::vector<metrics::MetricValue> candidate_values, baseline_values;
  std::vector<metrics::MetricValue> base_rate, buy_and_hold;
  gate::Comparison comparison;
  std::vector<gate::Check> checks;
  std::vector<std::string> warnings;
};

/// Loads both models, forecasts, compares and checks. Writes nothing.
/// @param models  the models folder
[[nodiscard]] Judgement judge(const App& app, const FileSystem& models,
                              const ValidateConfig& config);

}  // namespace mlpipe::commands
