// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::model {
namespace {

using nlohmann::json;
using Names = std::span<const std::string>;

const std::string kMonotone = "/model/params/monotone_constraints";
const std::string kInteraction = "/model/params/interaction_constraints";

json parse_text(const std::string& text, const std::string& pointer) {
  if (!json::accept(text)) {
    throw ConfigError(pointer, "is not JSON: " + quote(text));
  }
  return parse_json(text, pointer);
}

std::size_t index_of(const std::string& name, Names names, const std::string& pointer) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    throw ConfigError(pointer, "there is no feature " + quote(name) + did_you_mean(name, names));
  }
  return static_cast<std::size_t>(found - names.begin());
}

std::string monotone_text(const std::vector<int>& signs) {
  std::vector<std::string> parts;
  for (const int sign : signs) {
    parts.push_back(std::to_string(sign));
  }
  return "(" + join(parts, ",") + ")";
}

int sign_of(const json& value) {
  if (!value.is_number_integer() || value < -1 || value > 1) {
    throw ConfigError(kMonotone, "must be 1, 0 or -1, found " + value.dump());
  }
  return value.get<int>();
}

std::string translate_monotone(std::string text, Names names) {
  std::vector<int> signs(names.size(), 0);
  // XGBoost's own text is a Python tuple; as JSON it is a list.
  if (text.starts_with('(') && text.ends_with(')')) {
    text = "[" + std::string(trim(std::string_view(text).substr(1, text.size() - 2))) + "]";
  }
  const auto value = parse_text(text, kMonotone);
  if (value.is_object()) {
    for (const auto& [name, sign] : value.items()) {
      signs[index_of(name, names, kMonotone)] = sign_of(sign);
    }
    return monotone_text(signs);
  }
  if (!value.is_array() || value.size() > names.size()) {
    throw ConfigError(kMonotone,
                      "must be {\"feature\": 1, ...} or one of 1, 0, -1 for each of the " +
                          std::to_string(names.size()) + " features");
  }
  std::transform(value.begin(), value.end(), signs.begin(), sign_of);
  return monotone_text(signs);
}

std::string translate_interaction(const std::string& text, Names names) {
  const auto groups = parse_text(text, kInteraction);
  const auto refuse = [] {
    throw ConfigError(kInteraction, "must be a list of lists of features, e.g. [[\"a\", \"b\"]]");
  };
  if (!groups.is_array()) {
    refuse();
  }
  auto out = json::array();
  for (const auto& group : groups) {
    if (!group.is_array()) {
      refuse();
    }
    auto indices = json::array();
    for (const auto& feature : group) {
      if (feature.is_string()) {
        indices.push_back(index_of(feature.get<std::string>(), names, kInteraction));
      } else if (feature.is_number_unsigned() && feature < names.size()) {
        indices.push_back(feature);
      } else {
        throw ConfigError(kInteraction, "there is no feature " + feature.dump());
      }
    }
    out.push_back(indices);
  }
  return out.dump();
}

}  // namespace

Params translate_constraints(const Params& params, std::span<const std::string> feature_names) {
  Params out = params;
  for (auto& [name, text] : out) {
    if (name == "monotone_constraints") {
      text = translate_monotone(text, feature_names);
    } else if (name == "interaction_constraints") {
      text = translate_interaction(text, feature_names);
    }
  }
  return out;
}

}  // namespace mlpipe::model
