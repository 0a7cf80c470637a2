// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"

namespace mlpipe::model {

/// XGBoost's parameters under XGBoost's own names, in order; eval_metric may repeat. A name absent
/// here is XGBoost's default, not ours.
using Params = std::vector<std::pair<std::string, std::string>>;

enum class Task { kBinary, kMulticlass, kRegression };

/// The last value given under this name or one of its aliases.
[[nodiscard]] std::optional<std::string> find_param(const Params& params, std::string_view name);

/// The main name of an alias ("learning_rate" -> "eta"); any other name as it is.
[[nodiscard]] std::string main_name(std::string_view name);

/// One problem of one parameter.
struct ParamProblem {
  std::string name;
  std::string what;
};

/// Checks names and values against mlpipe's own table: XGBoost ignores an unknown name in silence
/// and takes values, such as subsample 0, that teach a model nothing. Also found: parameters that
/// mlpipe sets itself (with its own key), that this XGBoost is too old or too new for, that the
/// booster or tree method chosen beside them ignores, and a name given twice (also by an alias).
[[nodiscard]] std::vector<ParamProblem> check_params(const Params& params);

/// Reads the object under `key`: numbers, strings, booleans; a list under eval_metric repeats it;
/// constraints may be JSON. Problems go to the reader, under /KEY/NAME.
[[nodiscard]] Params parse_params(JsonReader& reader, const std::string& key = "params");
/// So that parse_params() gives the same list, apart from the order of repeated names.
[[nodiscard]] nlohmann::ordered_json write_params(const Params& params);
/// For records of what was given to XGBoost: every value as the text it was.
[[nodiscard]] nlohmann::ordered_json write_param_texts(const Params& params);

/// The parameters with everything set that decides the result: objective (binary:logistic,
/// multi:softprob or reg:squarederror), num_class, eval_metric (the objective's own), tree_method,
/// max_bin and seed. What is given stays.
/// @param class_count  for kMulticlass, >= 3
/// @throws ConfigError if the objective or a metric does not fit the task
[[nodiscard]] Params complete_params(const Params& params, Task task, std::size_t class_count,
                                     std::uint64_t seed);

/// Constraints that name features, by position: monotone_constraints {"a": 1, "c": -1} becomes
/// "(1,0,-1)", interaction_constraints [["a", "b"]] becomes "[[0,1]]". XGBoost's own text is
/// checked and kept.
/// @throws ConfigError naming /model/params/..., with the nearest feature
[[nodiscard]] Params translate_constraints(const Params& params,
                                           std::span<const std::string> feature_names);

/// True for metrics that are better when larger, by the rule of Python's early stopping: names
/// that begin with auc, aucpr, pre, map or ndcg, mape apart.
[[nodiscard]] bool is_maximized(std::string_view metric);

}  // namespace mlpipe::model
