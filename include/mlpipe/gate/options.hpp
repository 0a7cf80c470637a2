// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"

namespace mlpipe::gate {

/// What a candidate must show.
enum class Policy {
  kAuto,       ///< refresh if the recipes are equal, else new recipe
  kRefresh,    ///< the same recipe on newer data is wanted unless it is worse
  kNewRecipe,  ///< another recipe must be significantly better
};
[[nodiscard]] std::string to_string(Policy policy);

/// How the two models come by forecasts that neither has trained on.
enum class Method {
  kAuto,         ///< hold-out if the candidate was trained with one, else walk-forward
  kWalkForward,  ///< both recipes are fitted anew at production cadence inside the window
  kHoldout,      ///< both recipes are fitted once, on what was known when the window began
};

/// How config and flags call them, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> policy_words();
[[nodiscard]] std::span<const std::string> method_words();

/// Limits of one metric of the candidate alone, in the metric's unit.
struct Floor {
  std::string metric;
  std::optional<double> least, most;
  bool operator==(const Floor&) const = default;
};

/// A distance in a metric's unit, measured in its better direction.
struct Margin {
  std::string metric;
  double distance = 0.0;
  bool operator==(const Margin&) const = default;
};

/// The "validation" section of config/pipeline.json.
struct GateOptions {
  Duration window{3, Duration::Unit::kMonths};  ///< newest part of the data that is judged on
  Duration cadence{1, Duration::Unit::kWeeks};  ///< how often production is refitted
  Method method = Method::kAuto;
  Policy policy = Policy::kAuto;
  double alpha = 0.10;       ///< chance of one false "better" in a year of looks
  double veto_level = 0.05;  ///< one-sided level at which "worse" rejects
  std::size_t replicates = 2000;
  std::size_t min_bars = 40;   ///< moments with a scored forecast
  std::size_t min_trades = 0;  ///< closed trades of the candidate, where there are prices
  std::vector<Floor> floors;
  std::vector<Margin> over_base_rate;     ///< least lead over the base-rate forecast
  std::vector<Margin> over_buy_and_hold;  ///< least lead over buy and hold of the same bars
  std::vector<Margin> margins;            ///< largest loss against production that is let pass
  /// The stored model's forecasts against those of its recipe, fitted anew on the same rows, on the
  /// window; and a hold-out model's refit against that model, on the newest month. Least Pearson
  /// correlation, and largest shift of the mean: in probability, or in deviations of the target.
  double least_agreement = 0.8;
  double largest_shift = 0.1;

  [[nodiscard]] bool has_thresholds() const {
    return !(floors.empty() && over_base_rate.empty() && over_buy_and_hold.empty() &&
             margins.empty());
  }
  bool operator==(const GateOptions&) const = default;
};

/// Names of metrics and the sign of each bound are checked.
[[nodiscard]] GateOptions parse_gate_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::json write_gate_options(const GateOptions& options);

/// A gate without thresholds would let everything pass: refused, with an example.
/// @param source  of the config, for the message @throws ConfigError
void require_thresholds(const GateOptions& options, const std::string& source);

/// The level at which the K-th new recipe of a year is tested: alpha / (K (K + 1)). Whatever the
/// number of looks, the levels add up to less than alpha, which so bounds the chance of any false
/// promotion among them (Bonferroni with unequal weights).
/// @param look  K, from 1
[[nodiscard]] double level_of_look(double alpha, std::size_t look);

}  // namespace mlpipe::gate
