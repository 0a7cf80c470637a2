// SPDX-License-Identifier: MIT
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/fitted_run.hpp"
#include "tracking/mlflow_values.hpp"
#include "tracking/names.hpp"
#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;

/// The id in an answer that describes an experiment.
std::string usable_experiment(RestSession& session, const RestAnswer& answer,
                              const std::string& what) {
  std::string id = text_at(answer.body, "/experiment/experiment_id");
  if (id.empty()) {
    session.caller.refuse(what,
                          "the answer names no experiment: is this the address of a tracking "
                          "server?");
  }
  if (text_at(answer.body, "/experiment/lifecycle_stage") == "deleted") {
    session.caller.refuse(what,
                          "the experiment " + quote(text_at(answer.body, "/experiment/name")) +
                              " was deleted there; bring it back with `mlflow experiments restore "
                              "--experiment-id " +
                              id + "`, or name another one (MLFLOW_EXPERIMENT_NAME)");
  }
  return id;
}

std::string experiment_by_id(RestSession& session, const std::string& id) {
  const std::string what = "looking for experiment " + quote(id);
  const RestAnswer answer =
      session.caller.get(what, session.api("experiments/get?experiment_id=" + percent_encode(id)));
  session.caller.require(what, answer);
  return usable_experiment(session, answer, what);
}

/// Empty if there is none.
std::string experiment_by_name(RestSession& session, const std::string& name) {
  const std::string what = "looking for experiment " + quote(name);
  const RestAnswer answer = session.caller.get(
      what, session.api("experiments/get-by-name?experiment_name=" + percent_encode(name)));
  if (answer.error_code == "RESOURCE_DOES_NOT_EXIST") {
    return "";
  }
  if (answer.status == 404) {
    session.caller.refuse(what, answer.problem + "; is this the address of a tracking server?");
  }
  session.caller.require(what, answer);
  return usable_experiment(session, answer, what);
}

RemoteRun read_run(RestSession& session, const json& run, const std::string& what) {
  RemoteRun remote{text_at(run, "/info/run_id"), text_at(run, "/info/artifact_uri")};
  if (remote.id.empty()) {
    session.caller.refuse(what,
                          "the answer names no run: is this the address of a tracking server?");
  }
  if (text_at(run, "/info/lifecycle_stage") == "deleted") {
    session.caller.refuse(what, "the run " + remote.id +
                                    " was deleted there; `mlflow runs restore --run-id " +
                                    remote.id + "` brings it back");
  }
  return remote;
}

}  // namespace

json to_list(const Pairs& pairs) {
  json list = json::array();
  for (const auto& [key, value] : pairs) {
    list.push_back({{"key", key}, {"value", value}});
  }
  return list;
}

std::string find_experiment(RestSession& session, const std::string& name) {
  if (session.world.options.experiment_id) {
    return experiment_by_id(session, *session.world.options.experiment_id);
  }
  if (std::string id = experiment_by_name(session, name); !id.empty()) {
    return id;
  }
  const std::string what = "creating experiment " + quote(name);
  const RestAnswer made = session.caller.post(
      what, session.api("experiments/create"),
      {{"name", name}, {"tags", to_list({{"mlflow.experimentKind", "custom_model_development"}})}});
  if (made.error_code != "RESOURCE_ALREADY_EXISTS") {  // by somebody else, or by a lost attempt
    session.caller.require(what, made);
  }
  if (std::string id = text_at(made.body, "/experiment_id"); !id.empty()) {
    return id;
  }
  std::string id = experiment_by_name(session, name);
  if (id.empty()) {
    session.caller.refuse(what, "it is said to exist, and is not found");
  }
  return id;
}

std::optional<RemoteRun> find_run(RestSession& session, const std::string& experiment,
                                  const std::string& uid) {
  const std::string what = "looking for the run";
  const RestAnswer answer =
      session.caller.post(what, session.api("runs/search"),
                          {{"experiment_ids", {experiment}},
                           {"filter", std::string("tags.`") + kRunUidTag + "` = '" + uid + "'"},
                           {"run_view_type", "ALL"},
                           {"order_by", {"attributes.start_time ASC"}},
                           {"max_results", 1}});
  session.caller.require(what, answer);
  const json runs = list_at(answer.body, "/runs");
  if (runs.empty()) {
    return std::nullopt;
  }
  return read_run(session, runs.front(), what);
}

RemoteRun find_or_create_run(RestSession& session, const std::string& experiment,
                             const RunRecord& run, const std::string& parent) {
  auto found = find_run(session, experiment, run.uid);
  if (found) {
    return *found;
  }
  const std::string what = "creating the run";
  const RestAnswer answer = session.caller.post(what, session.api("runs/create"),
                                                {{"experiment_id", experiment},
                                                 {"user_id", run.user},
                                                 {"run_name", run.name},
                                                 {"start_time", to_milliseconds(run.start)},
                                                 {"tags", to_list(fit(run, parent).tags)}},
                                                [&] {
                                                  found = find_run(session, experiment, run.uid);
                                                  return found.has_value();
                                                });
  session.caller.require(what, answer);
  if (found) {
    return *found;
  }
  RemoteRun made = read_run(session, answer.body.value("run", json::object()), what);
  made.is_new = true;
  return made;
}

void finish_run(RestSession& session, const std::string& id, const RunRecord& run) {
  if (run.status == RunStatus::kRunning) {
    return;  // as it was made
  }
  json body{{"run_id", id}, {"status", to_string(run.status)}, {"run_name", run.name}};
  if (run.end) {
    body["end_time"] = to_milliseconds(*run.end);
  }
  const std::string what = "ending the run";
  session.caller.require(what, session.caller.post(what, session.api("runs/update"), body));
}

}  // namespace mlpipe::tracking
