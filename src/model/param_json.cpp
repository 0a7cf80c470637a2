// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/model/params.hpp"

namespace mlpipe::model {
namespace {

using nlohmann::json;

bool is_constraint(std::string_view name) {
  return name == "monotone_constraints" || name == "interaction_constraints";
}

/// Empty for a value that a parameter cannot have.
std::string value_text(const std::string& name, const json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "1" : "0";
  }
  if (value.is_number_float()) {
    return shortest(value.get<double>());
  }
  if (value.is_number()) {
    return value.dump();
  }
  return is_constraint(name) && (value.is_object() || value.is_array()) ? value.dump() : "";
}

/// The inverse of value_text, as far as people would write it.
nlohmann::ordered_json json_value(const std::string& name, const std::string& text) {
  const bool number = !text.empty() && text.find_first_not_of("0123456789.eE+-") == text.npos;
  if ((number || (is_constraint(name) && !text.empty() && text.front() != '(')) &&
      nlohmann::ordered_json::accept(text)) {
    auto value = nlohmann::ordered_json::parse(text);
    if (!value.is_string() && value_text(name, json(value)) == text) {
      return value;
    }
  }
  return text;
}

/// A repeated name (eval_metric) becomes a list.
template <class Write>
nlohmann::ordered_json written(const Params& params, const Write& write) {
  auto out = nlohmann::ordered_json::object();
  for (const auto& [name, text] : params) {
    if (!out.contains(name)) {
      out[name] = write(name, text);
    } else if (out[name].is_array()) {
      out[name].push_back(text);
    } else {
      out[name] = nlohmann::ordered_json::array({out[name], text});
    }
  }
  return out;
}

}  // namespace

Params parse_params(JsonReader& reader, const std::string& key) {
  Params params;
  reader.object(key, [&params](JsonReader& object) {
    for (const auto& [name, value] : object.entries()) {
      if (name == "eval_metric" && value->is_array()) {
        for (const auto& metric : *value) {
          params.emplace_back(name, value_text(name, metric));
        }
        continue;
      }
      const auto text = value_text(name, *value);
      if (text.empty()) {
        object.problem(name, "must be a number, a string, true or false");
        continue;
      }
      params.emplace_back(name, text);
    }
    for (const auto& problem : check_params(params)) {
      object.problem(problem.name, problem.what);
    }
  });
  return params;
}

nlohmann::ordered_json write_params(const Params& params) {
  return written(params, json_value);
}

nlohmann::ordered_json write_param_texts(const Params& params) {
  return written(params, [](const std::string& /*name*/, const std::string& text) { return text; });
}

}  // namespace mlpipe::model
