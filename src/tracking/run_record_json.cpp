// SPDX-License-Identifier: MIT
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/tracking/run_record.hpp"

#include "tracking/mlflow_values.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;

constexpr int kFormatVersion = 1;
using Pairs = std::vector<std::pair<std::string, std::string>>;

double number_from_json(const json& value) {
  if (value == "NaN") {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (value == "Infinity") {
    return std::numeric_limits<double>::infinity();
  }
  if (value == "-Infinity") {
    return -std::numeric_limits<double>::infinity();
  }
  return value.get<double>();
}

std::int64_t time_to_json(Timestamp time) {
  return time.time_since_epoch().count();
}

Timestamp time_from_json(const json& value) {
  return Timestamp(std::chrono::microseconds(value.get<std::int64_t>()));
}

/// Lists of pairs, not objects: order and repeated names stay.
json to_json(const Pairs& pairs) {
  json out = json::array();
  for (const auto& [key, value] : pairs) {
    out.push_back({key, value});
  }
  return out;
}

Pairs pairs_from_json(const json& list) {
  Pairs pairs;
  for (const auto& pair : list) {
    pairs.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  }
  return pairs;
}

json to_json(const MetricPoint& point) {
  return {point.key, number_to_json(point.value), point.step, time_to_json(point.time)};
}

MetricPoint metric_from_json(const json& list) {
  return {list.at(0).get<std::string>(), number_from_json(list.at(1)),
          list.at(2).get<std::int64_t>(), time_from_json(list.at(3))};
}

json to_json(const DatasetInput& data) {
  return {{"name", data.name},      {"digest", data.digest}, {"source_type", data.source_type},
          {"source", data.source},  {"schema", data.schema}, {"profile", data.profile},
          {"context", data.context}};
}

DatasetInput dataset_from_json(const json& node) {
  return {node.at("name"),   node.at("digest"),  node.at("source_type"), node.at("source"),
          node.at("schema"), node.at("profile"), node.at("context")};
}

json to_json(const ArtifactFile& artifact) {
  return {{"file", artifact.file.string()}, {"path", artifact.path}};
}

ArtifactFile artifact_from_json(const json& node) {
  return {node.at("file").get<std::string>(), node.at("path").get<std::string>()};
}

json to_json(const ModelVersionRecord& model) {
  return {{"model_name", model.model_name},
          {"sha256", model.sha256},
          {"artifact", model.artifact},
          {"tags", to_json(model.tags)},
          {"aliases", model.aliases}};
}

ModelVersionRecord model_from_json(const json& node) {
  return {node.at("model_name"), node.at("sha256"), node.at("artifact"),
          pairs_from_json(node.at("tags")), node.at("aliases").get<std::vector<std::string>>()};
}

template <class Item>
json list_to_json(const std::vector<Item>& items) {
  json out = json::array();
  for (const auto& item : items) {
    out.push_back(to_json(item));
  }
  return out;
}

template <class Item>
std::vector<Item> list_from_json(const json& list, Item (*read)(const json&)) {
  std::vector<Item> items;
  for (const auto& node : list) {
    items.push_back(read(node));
  }
  return items;
}

RunStatus status_from_json(const json& word) {
  for (const auto status :
       {RunStatus::kRunning, RunStatus::kFinished, RunStatus::kFailed, RunStatus::kKilled}) {
    if (word == to_string(status)) {
      return status;
    }
  }
  throw json::other_error::create(501, "unknown status " + word.dump(), &word);
}

json run_to_json(const RunRecord& run) {
  json out{{"uid", run.uid},
           {"parent_uid", run.parent_uid},
           {"experiment", run.experiment},
           {"name", run.name},
           {"user", run.user},
           {"source", run.source},
           {"status", to_string(run.status)},
           {"start", time_to_json(run.start)},
           {"end", nullptr},
           {"params", to_json(run.params)},
           {"tags", to_json(run.tags)},
           {"metrics", list_to_json(run.metrics)},
           {"datasets", list_to_json(run.datasets)},
           {"artifacts", list_to_json(run.artifacts)},
           {"model", nullptr},
           {"children", json::array()}};
  if (run.end) {
    out["end"] = time_to_json(*run.end);
  }
  if (run.model) {
    out["model"] = to_json(*run.model);
  }
  for (const auto& child : run.children) {
    out["children"].push_back(run_to_json(child));
  }
  return out;
}

RunRecord read_run(const json& node) {
  RunRecord run;
  run.uid = node.at("uid");
  run.parent_uid = node.at("parent_uid");
  run.experiment = node.at("experiment");
  run.name = node.at("name");
  run.user = node.at("user");
  run.source = node.at("source");
  run.status = status_from_json(node.at("status"));
  run.start = time_from_json(node.at("start"));
  if (!node.at("end").is_null()) {
    run.end = time_from_json(node.at("end"));
  }
  run.params = pairs_from_json(node.at("params"));
  run.tags = pairs_from_json(node.at("tags"));
  run.metrics = list_from_json(node.at("metrics"), &metric_from_json);
  run.datasets = list_from_json(node.at("datasets"), &dataset_from_json);
  run.artifacts = list_from_json(node.at("artifacts"), &artifact_from_json);
  if (!node.at("model").is_null()) {
    run.model = model_from_json(node.at("model"));
  }
  run.children = list_from_json(node.at("children"), &read_run);
  return run;
}

}  // namespace

json to_json(const RunRecord& run) {
  json out = run_to_json(run);
  out["format_version"] = kFormatVersion;
  return out;
}

RunRecord run_from_json(const json& document, const std::string& source) {
  try {
    if (document.at("format_version") != kFormatVersion) {
      throw IntegrityError(source + ": a run's record of format " +
                           document.at("format_version").dump() + ", this mlpipe reads format " +
                           std::to_string(kFormatVersion) + "; use the mlpipe that wrote it");
    }
    RunRecord run = read_run(document);
    // What reads back differently was not written by to_json(): a key too many, a number rounded.
    if (to_json(run) != document) {
      throw IntegrityError(source + ": holds more than a run's record, or other types");
    }
    return run;
  } catch (const json::exception& error) {
    throw IntegrityError(source + ": is no run's record: " + error.what());
  }
}

}  // namespace mlpipe::tracking
