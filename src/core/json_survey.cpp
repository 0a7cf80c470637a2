// SPDX-License-Identifier: MIT
#include "core/json_survey.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

namespace mlpipe {
namespace {

thread_local JsonSurvey* survey_under_way = nullptr;

/// Ends with its scope, also where a reader throws.
class Running {
 public:
  explicit Running(JsonSurvey& survey) { survey_under_way = &survey; }
  ~Running() { survey_under_way = nullptr; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
};

}  // namespace

JsonSurvey* json_survey() {
  return survey_under_way;
}

void JsonSurvey::ask(const std::string& pointer, const std::string& type,
                     const std::string& allowed) {
  const auto asked = std::find_if(questions.begin(), questions.end(), [&](const auto& question) {
    return question.pointer == pointer;
  });
  if (asked == questions.end()) {
    questions.push_back({pointer, type, allowed});
  } else if (asked->type.empty()) {
    *asked = {pointer, type, allowed};
  }
}

std::string JsonSurvey::choose(const std::string& pointer, std::span<const std::string> choices) {
  std::vector<std::string> words;
  for (const auto& word : choices) {
    words.push_back(quote(word));
  }
  ask(pointer, "word", join(words, ", "));
  runs = std::max(runs, choices.size());
  return choices[run % choices.size()];
}

std::vector<KeyQuestion> survey_keys(const std::function<void()>& read) {
  JsonSurvey survey;
  const Running running(survey);
  for (; survey.run < survey.runs; ++survey.run) {
    read();
  }
  return survey.questions;
}

}  // namespace mlpipe
