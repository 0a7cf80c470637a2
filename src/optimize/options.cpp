// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/options.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/option_words.hpp"
#include "mlpipe/optimize/value_json.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::int64_t kMost = 1'000'000;
constexpr double kLargest = 1e300;

const std::array<std::string, 3> kSamplers = {"tpe", "random", "grid"};
const std::array<std::string, 5> kPruners = {"outlook", "median", "wilcoxon", "halving", "none"};
const std::array<std::string, 2> kPrunedRanks = {"forecast", "behind"};
const std::array<std::string, 3> kUpdates = {"final", "search", "never"};

std::size_t count(JsonReader& reader, const std::string& key, std::size_t fallback,
                  std::int64_t low = 0, std::int64_t high = kMost) {
  return static_cast<std::size_t>(
      reader.integer(key, static_cast<std::int64_t>(fallback), low, high));
}

/// Empty where the key is absent or null.
std::optional<double> optional_number(JsonReader& reader, const std::string& key) {
  if (!reader.has(key) || reader.raw(key).is_null()) {
    return std::nullopt;
  }
  return reader.number(key, 0.0, -kLargest, kLargest);
}

std::optional<std::int64_t> optional_count(JsonReader& reader, const std::string& key,
                                           std::int64_t low, std::int64_t high) {
  if (!reader.has(key) || reader.raw(key).is_null()) {
    return std::nullopt;
  }
  return reader.integer(key, low, low, high);
}

std::string optional_text(JsonReader& reader, const std::string& key) {
  return reader.has(key) && !reader.raw(key).is_null() ? reader.string(key, "") : "";
}

std::optional<Duration> optional_duration(JsonReader& reader, const std::string& key) {
  if (!reader.has(key) || reader.raw(key).is_null()) {
    return std::nullopt;
  }
  const Duration duration = reader.duration(key, {});
  if (duration.unit == Duration::Unit::kBars || duration.count == 0) {
    reader.problem(key, "must be a length of time, such as \"45min\" or \"2h\"");
    return std::nullopt;
  }
  return duration;
}

std::vector<Bound> read_constraints(JsonReader& reader) {
  std::vector<Bound> out;
  for (const auto& [metric, unused] : reader.entries()) {
    Bound bound{metric, {}, {}};
    reader.object(metric, [&](JsonReader& limits) {
      bound.at_least = optional_number(limits, "at_least");
      bound.at_most = optional_number(limits, "at_most");
    });
    if (!bound.at_least && !bound.at_most) {
      reader.problem(metric, "gives no bound; write {\"at_least\": X} or {\"at_most\": X}");
    } else if (bound.at_least && bound.at_most && *bound.at_least > *bound.at_most) {
      reader.problem(metric, "at_least is above at_most: no trial could keep both");
    }
    out.push_back(bound);
  }
  return out;
}

