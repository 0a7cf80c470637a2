// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/journal_write.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "optimize/journal_time.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::ordered_json;

std::string time_text(Timestamp time, const JournalTimes& times) {
  return times.local_offset ? journal_time(time + *times.local_offset, false)
                            : journal_time(time, true);
}

ordered_json attribute_value(const std::string& key, const std::string& text) {
  auto value = parse_python_json(text);
  if (!value) {
    throw IntegrityError("attribute " + quote(key) + ": " + quote(text) + " is no JSON");
  }
  return ordered_json(*std::move(value));
}

ordered_json attribute_object(const std::map<std::string, std::string, std::less<>>& attributes) {
  auto out = ordered_json::object();
  for (const auto& [key, text] : attributes) {
    out[key] = attribute_value(key, text);
  }
  return out;
}

/// A choice's index is written as a whole number, anything else with a point: 6.0.
ordered_json internal_value(const Param& param) {
  if (std::holds_alternative<CategoricalDistribution>(param.distribution)) {
    return static_cast<std::int64_t>(param.internal);
  }
  return param.internal;
}

ordered_json values_or_null(const std::vector<double>& values) {
  return values.empty() ? ordered_json(nullptr) : ordered_json(values);
}

/// Operation code and fields of one line.
class LineWriter {
 public:
  LineWriter(const std::string& worker, const JournalTimes& times)
      : line_{{"op_code", 0}, {"worker_id", worker}}, times_(times) {}

  void operator()(const CreateStudy& what) {
    begin(0, "study_name", what.name);
    auto directions = ordered_json::array();
    for (const Direction direction : what.directions) {
      directions.push_back(static_cast<int>(direction));
    }
    line_["directions"] = std::move(directions);
  }
  void operator()(const DeleteStudy& what) { begin(1, "study_id", what.study_id); }
  void operator()(const SetStudyAttribute& what) {
    begin(what.kind == AttributeKind::kUser ? 2 : 3, "study_id", what.study_id);
    set_attribute(what);
  }
  void operator()(const CreateTrial& what) {
    begin(4, "study_id", what.study_id);
    const Trial& trial = what.trial;
    line_["datetime_start"] =
        trial.started ? ordered_json(time_text(*trial.started, times_)) : ordered_json(nullptr);
    line_["state"] = static_cast<int>(trial.state);
    // No key where there is nothing: the browser's reader takes a null for the value.
    if (trial.values.size() == 1) {
      line_["value"] = trial.values.front();
    } else if (!trial.values.empty()) {
      line_["values"] = trial.values;
    }
    if (trial.completed) {
      line_["datetime_complete"] = time_text(*trial.completed, times_);
    }
    set_params(trial);
    line_["user_attrs"] = attribute_object(trial.user_attributes);
    line_["system_attrs"] = attribute_object(trial.system_attributes);
    auto& reports = line_["intermediate_values"] = ordered_json::object();
    for (const auto& [step, value] : trial.intermediate_values) {
      reports[std::to_string(step)] = value;
    }
  }
  void operator()(const SetParam& what) {
    begin(5, "trial_id", what.trial_id);
    line_["param_name"] = what.name;
    line_["param_value_internal"] = internal_value(what.param);
    line_["distribution"] = to_optuna_json(what.param.distribution);
  }
  void operator()(const SetState& what) {
    begin(6, "trial_id", what.trial_id);
    line_["state"] = static_cast<int>(what.state);
    line_["values"] = values_or_null(what.values);
    if (what.started) {
      line_["datetime_start"] = time_text(*what.started, times_);
    }
    if (what.completed) {
      line_["datetime_complete"] = time_text(*what.completed, times_);
    }
  }
  void operator()(const Report& what) {
    begin(7, "trial_id", what.trial_id);
    line_["step"] = what.step;
    line_["intermediate_value"] = what.value;
  }
  void operator()(const SetTrialAttribute& what) {
    begin(what.kind == AttributeKind::kUser ? 8 : 9, "trial_id", what.trial_id);
    set_attribute(what);
  }
  void operator()(const NoChange& /*what*/) { begin(10, "trial_ids", ordered_json::array()); }

  [[nodiscard]] std::string line() const { return to_python_json(line_, Spacing::kCompact) + "\n"; }

 private:
  void begin(int code, const char* key, ordered_json value) {
    line_["op_code"] = code;
    line_[key] = std::move(value);
  }
  template <class Change>
  void set_attribute(const Change& what) {
    auto pair = ordered_json::object();
    pair[what.key] = attribute_value(what.key, what.value);
    line_[what.kind == AttributeKind::kUser ? "user_attr" : "system_attr"] = std::move(pair);
  }
  void set_params(const Trial& trial) {
    auto distributions = ordered_json::object();
    auto params = ordered_json::object();
    for (const auto& [name, param] : trial.params) {
      distributions[name] = to_optuna_json(param.distribution);
      params[name] = internal_value(param);
    }
    line_["distributions"] = std::move(distributions);
    line_["params"] = std::move(params);
  }

  ordered_json line_;
  const JournalTimes& times_;
};

void add_new_attributes(const std::map<std::string, std::string, std::less<>>& before,
                        const std::map<std::string, std::string, std::less<>>& now,
                        SetTrialAttribute change, std::vector<JournalChange>& out) {
  for (const auto& [key, value] : now) {
    const auto it = before.find(key);
    if (it == before.end() || it->second != value) {
      change.key = key;
      change.value = value;
      out.emplace_back(change);
    }
  }
}

}  // namespace

std::string to_line(const JournalRecord& record, const JournalTimes& times) {
  LineWriter writer(record.worker, times);
  std::visit(writer, record.change);
  return writer.line();
}

std::string to_lines(const std::string& worker, const std::vector<JournalChange>& changes,
                     const JournalTimes& times) {
  std::string out;
  for (const auto& change : changes) {
    out += to_line({worker, change}, times);
  }
  return out;
}

std::vector<JournalChange> final_changes(const Trial& before, const Trial& now) {
  std::vector<JournalChange> out;
  for (const auto& [step, value] : now.intermediate_values) {
    if (!before.intermediate_values.contains(step)) {
      out.emplace_back(Report{now.id, step, value});
    }
  }
  add_new_attributes(before.user_attributes, now.user_attributes,
                     {now.id, AttributeKind::kUser, "", ""}, out);
  add_new_attributes(before.system_attributes, now.system_attributes,
                     {now.id, AttributeKind::kSystem, "", ""}, out);
  // The start again: the browser's reader forgets it otherwise.
  out.emplace_back(SetState{now.id, now.state, now.values, now.started, now.completed});
  return out;
}

}  // namespace mlpipe::optimize
