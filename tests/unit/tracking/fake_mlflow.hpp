// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/uri.hpp"

#include "http_answers.hpp"

namespace mlpipe::testing {

/// A small MLflow in memory, which never forgives: what is sent twice it holds twice, but where the
/// real one is known to look (metrics, parameters, tags, files).
class FakeMlflow : public HttpTransport {
 public:
  using json = nlohmann::json;
  /// An answer in place of the server's, before or after it did what was asked.
  using Script = std::function<std::optional<HttpResponse>(const HttpRequest&, std::size_t index)>;

  explicit FakeMlflow(const FileSystem& files) : files_(files) {}

  std::string root = "http://tracker.example:5000/ml";
  std::string artifact_root = "mlflow-artifacts:/";
  Script before, after;
  std::vector<HttpRequest> requests;

  // What it holds.
  std::vector<json> experiments;     ///< experiment_id, name, lifecycle_stage
  std::map<std::string, json> runs;  ///< by id: info, params, tags, metrics, inputs
  std::map<std::string, std::string> artifacts;
  std::map<std::string, std::vector<json>> versions;  ///< of registered models
  std::map<std::string, std::map<std::string, std::string>> aliases;

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override {
    const std::size_t index = requests.size();
    requests.push_back(request);
    if (auto scripted = before ? before(request, index) : std::nullopt) {
      return *scripted;
    }
    HttpResponse response = serve(request);
    auto scripted = after ? after(request, index) : std::nullopt;
    return scripted ? *scripted : response;
  }

  /// All of it, to compare.
  [[nodiscard]] json state() const {
    return {{"experiments", experiments},
            {"runs", runs},
            {"artifacts", artifacts},
            {"versions", versions},
            {"aliases", aliases}};
  }
  /// Requests whose address has this part.
  [[nodiscard]] std::vector<HttpRequest> sent(const std::string& part) const {
    std::vector<HttpRequest> out;
    std::copy_if(requests.begin(), requests.end(), std::back_inserter(out),
                 [&](const auto& one) { return one.url.find(part) != std::string::npos; });
    return out;
  }
  /// The run of this name.
  [[nodiscard]] const json& run_named(const std::string& name) const {
    return std::find_if(runs.begin(), runs.end(),
                        [&](const auto& entry) {
                          return entry.second["tags"].value("mlflow.runName", "") == name;
                        })
        ->second;
  }

 protected:
  virtual HttpResponse serve(const HttpRequest& request) {
    if (request.url.rfind(root, 0) != 0) {
      return answer(404, "<!doctype html><title>404</title>", "text/html");
    }
    std::string route = request.url.substr(root.size());
    const auto query = query_of(route);
    route = route.substr(0, route.find('?'));
    const std::string proxy = "/api/2.0/mlflow-artifacts/artifacts/";
    if (route.rfind(proxy, 0) == 0 && request.method == "PUT") {
      artifacts[percent_decode(route.substr(proxy.size()))] = body_of(request);
      return good();
    }
    if (route == "/ajax-api/2.0/mlflow/upload-artifact") {
      artifacts[query.at("run_uuid") + ":" + query.at("path")] = body_of(request);
      return answer(200, "");
    }
    const std::string api = "/api/2.0/mlflow/";
    const auto handler =
        route.rfind(api, 0) == 0 ? handlers_.find(route.substr(api.size())) : handlers_.end();
    if (handler == handlers_.end()) {
      return answer(404, "<!doctype html><title>404</title>", "text/html");
    }
    json body = request.method == "GET" ? json(query) : json::parse(request.body);
    return handler->second(*this, body);
  }

 private:
  static HttpResponse error(int status, const std::string& code, const std::string& message = "") {
    return answer(status, json{{"error_code", code}, {"message", message}}.dump());
  }
  static HttpResponse good(const json& body = json::object()) { return answer(200, body.dump()); }

  static std::map<std::string, std::string> query_of(const std::string& url) {
    std::map<std::string, std::string> out;
    const auto mark = url.find('?');
    std::string rest = mark == std::string::npos ? "" : url.substr(mark + 1) + "&";
    for (std::size_t end = 0; (end = rest.find('&')) != std::string::npos;) {
      const auto equals = rest.find('=');
      out[rest.substr(0, equals)] = percent_decode(rest.substr(equals + 1, end - equals - 1));
      rest.erase(0, end + 1);
    }
    return out;
  }

  std::string body_of(const HttpRequest& request) const {
    return request.body_file ? files_.read(*request.body_file) : request.body;
  }