SamplerOptions read_sampler(JsonReader& reader) {
  SamplerOptions out;
  out.kind = reader.enumerator<SamplerKind>("kind", kSamplers);
  out.tpe.startup_trials = count(reader, "startup_trials", out.tpe.startup_trials, 1);
  out.tpe.candidates = count(reader, "candidates", out.tpe.candidates, 1, 10'000);
  out.tpe.multivariate = reader.boolean("multivariate", out.tpe.multivariate);
  out.tpe.group = reader.boolean("group", out.tpe.group);
  out.tpe.pruned = reader.enumerator<PrunedRank>("pruned", kPrunedRanks);
  out.tpe.price = reader.number("price", out.tpe.price, 0.0, 10.0);
  out.tpe.constant_liar = reader.boolean("constant_liar", out.tpe.constant_liar);
  out.grid_values = count(reader, "grid_values", out.grid_values, 2, 1000);
  return out;
}

PrunerOptions read_pruner(JsonReader& reader) {
  PrunerOptions out;
  out.kind = reader.enumerator<PrunerKind>("kind", kPruners);
  out.outlook.deviations = reader.number("deviations", out.outlook.deviations, 0.0, 100.0);
  out.median.percentile = reader.number("percentile", out.median.percentile, 0.0, 100.0);
  out.median.startup_trials = count(reader, "startup_trials", out.median.startup_trials);
  out.outlook.startup_trials = out.median.startup_trials;
  out.median.warmup_steps = reader.integer("warmup_folds", out.median.warmup_steps, 0, kMost);
  out.wilcoxon.p_threshold = reader.number("p_threshold", out.wilcoxon.p_threshold, 0.0, 1.0);
  out.wilcoxon.startup_steps = count(reader, "startup_folds", out.wilcoxon.startup_steps, 2);
  out.halving.min_resource = reader.integer("min_rounds", *out.halving.min_resource, 1, kMost);
  out.halving.reduction_factor =
      reader.integer("reduction_factor", out.halving.reduction_factor, 2, 100);
  return out;
}

void read_limits(JsonReader& reader, StudyOptions& out) {
  out.trials = count(reader, "trials", out.trials, 1);
  out.timeout = optional_duration(reader, "timeout");
  out.patience = count(reader, "patience", out.patience);
  out.target = optional_number(reader, "target");
  if (const auto workers = optional_count(reader, "workers", 1, 1024)) {
    out.workers = static_cast<int>(*workers);
  }
  out.batch = count(reader, "batch", out.batch, 0, 1024);
  out.retries = count(reader, "retries", out.retries, 0, 100);
}

Point read_start(JsonReader& reader, const std::string& place, const json& given) {
  Point out;
  for (const auto& [name, given_value] : given.items()) {
    const auto value = to_value(given_value);
    if (value) {
      out[name] = *value;
    } else {
      reader.problem("starts", place + ", " + quote(name) +
                                   ": expected null, true, false, a number or a string");
    }
  }
  return out;
}

std::vector<Point> read_starts(JsonReader& reader) {
  std::vector<Point> out;
  const json& given = reader.raw("starts");
  const json list = given.is_null() ? json::array() : given;
  if (!list.is_array()) {
    reader.problem("starts", "expected a list of points, such as [{\"max_depth\": 3}]");
    return out;
  }
  for (const auto& point : list) {
    const std::string place = "point " + std::to_string(out.size() + 1);
    if (!point.is_object()) {
      reader.problem("starts", place + ": expected an object such as {\"max_depth\": 3}");
    }
    out.push_back(point.is_object() ? read_start(reader, place, point) : Point{});
  }
  return out;
}

StudyOptions read_options(JsonReader& reader) {
  StudyOptions out;
  out.objective = optional_text(reader, "objective");
  reader.object("constraints",
                [&](JsonReader& bounds) { out.constraints = read_constraints(bounds); });
  read_limits(reader, out);
  out.study = optional_text(reader, "study");
  out.storage = reader.string("storage", out.storage);
  if (const auto folds = optional_count(reader, "final_folds", 0, kMost)) {
    out.final_folds = static_cast<std::size_t>(*folds);
  }
  out.update = reader.enumerator<UpdateRule>("update", kUpdates);
  reader.object("sampler", [&](JsonReader& inner) { out.sampler = read_sampler(inner); });
  reader.object("pruner", [&](JsonReader& inner) { out.pruner = read_pruner(inner); });
  out.starts = read_starts(reader);
  if (!reader.has("space")) {
    reader.problem("space",
                   "is missing: a parameter for each name, such as {\"max_depth\": "
                   "{\"type\": \"int\", \"low\": 2, \"high\": 8}}");
    return out;
  }
  out.space = parse_search_space(reader, "space");
  return out;
}

template <class Number>
ordered_json or_null(const std::optional<Number>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json write_constraints(const std::vector<Bound>& bounds) {
  ordered_json out = ordered_json::object();
  for (const auto& bound : bounds) {
    auto& entry = out[bound.metric] = ordered_json::object();
    if (bound.at_least) {
      entry["at_least"] = *bound.at_least;
    }
    if (bound.at_most) {
      entry["at_most"] = *bound.at_most;
    }
  }
  return out;
}

ordered_json write_sampler(const SamplerOptions& options) {
  return {{"kind", kSamplers.at(static_cast<std::size_t>(options.kind))},
          {"startup_trials", options.tpe.startup_trials},
          {"candidates", options.tpe.candidates},
          {"multivariate", options.tpe.multivariate},
          {"group", options.tpe.group},
          {"pruned", kPrunedRanks.at(static_cast<std::size_t>(options.tpe.pruned))},
          {"price", options.tpe.price},
          {"constant_liar", options.tpe.constant_liar},
          {"grid_values", options.grid_values}};
}

ordered_json write_pruner(const PrunerOptions& options) {
  return {{"kind", kPruners.at(static_cast<std::size_t>(options.kind))},
          {"deviations", options.outlook.deviations},
          {"percentile", options.median.percentile},
          {"startup_trials", options.median.startup_trials},
          {"warmup_folds", options.median.warmup_steps},
          {"p_threshold", options.wilcoxon.p_threshold},
          {"startup_folds", options.wilcoxon.startup_steps},
          {"min_rounds", *options.halving.min_resource},
          {"reduction_factor", options.halving.reduction_factor}};
}

ordered_json write_starts(const std::vector<Point>& starts) {
  auto out = ordered_json::array();
  for (const auto& start : starts) {
    auto& point = out.emplace_back(ordered_json::object());
    for (const auto& [name, value] : start) {
      point[name] = from_value(value);
    }
  }
  return out;
}

}  // namespace

double excess(const Bound& bound, std::optional<double> value) {
  if (!value) {
    return kLargest;
  }
  double out = -kLargest;
  if (bound.at_least) {
    out = std::max(out, *bound.at_least - *value);
  }
  if (bound.at_most) {
    out = std::max(out, *value - *bound.at_most);
  }
  return out;
}

std::string describe(const Bound& bound) {
  std::string out = bound.metric;
  if (bound.at_least) {
    out += " at least " + shortest(*bound.at_least);
  }
  if (bound.at_most) {
    out += std::string(bound.at_least ? " and" : "") + " at most " + shortest(*bound.at_most);
  }
  return out;
}

std::span<const std::string> sampler_words() {
  return kSamplers;
}

std::span<const std::string> pruner_words() {
  return kPruners;
}

StudyOptions parse_study_options(const nlohmann::json& document, const std::string& source) {
  StudyOptions out;
  JsonReader::read(document, source, [&](JsonReader& reader) { out = read_options(reader); });
  return out;
}

ordered_json write_study_options(const StudyOptions& options) {
  return {{"objective", text_or_null(options.objective)},
          {"constraints", write_constraints(options.constraints)},
          {"trials", options.trials},
          {"timeout", text_or_null(options.timeout ? to_string(*options.timeout) : "")},
          {"patience", options.patience},
          {"target", or_null(options.target)},
          {"workers", or_null(options.workers)},
          {"batch", options.batch},
          {"retries", options.retries},
          {"study", text_or_null(options.study)},
          {"storage", options.storage},
          {"final_folds", or_null(options.final_folds)},
          {"update", kUpdates.at(static_cast<std::size_t>(options.update))},
          {"sampler", write_sampler(options.sampler)},
          {"pruner", write_pruner(options.pruner)},
          {"starts", write_starts(options.starts)},
          {"space", write_search_space(options.space)}};
}

}  // namespace mlpipe::optimize
