// SPDX-License-Identifier: MIT
#include "commands/tracked_parts.hpp"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/report/pictures.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::json;
using tracking::RunRecord;

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : to_json_line(nlohmann::ordered_json(value));
}

bool is_url(const std::string& source) {
  return source.rfind("http://", 0) == 0 || source.rfind("https://", 0) == 0;
}

json schema_of(const json& metadata) {
  auto columns = json::array();
  for (const auto& name : metadata.at("recipe").at("features")) {
    columns.push_back({{"type", "double"}, {"name", name}, {"required", true}});
  }
  return {{"mlflow_colspec", columns}};
}

}  // namespace

void add_param(RunRecord& run, const std::string& name, const std::string& value) {
  // The first stands: MLflow refuses a second value of a parameter.
  const bool known = std::any_of(run.params.begin(), run.params.end(),
                                 [&](const auto& param) { return param.first == name; });
  if (!known) {
    run.params.emplace_back(name, value);
  }
}

void add_params(RunRecord& run, const std::string& prefix, const json& document) {
  for (const auto& [key, value] : document.items()) {
    const std::string name = prefix.empty() ? key : prefix + "." + key;
    if (value.is_object()) {
      add_params(run, name, value);
    } else if (!value.is_null()) {
      add_param(run, name, text_of(value));
    }
  }
}

void add_metric(RunRecord& run, const std::string& key, double value, std::int64_t step) {
  run.metrics.push_back({key, value, step, run.start});
}

void add_metrics(RunRecord& run, const std::string& prefix, const json& object, std::int64_t step) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_number()) {
      add_metric(run, prefix + key, value.get<double>(), step);
    } else if (value.is_null()) {
      add_metric(run, prefix + key, std::numeric_limits<double>::quiet_NaN(), step);
    }
  }
}

void add_artifact(RunRecord& run, const FileSystem::Path& file, const std::string& folder) {
  if (!file.empty()) {
    run.artifacts.push_back(
        {file, (folder.empty() ? "" : folder + "/") + file.filename().string()});
  }
}

void add_plots(RunRecord& run, const report::Document& document) {
  for (auto& picture : report::pictures(document)) {
    run.artifacts.push_back({"", "plots/" + picture.name, std::move(picture.svg)});
  }
}

void add_model(RunRecord& run, const FileSystem& files, const FileSystem::Path& folder) {
  // Links are for people; what they lead to goes under their names.
  for (const auto& name : files.list(folder)) {
    const auto file = folder / name;
    const bool is_link = files.kind(file) == FileSystem::Kind::kLink;
    const bool is_linked = name.rfind("model_", 0) == 0;
    if (is_link) {
      run.artifacts.push_back({folder / files.read_link(file), "model/" + name});
    } else if (!is_linked && name != "SHA256SUMS" && files.kind(file) == FileSystem::Kind::kFile) {
      run.artifacts.push_back({file, "model/" + name});
    }
  }
}

void add_dataset(RunRecord& run, const json& metadata, const FileSystem& files) {
  constexpr std::size_t kDigest = 16;
  const json& data = metadata.at("data");
  const auto source = data.at("source").get<std::string>();
  tracking::DatasetInput out;
  const std::string name = last_part(source);
  out.name = name.empty() ? "data" : name;
  out.digest = data.at("sha256").get<std::string>().substr(0, kDigest);
  out.source_type = is_url(source) ? "http" : "local";
  const std::string place = is_url(source)  ? source.substr(0, source.find_first_of("?#"))
                            : source == "-" ? source
                                            : files.absolute(source).string();
  out.source = to_json_line({{is_url(source) ? "url" : "uri", place}});
  out.schema = to_json_line(schema_of(metadata));
  const auto rows = data.value("rows_kept", std::uint64_t{0});
  const auto cols = metadata.at("recipe").at("features").size();
  out.profile = to_json_line({{"num_rows", rows}, {"num_elements", rows * cols}});
  out.context = "training";
  run.datasets.push_back(std::move(out));
}

void add_description(RunRecord& run, const std::string& markdown) {
  run.tags.emplace_back("mlflow.note.content", markdown);
}

}  // namespace mlpipe::commands