  HttpResponse get_experiment(const char* field, const json& value) {
    for (const auto& one : experiments) {
      if (one[field] == value) {
        return good({{"experiment", one}});
      }
    }
    return error(404, "RESOURCE_DOES_NOT_EXIST", "no such experiment");
  }
  HttpResponse create_experiment(const json& body) {
    if (get_experiment("name", body["name"]).succeeded()) {
      return error(400, "RESOURCE_ALREADY_EXISTS");
    }
    const std::string id = std::to_string(experiments.size() + 1);
    experiments.push_back({{"experiment_id", id},
                           {"name", body["name"]},
                           {"lifecycle_stage", "active"},
                           {"tags", body["tags"]}});
    return good({{"experiment_id", id}});
  }
  static json shown_run(const json& run) {
    return {{"info", run["info"]}, {"inputs", {{"dataset_inputs", run["inputs"]}}}};
  }
  HttpResponse create_run(const json& body) {
    const std::string id = "run" + std::to_string(runs.size() + 1);
    const std::string experiment = body["experiment_id"];
    json run{{"info", body},
             {"params", json::object()},
             {"tags", json::object()},
             {"metrics", json::object()},
             {"inputs", json::array()}};
    run["info"].erase("tags");
    run["info"]["run_id"] = id;
    run["info"]["lifecycle_stage"] = "active";
    run["info"]["artifact_uri"] = artifact_root + experiment + "/" + id + "/artifacts";
    runs[id] = run;
    set_tags(runs[id], body["tags"]);
    return good({{"run", shown_run(runs[id])}});
  }
  HttpResponse search_runs(const json& body) {
    const std::string filter = body["filter"];
    json found = json::array();
    for (const auto& [id, run] : runs) {
      const std::string uid = run["tags"].value("mlpipe.run_uid", "");
      if (filter == "tags.`mlpipe.run_uid` = '" + uid + "'" &&
          body["experiment_ids"] == json::array({run["info"]["experiment_id"]})) {
        found.push_back(shown_run(run));
      }
    }
    return found.empty() ? good() : good({{"runs", found}});
  }
  static void set_tags(json& run, const json& tags) {
    for (const auto& tag : tags) {
      run["tags"][tag["key"].get<std::string>()] = tag["value"].get<std::string>();
    }
  }
  /// False if one has another value already; then nothing is set.
  static bool set_params(json& run, const json& params) {
    const auto clashes = [&run](const json& param) {
      const std::string key = param["key"];
      return run["params"].contains(key) && run["params"][key] != param["value"];
    };
    if (std::any_of(params.begin(), params.end(), clashes)) {
      return false;
    }
    for (const auto& param : params) {
      run["params"][param["key"].get<std::string>()] = param["value"].get<std::string>();
    }
    return true;
  }
  HttpResponse log_batch(const json& body) {
    json& run = runs.at(body["run_id"]);
    const json none = json::array();
    const json metrics = body.value("metrics", none);
    const json params = body.value("params", none);
    const json tags = body.value("tags", none);
    if (metrics.size() > 1000 || params.size() > 100 || tags.size() > 100 ||
        !set_params(run, params)) {
      return error(400, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed");
    }
    for (const auto& point : metrics) {
      run["metrics"][point.dump()] = true;
    }
    set_tags(run, tags);
    return good();
  }
  HttpResponse create_version(const json& body) {
    const auto model = versions.find(body["name"]);
    if (model == versions.end()) {
      return error(404, "RESOURCE_DOES_NOT_EXIST");
    }
    json version = body;
    version["version"] = std::to_string(model->second.size() + 1);
    model->second.push_back(version);
    return good({{"model_version", version}});
  }
  HttpResponse search_versions(const json& body) {
    json found = json::array();
    for (const auto& [name, all] : versions) {
      for (const auto& version : all) {
        if (body["filter"].get<std::string>().rfind("name = '" + name + "' AND ", 0) == 0) {
          found.push_back(version);
        }
      }
    }
    return found.empty() ? good() : good({{"model_versions", found}});
  }
  HttpResponse tag_version(const json& body) {
    for (auto& version : versions.at(body["name"])) {
      if (version["version"] == body["version"]) {
        std::erase_if(version["tags"].get_ref<json::array_t&>(),
                      [&](const json& tag) { return tag["key"] == body["key"]; });
        version["tags"].push_back({{"key", body["key"]}, {"value", body["value"]}});
      }
    }
    return good();
  }

  using Handler = std::function<HttpResponse(FakeMlflow&, const json&)>;
  const std::map<std::string, Handler> handlers_{
      {"experiments/get-by-name",
       [](auto& me, const json& body) {
         return me.get_experiment("name", body["experiment_name"]);
       }},
      {"experiments/get",
       [](auto& me, const json& body) {
         return me.get_experiment("experiment_id", body["experiment_id"]);
       }},
      {"experiments/create", [](auto& me, const json& body) { return me.create_experiment(body); }},
      {"runs/search", [](auto& me, const json& body) { return me.search_runs(body); }},
      {"runs/create", [](auto& me, const json& body) { return me.create_run(body); }},
      {"runs/get",
       [](auto& me, const json& body) {
         return good({{"run", shown_run(me.runs.at(body["run_id"]))}});
       }},
      {"runs/log-batch", [](auto& me, const json& body) { return me.log_batch(body); }},
      {"runs/log-parameter",
       [](auto& me, const json& body) {
         return set_params(me.runs.at(body["run_id"]), json::array({body}))
                    ? good()
                    : error(400, "INVALID_PARAMETER_VALUE");
       }},
      {"runs/log-inputs",
       [](auto& me, const json& body) {
         for (const auto& one : body["datasets"]) {
           me.runs.at(body["run_id"])["inputs"].push_back(one);
         }
         return good();
       }},
      {"runs/update",
       [](auto& me, const json& body) {
         me.runs.at(body["run_id"])["info"].update(body);
         return good();
       }},
      {"registered-models/create",
       [](auto& me, const json& body) {
         return me.versions.try_emplace(body["name"]).second
                    ? good()
                    : error(400, "RESOURCE_ALREADY_EXISTS");
       }},
      {"registered-models/alias",
       [](auto& me, const json& body) {
         me.aliases[body["name"]][body["alias"]] = body["version"];
         return good();
       }},
      {"model-versions/search",
       [](auto& me, const json& body) { return me.search_versions(body); }},
      {"model-versions/create", [](auto& me, const json& body) { return me.create_version(body); }},
      {"model-versions/set-tag", [](auto& me, const json& body) { return me.tag_version(body); }},
  };
  const FileSystem& files_;
};

}  // namespace mlpipe::testing
