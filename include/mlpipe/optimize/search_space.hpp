// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/optimize/distribution.hpp"

namespace mlpipe::optimize {

/// Another parameter must have been suggested, with one of these values.
struct Condition {
  std::string param;
  std::vector<Value> values;
};

struct SpaceParam {
  std::string name;
  Distribution distribution;
  std::optional<Condition> when = std::nullopt;  ///< otherwise the trial goes without it
  std::string why = {};  ///< reason for the range, for whoever reads the file; may be empty
};

/// In the order of suggestion: a condition names an earlier parameter.
using SearchSpace = std::vector<SpaceParam>;

/// Reads the object under `key`, a parameter for each name:
///   {"eta": {"type": "float", "low": 0.001, "high": 0.3, "log": true},
///    "max_depth": {"type": "int", "low": 2, "high": 10, "step": 2},
///    "booster": {"type": "categorical", "choices": ["gbtree", "dart"]},
///    "rate_drop": {"type": "float", "low": 0, "high": 0.5, "when": {"booster": ["dart"]},
///                  "why": "a text"}}
/// in order of name, a conditional parameter after the one it depends on. What is wrong with a
/// parameter (problem_of(), a condition that can never hold) is a problem under /KEY/NAME, and the
/// parameter is left out meanwhile.
[[nodiscard]] SearchSpace parse_search_space(JsonReader& reader, const std::string& key);
/// So that parse_search_space() gives the same space.
[[nodiscard]] nlohmann::ordered_json write_search_space(const SearchSpace& space);

}  // namespace mlpipe::optimize
