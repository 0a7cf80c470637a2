// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/names.hpp"
#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;

/// A string of a search filter, which knows no escapes.
std::string filter_string(const std::string& text) {
  const char mark = text.find('\'') == std::string::npos ? '\'' : '"';
  return mark + text + mark;
}

std::string tag_of(const json& version, const std::string& key) {
  for (const auto& tag : list_at(version, "/tags")) {
    if (text_at(tag, "/key") == key) {
      return text_at(tag, "/value");
    }
  }
  return "";
}

/// The newest version with these bytes; null if there is none.
json find_version(RestSession& session, const ModelVersionRecord& model) {
  const std::string what = "looking for the version of model " + quote(model.model_name);
  const std::string filter = "name = " + filter_string(model.model_name) + " AND tags.`" +
                             kModelShaTag + "` = " + filter_string(model.sha256);
  const RestAnswer answer = session.caller.get(
      what, session.registry_api("model-versions/search?max_results=100&filter=" +
                                 percent_encode(filter)));
  session.caller.require(what, answer);
  for (const auto& version : list_at(answer.body, "/model_versions")) {
    if (tag_of(version, kModelShaTag) == model.sha256) {
      return version;
    }
  }
  return nullptr;
}

void create_model(RestSession& session, const std::string& name) {
  const std::string what = "registering model " + quote(name);
  const RestAnswer answer =
      session.caller.post(what, session.registry_api("registered-models/create"), {{"name", name}});
  if (answer.error_code != "RESOURCE_ALREADY_EXISTS") {
    session.caller.require(what, answer);
  }
}

json create_version(RestSession& session, const RemoteRun& run, const ModelVersionRecord& model) {
  create_model(session, model.model_name);
  Pairs tags = model.tags;
  std::erase_if(tags, [](const auto& tag) { return tag.first == kModelShaTag; });
  tags.emplace_back(kModelShaTag, model.sha256);
  json found;
  const std::string what = "registering a version of model " + quote(model.model_name);
  const std::string source =
      run.artifact_uri + (model.artifact.empty() ? "" : "/" + to_artifact_path(model.artifact));
  const RestAnswer answer = session.caller.post(
      what, session.registry_api("model-versions/create"),
      {{"name", model.model_name}, {"source", source}, {"run_id", run.id}, {"tags", to_list(tags)}},
      [&] {
        found = find_version(session, model);
        return !found.is_null();
      });
  session.caller.require(what, answer);
  return found.is_null() ? answer.body.value("model_version", json::object()) : found;
}

}  // namespace

void send_model_version(RestSession& session, const RemoteRun& run,
                        const ModelVersionRecord& model) {
  json version = find_version(session, model);
  if (version.is_null()) {
    version = create_version(session, run, model);
  }
  const std::string number = text_at(version, "/version");
  const std::string what = "version " + number + " of model " + quote(model.model_name);
  if (number.empty()) {
    session.caller.refuse(what, "the answer names no version");
  }
  for (const auto& [key, value] : model.tags) {
    if (tag_of(version, key) != value) {
      session.caller.require(
          what,
          session.caller.post(
              what, session.registry_api("model-versions/set-tag"),
              {{"name", model.model_name}, {"version", number}, {"key", key}, {"value", value}}));
    }
  }
  for (const auto& alias : model.aliases) {
    session.caller.require(
        what,
        session.caller.post(what, session.registry_api("registered-models/alias"),
                            {{"name", model.model_name}, {"alias", alias}, {"version", number}}));
  }
}

}  // namespace mlpipe::tracking
