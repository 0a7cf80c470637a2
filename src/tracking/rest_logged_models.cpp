// SPDX-License-Identifier: MIT
// MLflow 3 has models of their own beside a run's artifacts: its pages list them, and their
// metrics.
#include <algorithm>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/names.hpp"
#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;

constexpr const char* kReady = "LOGGED_MODEL_READY";

/// MLflow takes no "/:.%\"'" in such a name.
std::string logged_name(const std::string& name) {
  std::string out = clean_text(name);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return std::string_view("/:.%\"'").find(c) != std::string_view::npos; }, '_');
  return out;
}

RestAnswer ask(RestSession& session, const std::string& what, const std::string& method,
               const std::string& route, const json& body, const RestCaller::Taken& taken = {}) {
  RestCall call;
  call.what = what;
  call.method = method;
  call.url = session.api(route);
  call.body = to_text(body);
  call.optional = true;
  return session.caller.send(call, taken);
}

bool is_unknown(const RestAnswer& answer) {
  return (answer.status == 404 || answer.status == 405) &&
         answer.error_code != "RESOURCE_DOES_NOT_EXIST";
}

struct Search {
  bool unknown = false;  ///< the server has no such models
  json model;            ///< the run's; null if there is none yet
};

Search find(RestSession& session, const std::string& experiment, const RemoteRun& run) {
  const std::string what = "looking for the run's model";
  const RestAnswer answer = ask(session, what, "POST", "logged-models/search",
                                {{"experiment_ids", {experiment}},
                                 {"filter", "source_run_id = '" + run.id + "'"},
                                 {"max_results", 50}});
  if (is_unknown(answer)) {
    return {true, nullptr};
  }
  session.caller.require(what, answer);
  for (const auto& model : list_at(answer.body, "/models")) {
    if (text_at(model, "/info/source_run_id") == run.id) {
      return {false, model};
    }
  }
  return {false, nullptr};
}

json create(RestSession& session, const std::string& experiment, const RemoteRun& run,
            const ModelVersionRecord& model) {
  const std::string what = "logging the model";
  Search again;
  const RestAnswer answer = ask(session, what, "POST", "logged-models",
                                {{"experiment_id", experiment},
                                 {"name", logged_name(model.model_name)},
                                 {"model_type", "xgboost"},
                                 {"source_run_id", run.id},
                                 {"tags", to_list({{kModelShaTag, model.sha256}})}},
                                [&] {
                                  again = find(session, experiment, run);
                                  return !again.model.is_null();
                                });
  session.caller.require(what, answer);
  return again.model.is_null() ? answer.body.value("model", json::object()) : again.model;
}

/// The files of the model's folder, by their names in it. @return why they are not all there
std::string upload(RestSession& session, const RemoteRun& place, const RunRecord& run) {
  RestArtifacts artifacts(session, place);
  const std::string folder = run.model->artifact + "/";
  for (const auto& artifact : run.artifacts) {
    if (!artifact.path.starts_with(folder)) {
      continue;
    }
    const std::string name = artifact.path.substr(folder.size());
    if (const auto why = artifacts.put({artifact.file, name, artifact.bytes}); !why.empty()) {
      return quote(name) + ": " + why;
    }
  }
  return "";
}

}  // namespace

void send_logged_model(RestSession& session, const std::string& experiment, const RemoteRun& run,
                       const RunRecord& record) {
  if (!record.model || record.model->artifact.empty() || record.status != RunStatus::kFinished) {
    return;
  }
  auto [unknown, model] = find(session, experiment, run);
  if (unknown || text_at(model, "/info/status") == kReady) {
    return;
  }
  if (model.is_null()) {
    model = create(session, experiment, run, *record.model);
  }
  const std::string id = text_at(model, "/info/model_id");
  const RemoteRun place{run.id, text_at(model, "/info/artifact_uri")};
  if (id.empty() || !RestArtifacts(session, place).is_direct()) {
    return;  // stays pending: where the server keeps files is out of reach
  }
  if (const std::string why = upload(session, place, record); !why.empty()) {
    session.world.events.on(Warning{"tracking.incomplete", "the logged model of run " + run.id +
                                                               " stays pending, and only the "
                                                               "run's own artifacts hold it: " +
                                                               why});
    return;
  }
  const std::string what = "naming the run's model";
  session.caller.require(
      what, ask(session, what, "POST", "runs/outputs",
                {{"run_id", run.id}, {"models", json::array({{{"model_id", id}, {"step", 0}}})}}));
  session.caller.require(what, ask(session, what, "PATCH", "logged-models/" + percent_encode(id),
                                   {{"model_id", id}, {"status", kReady}}));
}

}  // namespace mlpipe::tracking
