// SPDX-License-Identifier: MIT
#include "mlpipe/commands/config_reference.hpp"

#include <algorithm>
#include <functional>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/optimize.hpp"
#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/json_survey.hpp"
#include "mlpipe/drift/options.hpp"

#include "commands/config_sentences.hpp"

namespace mlpipe::commands {
namespace {

using nlohmann::ordered_json;

/// JSON of the default; empty where none is written, or where its keys have their own rows. A long
/// list is counted.
std::string fallback_of(const ordered_json& defaults, const std::string& pointer) {
  const ordered_json::json_pointer place(pointer);
  if (!defaults.contains(place)) {
    return "";
  }
  const auto& value = defaults.at(place);
  if (value.is_object() && !value.empty()) {
    return "";
  }
  constexpr std::size_t kLongest = 100;
  const std::string text = to_json_line(value);
  return value.is_array() && text.size() > kLongest
             ? "[" + std::to_string(value.size()) + " entries]"
             : text;
}

/// Bounds that no value reaches are none.
std::string plain_range(const KeyQuestion& question) {
  return question.allowed == "from -1e+300 to 1e+300" ? "" : question.allowed;
}

SettingsFileDocs document(const std::string& file, const std::string& use,
                          const std::function<void()>& reader, const ordered_json& defaults,
                          Sentences sentences) {
  SettingsFileDocs out{file, use, {}, {}};
  for (const auto& question : survey_keys(reader)) {
    const auto sentence = sentences.extract(question.pointer);
    out.settings.push_back({question.pointer, question.type.empty() ? "any" : question.type,
                            plain_range(question), fallback_of(defaults, question.pointer),
                            sentence.empty() ? "" : sentence.mapped()});
  }
  for (const auto& [pointer, unused] : sentences) {
    out.stray.push_back(pointer);
  }
  return out;
}

}  // namespace

std::vector<SettingsFileDocs> config_reference() {
  const auto nothing = nlohmann::json::object();
  const auto pipeline = [&] { (void)parse_pipeline_config(nothing, ""); };
  const auto study = [&] { (void)optimize::parse_study_options(nothing, ""); };
  const auto drift = [&] { (void)drift::parse_drift_options(nothing, ""); };
  return {document("config/pipeline.json", "train, optimize, validate, predict and track", pipeline,
                   write_pipeline_config({}), pipeline_sentences()),
          document("config/optimize.json", "optimize and train --optimize", study,
                   optimize::write_study_options(default_study_options()), study_sentences()),
          document("config/drift.json", "drift", drift, drift::write_drift_options({}),
                   drift_sentences())};
}

}  // namespace mlpipe::commands
