// SPDX-License-Identifier: MIT
#include "mlpipe/model/params.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "model/param_table.hpp"

namespace mlpipe::model {
namespace {

using Kind = ParamSpec::Kind;

std::optional<double> to_number(std::string_view text) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && rest == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

template <typename Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& entry : table) {
    names.push_back(entry.name);
  }
  return names;
}

/// Is the library older? Where every library will do, it is not loaded to be asked.
bool is_too_old_for(const LibraryVersion& since) {
  return kOldestLibrary < since && library_version() < since;
}

std::string too_old(const LibraryVersion& since) {
  return "needs XGBoost " + std::to_string(since.major) + "." + std::to_string(since.minor) +
         " or later, this is " + to_string(library_version());
}

std::string range_text(const ParamSpec& spec) {
  const std::string kind = spec.kind == Kind::kInteger ? "a whole number" : "a number";
  const bool has_low = std::isfinite(spec.low);
  const std::string low =
      has_low ? (spec.low_open ? " above " : " from ") + shortest(spec.low) : "";
  return kind + low + (std::isfinite(spec.high) ? " to " + shortest(spec.high) : "");
}

std::string check_number(const ParamSpec& spec, const std::string& value) {
  const auto number = to_number(value);
  const bool ok = number && *number <= spec.high &&
                  (spec.low_open ? *number > spec.low : *number >= spec.low) &&
                  (spec.kind == Kind::kReal || *number == std::floor(*number));
  return ok ? "" : "must be " + range_text(spec) + ", found " + quote(value);
}

std::string check_objective(const std::string& value) {
  for (const auto& objective : objective_table()) {
    if (objective.name == value) {
      return is_too_old_for(objective.since) ? quote(value) + " " + too_old(objective.since) : "";
    }
  }
  if (const auto why = refused_objective(value); !why.empty()) {
    return quote(value) + " " + why;
  }
  return "unknown objective " + quote(value) + did_you_mean(value, names_of(objective_table()));
}

const MetricSpec* find_metric(std::string_view value) {
  const auto base = value.substr(0, value.find('@'));
  for (const auto& metric : metric_table()) {
    if (metric.name == base) {
      return &metric;
    }
  }
  return nullptr;
}

std::string check_metric(const std::string& value) {
  if (const auto why = refused_metric(value); !why.empty()) {
    return quote(value) + " " + why;
  }
  const auto* metric = find_metric(value);
  if (metric == nullptr) {
    return "unknown metric " + quote(value) + did_you_mean(value, names_of(metric_table()));
  }
  if (is_too_old_for(metric->since)) {
    return quote(value) + " " + too_old(metric->since);
  }
  const auto at = value.find('@');
  if (at != std::string::npos && (!metric->takes_number || !to_number(value.substr(at + 1)))) {
    return metric->takes_number ? quote(value) + ": what follows @ must be a number"
                                : quote(metric->name) + " takes no number after @";
  }
  if (at == std::string::npos && metric->name == "tweedie-nloglik") {
    return "tweedie-nloglik needs the power after @, e.g. tweedie-nloglik@1.5";
  }
  return "";
}

std::string check_choice(const ParamSpec& spec, const std::string& value) {
  if (std::find(spec.choices.begin(), spec.choices.end(), value) != spec.choices.end()) {
    return "";
  }
  std::string why;
  if (spec.name == "booster" && value == "gblinear") {
    why = "; mlpipe keeps models of trees alone";
  } else if (spec.name == "tree_method" && value == "auto") {
    why = "; auto means another one in each version of XGBoost";
  } else if (spec.name == "tree_method" && value == "gpu_hist") {
    why = "; from XGBoost 2.0 on use hist and device cuda";
  } else if (spec.name == "sampling_method" && value == "gradient_based") {
    why = "; gradient_based works on GPUs alone";
  }
  return "must be " + join(spec.choices, " or ") + ", found " + quote(value) + why +
         did_you_mean(value, spec.choices);
}

std::string check_value(const ParamSpec& spec, const std::string& value) {
  switch (spec.kind) {
    case Kind::kRefused:
      return spec.refusal;
    case Kind::kReal:
    case Kind::kInteger:
      return check_number(spec, value);
    case Kind::kFlag:
      return value == "0" || value == "1" || value == "true" || value == "false"
                 ? ""
                 : "must be true or false, found " + quote(value);
    case Kind::kChoice:
      return check_choice(spec, value);
    case Kind::kText:
      break;
  }
  if (spec.name == "objective") {
    return check_objective(value);
  }
  if (spec.name == "eval_metric") {
    return check_metric(value);
  }
  const bool device_ok = value == "cpu" || value == "cuda" || value.starts_with("cuda:");
  return spec.name == "device" && !device_ok ? "must be cpu, cuda or cuda:N, found " + quote(value)
                                             : "";
}

std::vector<std::string> legal_names() {
  std::vector<std::string> names;
  for (const auto& spec : param_table()) {
    names.push_back(spec.name);
    names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
  }
  return names;
}

