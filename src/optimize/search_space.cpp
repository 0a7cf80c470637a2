// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/search_space.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/value_json.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr double kLargest = 1e300;
constexpr std::int64_t kLargestWhole = 1LL << 53U;  // kept as a double

const std::array<std::string, 3> kTypes = {"float", "int", "categorical"};

/// Is the key there? A problem if not.
bool present(JsonReader& reader, const std::string& key) {
  const bool there = reader.has(key);
  if (!there) {
    reader.problem(key, "is missing");
  }
  return there;
}

FloatDistribution read_float(JsonReader& reader) {
  FloatDistribution d{reader.number("low", 0.0, -kLargest, kLargest),
                      reader.number("high", 1.0, -kLargest, kLargest),
                      reader.boolean("log", false)};
  if (reader.has("step")) {
    d.step = reader.number("step", 1.0, -kLargest, kLargest);
  }
  return d;
}

IntDistribution read_int(JsonReader& reader) {
  return {reader.integer("low", 0, -kLargestWhole, kLargestWhole),
          reader.integer("high", 1, -kLargestWhole, kLargestWhole), reader.boolean("log", false),
          reader.integer("step", 1, -kLargestWhole, kLargestWhole)};
}

/// The values of a list, or of a single value; a problem and none if there is another kind.
std::vector<Value> read_values(JsonReader& reader, const std::string& key) {
  const json& given = reader.raw(key);
  const json list = given.is_array() ? given : json::array({given});
  std::vector<Value> values;
  for (const auto& one : list) {
    const auto value = to_value(one);
    if (!value) {
      reader.problem(key, "expected null, true, false, numbers or strings");
      return {};
    }
    values.push_back(*value);
  }
  return values;
}

/// Empty after a problem.
std::optional<Distribution> read_distribution(JsonReader& reader) {
  const std::string type = present(reader, "type") ? reader.choice("type", "", kTypes) : "";
  Distribution distribution;
  if (type == kTypes[2]) {
    if (!present(reader, "choices")) {
      return std::nullopt;
    }
    distribution = CategoricalDistribution{read_values(reader, "choices")};
  } else if (type.empty() || !present(reader, "low") || !present(reader, "high")) {
    (void)reader.entries();  // what a parameter of no known type may have cannot be said
    return std::nullopt;
  } else if (type == kTypes[0]) {
    distribution = read_float(reader);
  } else {
    distribution = read_int(reader);
  }
  if (const auto problem = problem_of(distribution)) {
    reader.problem("", *problem);
    return std::nullopt;
  }
  return adjusted(distribution);
}

std::optional<Condition> read_condition(JsonReader& reader) {
  std::optional<Condition> out;
  reader.object("when", [&](JsonReader& when) {
    const auto entries = when.entries();
    if (entries.size() != 1) {
      when.problem("", "expected one parameter with the values that let this one in");
      return;
    }
    const std::string& param = entries.front().first;
    out = Condition{param, read_values(when, param)};
  });
  return out;
}

std::vector<std::string> names_of(const SearchSpace& space) {
  std::vector<std::string> names;
  for (const auto& param : space) {
    names.push_back(param.name);
  }
  return names;
}

const SpaceParam* find(const SearchSpace& space, const std::string& name) {
  const auto it = std::find_if(space.begin(), space.end(),
                               [&](const SpaceParam& param) { return param.name == name; });
  return it == space.end() ? nullptr : &*it;
}

/// What makes a condition one that never holds; empty if nothing does.
std::optional<std::string> problem_of(const Condition& when, const SearchSpace& space) {
  const SpaceParam* parent = find(space, when.param);
  if (parent == nullptr) {
    const auto names = names_of(space);
    return quote(when.param) + " is no parameter of the space" + did_you_mean(when.param, names);
  }
  for (const auto& value : when.values) {
    const auto internal = to_internal(parent->distribution, value);
    if (!internal || !contains(parent->distribution, *internal)) {
      return to_string(value) + " is no value of " + quote(when.param);
    }
  }
  return when.values.empty() ? std::optional<std::string>("lists no value") : std::nullopt;
}

/// Puts conditional parameters behind what they depend on; those that depend on themselves, by
/// whatever way, stay in `waiting`.
SearchSpace in_order(SearchSpace& waiting) {
  SearchSpace out;
  for (bool moved = true; moved;) {
    moved = false;
    for (auto it = waiting.begin(); it != waiting.end() && !moved; ++it) {
      if (!it->when || find(out, it->when->param) != nullptr) {
        out.push_back(std::move(*it));
        waiting.erase(it);
        moved = true;
      }
    }
  }
  return out;
}

/// The space in order; problems, and what of it is sound, otherwise.
SearchSpace resolve_conditions(JsonReader& params, SearchSpace space) {
  bool sound = true;
  for (const auto& param : space) {
    if (const auto problem = param.when ? problem_of(*param.when, space) : std::nullopt) {
      params.problem(param.name, "when: " + *problem);
      sound = false;
    }
  }
  if (!sound) {
    return {};
  }
  SearchSpace ordered = in_order(space);
  for (const auto& param : space) {
    params.problem(param.name, "when: depends on itself, by way of " + quote(param.when->param));
  }
  return ordered;
}

SearchSpace read_params(JsonReader& params) {
  SearchSpace space;
  const auto entries = params.entries();
  for (const auto& entry : entries) {
    params.object(entry.first, [&](JsonReader& param) {
      auto when = read_condition(param);
      if (auto distribution = read_distribution(param)) {
        space.push_back(
            {entry.first, std::move(*distribution), std::move(when), param.string("why", "")});
      }
    });
  }
  // Only once every parameter is known: one left out would look like a slip in a condition.
  const bool whole = space.size() == entries.size();
  return whole ? resolve_conditions(params, std::move(space)) : space;
}

struct TypeOf {
  std::size_t operator()(const FloatDistribution&) const { return 0; }
  std::size_t operator()(const IntDistribution&) const { return 1; }
  std::size_t operator()(const CategoricalDistribution&) const { return 2; }
};

ordered_json write_values(const std::vector<Value>& values) {
  ordered_json out = ordered_json::array();
  for (const auto& value : values) {
    out.push_back(from_value(value));
  }
  return out;
}

ordered_json write(const SpaceParam& param) {
  ordered_json out{{"type", kTypes[std::visit(TypeOf{}, param.distribution)]}};
  if (const auto* real = std::get_if<FloatDistribution>(&param.distribution)) {
    out.update({{"low", real->low}, {"high", real->high}, {"log", real->log}});
    if (real->step) {
      out["step"] = *real->step;
    }
  } else if (const auto* whole = std::get_if<IntDistribution>(&param.distribution)) {
    out.update({{"low", whole->low}, {"high", whole->high}, {"log", whole->log}});
    out["step"] = whole->step;
  } else {
    out["choices"] = write_values(std::get<CategoricalDistribution>(param.distribution).choices);
  }
  if (param.when) {
    out["when"] = ordered_json::object();
    out["when"][param.when->param] = write_values(param.when->values);
  }
  if (!param.why.empty()) {
    out["why"] = param.why;
  }
  return out;
}

}  // namespace

SearchSpace parse_search_space(JsonReader& reader, const std::string& key) {
  SearchSpace space;
  reader.object(key, [&](JsonReader& params) { space = read_params(params); });
  return space;
}

ordered_json write_search_space(const SearchSpace& space) {
  ordered_json out = ordered_json::object();
  for (const auto& param : space) {
    out[param.name] = write(param);
  }
  return out;
}

}  // namespace mlpipe::optimize
