// SPDX-License-Identifier: MIT
#include "mlpipe/gate/options.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::gate {
namespace {

using nlohmann::json;

const std::array<std::string, 3> kPolicies{"auto", "refresh", "new-recipe"};
const std::array<std::string, 3> kMethods{"auto", "walk-forward", "holdout"};

/// The metric of a key, reported if there is none of that name.
const metrics::Metric* metric_of(JsonReader& reader, const std::string& key) {
  try {
    return &metrics::find_metric(key);
  } catch (const ConfigError& error) {
    reader.problem(key, error.what());
    return nullptr;
  }
}

/// {"metric": number, ...} of metrics that have a better direction.
std::vector<Margin> read_margins(JsonReader& section, const std::string& key, double low) {
  std::vector<Margin> out;
  section.object(key, [&](JsonReader& reader) {
    for (const auto& [name, value] : reader.entries()) {
      const auto* metric = metric_of(reader, name);
      if (metric != nullptr && metric->better == metrics::Direction::kNeutral) {
        reader.problem(name, "has no better direction, so that a distance in it means nothing");
      } else if (metric != nullptr) {
        out.push_back({name, reader.number(name, 0.0, low, 1e9)});
      }
    }
  });
  return out;
}

/// A number bounds the worse side; {"min": a, "max": b} says both.
Floor read_floor(JsonReader& reader, const metrics::Metric& metric, const json& value) {
  const std::string name(metric.name);
  Floor floor{name, {}, {}};
  if (value.is_object()) {
    reader.object(name, [&](JsonReader& bounds) {
      for (const auto& [key, bound] :
           {std::pair("min", &floor.least), std::pair("max", &floor.most)}) {
        if (bounds.has(key)) {
          *bound = bounds.number(key, 0.0, -1e9, 1e9);
        }
      }
      if (!floor.least && !floor.most) {
        bounds.problem("", "needs min, max or both");
      } else if (floor.least && floor.most && *floor.least > *floor.most) {
        bounds.problem("", "min is above max, so that no model would pass");
      }
    });
    return floor;
  }
  if (metric.better == metrics::Direction::kNeutral) {
    reader.problem(name, "has no better direction; say {\"min\": a, \"max\": b}, or one of them");
    return floor;
  }
  auto& bound = metric.better == metrics::Direction::kMaximise ? floor.least : floor.most;
  bound = reader.number(name, 0.0, -1e9, 1e9);
  return floor;
}

std::vector<Floor> read_floors(JsonReader& section) {
  std::vector<Floor> out;
  section.object("floors", [&](JsonReader& reader) {
    for (const auto& [name, value] : reader.entries()) {
      if (const auto* metric = metric_of(reader, name)) {
        out.push_back(read_floor(reader, *metric, *value));
      }
    }
  });
  return out;
}

Duration read_length(JsonReader& reader, const std::string& key, const Duration& fallback) {
  const Duration length = reader.duration(key, fallback);
  if (length.unit == Duration::Unit::kBars || length.count == 0) {
    reader.problem(key, "needs a length of time such as \"3M\", \"90d\" or \"1w\"");
    return fallback;
  }
  return length;
}

std::size_t read_count(JsonReader& reader, const std::string& key, std::size_t fallback,
                       std::int64_t low) {
  return static_cast<std::size_t>(
      reader.integer(key, static_cast<std::int64_t>(fallback), low, 1'000'000));
}

json write_margins(const std::vector<Margin>& margins) {
  json out = json::object();
  for (const auto& margin : margins) {
    out[margin.metric] = margin.distance;
  }
  return out;
}

json write_floors(const std::vector<Floor>& floors) {
  json out = json::object();
  for (const auto& floor : floors) {
    json bounds = json::object();
    if (floor.least) {
      bounds["min"] = *floor.least;
    }
    if (floor.most) {
      bounds["max"] = *floor.most;
    }
    out[floor.metric] = bounds;
  }
  return out;
}

}  // namespace

std::span<const std::string> policy_words() {
  return kPolicies;
}

std::span<const std::string> method_words() {
  return kMethods;
}

std::string to_string(Policy policy) {
  return kPolicies[static_cast<std::size_t>(policy)];
}

GateOptions parse_gate_options(JsonReader& reader) {
  GateOptions o;
  o.window = read_length(reader, "window", o.window);
  o.cadence = read_length(reader, "cadence", o.cadence);
  o.method = reader.enumerator<Method>("method", kMethods);
  o.policy = reader.enumerator<Policy>("policy", kPolicies);
  o.alpha = reader.number("alpha", o.alpha, 1e-4, 0.5);
  o.veto_level = reader.number("veto_level", o.veto_level, 1e-4, 0.5);
  o.replicates = read_count(reader, "replicates", o.replicates, 200);
  o.min_bars = read_count(reader, "min_bars", o.min_bars, 10);
  o.min_trades = read_count(reader, "min_trades", o.min_trades, 0);
  o.floors = read_floors(reader);
  o.over_base_rate = read_margins(reader, "over_base_rate", -1e9);
  o.over_buy_and_hold = read_margins(reader, "over_buy_and_hold", -1e9);
  o.margins = read_margins(reader, "margins", 0.0);
  o.least_agreement = reader.number("least_agreement", o.least_agreement, -1.0, 1.0);
  o.largest_shift = reader.number("largest_shift", o.largest_shift, 0.0, 1e9);
  return o;
}

json write_gate_options(const GateOptions& o) {
  return {{"window", to_string(o.window)},
          {"cadence", to_string(o.cadence)},
          {"method", kMethods[static_cast<std::size_t>(o.method)]},
          {"policy", to_string(o.policy)},
          {"alpha", o.alpha},
          {"veto_level", o.veto_level},
          {"replicates", o.replicates},
          {"min_bars", o.min_bars},
          {"min_trades", o.min_trades},
          {"floors", write_floors(o.floors)},
          {"over_base_rate", write_margins(o.over_base_rate)},
          {"over_buy_and_hold", write_margins(o.over_buy_and_hold)},
          {"margins", write_margins(o.margins)},
          {"least_agreement", o.least_agreement},
          {"largest_shift", o.largest_shift}};
}

void require_thresholds(const GateOptions& options, const std::string& source) {
  if (options.has_thresholds()) {
    return;
  }
  throw ConfigError(
      source +
      ": /validation has no thresholds, so every model would pass. Write what a model must hold, "
      "for example\n"
      "  \"validation\": {\"floors\": {\"max_drawdown\": -0.2}, \"over_base_rate\": {\"log_loss\": "
      "0},\n"
      "                 \"margins\": {\"sharpe\": 1.0, \"max_drawdown\": 0.05, \"log_loss\": "
      "0.005}}");
}

double level_of_look(double alpha, std::size_t look) {
  const auto k = static_cast<double>(look);
  return alpha / (k * (k + 1.0));
}

}  // namespace mlpipe::gate
