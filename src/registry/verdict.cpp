// SPDX-License-Identifier: MIT
#include "mlpipe/registry/verdict.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/json_reader.hpp"

#include "registry/layout.hpp"
#include "registry/stored_json.hpp"

namespace mlpipe::registry {
namespace {

StoredVerdict read_fields(JsonReader& reader) {
  StoredVerdict verdict;
  (void)reader.integer("format_version", 0, 1, 1);
  verdict.verdict = reader.choice("verdict", "", kVerdicts);
  verdict.model_sha256 = reader.string("model_sha256", "");
  verdict.judged_sha256 = reader.string("judged_sha256", "");
  verdict.data_sha256 = reader.string("data_sha256", "");
  verdict.window_from = reader.string("window_from", "");
  verdict.window_to = reader.string("window_to", "");
  verdict.baseline = reader.string("baseline", "");
  verdict.created_at = reader.string("created_at", "");
  verdict.summary = reader.string("summary", "");
  for (const char* key : {"format_version", "verdict", "model_sha256"}) {
    if (!reader.has(key)) {
      reader.problem(key, "is missing");
    }
  }
  return verdict;
}

}  // namespace

StoredVerdict parse_verdict(const nlohmann::json& document, const std::string& source) {
  StoredVerdict verdict;
  read_stored(document, source, [&](JsonReader& reader) { verdict = read_fields(reader); });
  return verdict;
}

nlohmann::ordered_json write_verdict(const StoredVerdict& verdict) {
  return {{"format_version", 1},
          {"verdict", verdict.verdict},
          {"model_sha256", verdict.model_sha256},
          {"judged_sha256", verdict.judged_sha256},
          {"data_sha256", verdict.data_sha256},
          {"window_from", verdict.window_from},
          {"window_to", verdict.window_to},
          {"baseline", verdict.baseline},
          {"created_at", verdict.created_at},
          {"summary", verdict.summary}};
}

std::optional<StoredVerdict> read_verdict(const FileSystem& files, const FileSystem::Path& folder) {
  const auto file = folder / kValidationFile;
  if (!files.exists(file)) {
    return std::nullopt;
  }
  const std::string source = files.shown(file);
  return parse_verdict(parse_stored(files.read(file, kMostText), source), source);
}

}  // namespace mlpipe::registry