/// What the parameters say about each other.
void check_together(const Params& params, std::vector<ParamProblem>& problems) {
  const auto given = [&](const char* name) { return find_param(params, name); };
  const bool exact = given("tree_method") == "exact";
  const auto is_number = [&](const char* name, double number) {
    const auto text = given(name);
    return text && to_number(*text) == number;
  };
  if (exact && is_number("max_depth", 0)) {
    problems.push_back({"max_depth", "0 (no limit) does not work with tree_method exact"});
  }
  if (exact) {
    for (const auto* name : {"grow_policy", "max_leaves", "colsample_bynode", "max_bin"}) {
      const bool harmless = std::string_view(name) == "max_bin" ||
                            is_number(name, name == std::string_view("max_leaves") ? 0 : 1) ||
                            given(name) == "depthwise";
      if (given(name) && !harmless) {
        problems.push_back({name, "has no effect with tree_method exact"});
      }
    }
  }
  const auto objective = given("objective");
  const std::pair<const char*, const char*> owners[] = {
      {"tweedie_variance_power", "reg:tweedie"},
      {"huber_slope", "reg:pseudohubererror"},
      {"quantile_alpha", "reg:quantileerror"},
  };
  for (const auto& [name, owner] : owners) {
    if (given(name) && objective != owner) {
      problems.push_back({name, "has an effect with objective " + std::string(owner) + " alone"});
    }
  }
  if (objective == "reg:quantileerror" && !given("quantile_alpha")) {
    problems.push_back({"objective", "reg:quantileerror needs quantile_alpha beside it"});
  }
}

}  // namespace

std::string main_name(std::string_view name) {
  const auto* spec = find_spec(name);
  return spec == nullptr ? std::string(name) : spec->name;
}

std::optional<std::string> find_param(const Params& params, std::string_view name) {
  const auto wanted = main_name(name);
  const auto found = std::find_if(params.rbegin(), params.rend(), [&](const auto& param) {
    return main_name(param.first) == wanted;
  });
  return found == params.rend() ? std::nullopt : std::optional(found->second);
}

std::vector<ParamProblem> check_params(const Params& params) {
  std::vector<ParamProblem> problems;
  std::set<std::string> seen;
  const auto booster = find_param(params, "booster").value_or("gbtree");
  for (const auto& [name, value] : params) {
    const auto* spec = find_spec(name);
    if (spec == nullptr) {
      problems.push_back(
          {name, "XGBoost has no such parameter" + did_you_mean(name, legal_names())});
      continue;
    }
    if (!seen.insert(spec->name).second && spec->name != "eval_metric") {
      problems.push_back({name, "is given twice (" + spec->name + " is the same parameter)"});
    }
    if (spec->kind != Kind::kRefused && is_too_old_for(spec->since)) {
      problems.push_back({name, too_old(spec->since) + ", which would ignore it"});
    } else if (const auto what = check_value(*spec, value); !what.empty()) {
      problems.push_back({name, what});
    } else if (!spec->booster.empty() && spec->booster != booster) {
      problems.push_back({name, "has an effect with booster " + spec->booster + " alone"});
    }
  }
  check_together(params, problems);
  return problems;
}

Params complete_params(const Params& params, Task task, std::size_t class_count,
                       std::uint64_t seed) {
  static const char* const kTaskNames[] = {"two classes", "several classes", "regression"};
  const auto* task_name = kTaskNames[static_cast<std::size_t>(task)];
  Params out = params;
  const auto set_default = [&out](const char* name, const std::string& value) {
    if (!find_param(out, name)) {
      out.emplace_back(name, value);
    }
  };
  set_default("objective", task == Task::kBinary       ? "binary:logistic"
                           : task == Task::kMulticlass ? "multi:softprob"
                                                       : "reg:squarederror");
  const auto objective = *find_param(out, "objective");
  const auto table = objective_table();
  const auto spec = std::find_if(table.begin(), table.end(),
                                 [&](const auto& entry) { return entry.name == objective; });
  if (spec == table.end() || spec->task != task) {
    throw ConfigError("/model/params/objective",
                      quote(objective) + " does not fit the label, which is for " + task_name);
  }
  if (task == Task::kMulticlass) {
    set_default("num_class", std::to_string(class_count));
  }
  set_default("eval_metric", spec->metric);
  for (const auto& [name, value] : out) {
    const auto* metric = name == "eval_metric" ? find_metric(value) : nullptr;
    if (metric != nullptr &&
        std::find(metric->tasks.begin(), metric->tasks.end(), task) == metric->tasks.end()) {
      throw ConfigError("/model/params/eval_metric",
                        quote(value) + " does not fit the label, which is for " + task_name);
    }
  }
  set_default("tree_method", "hist");
  set_default("max_bin", "256");
  set_default("seed", std::to_string(seed % 2147483648U));
  return out;
}

bool is_maximized(std::string_view metric) {
  if (metric == "mape") {
    return false;
  }
  // Python's list also has aucpr, pre@ and so on, which these begin.
  for (const auto* prefix : {"auc", "pre", "map", "ndcg"}) {
    if (metric.starts_with(prefix)) {
      return true;
    }
  }
  return false;
}

}  // namespace mlpipe::model
