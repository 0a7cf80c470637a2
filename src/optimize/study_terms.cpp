// SPDX-License-Identifier: MIT
#include "optimize/study_terms.hpp"

#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/text.hpp"
#include "mlpipe/optimize/python_json.hpp"

namespace mlpipe::optimize {
namespace {

using nlohmann::ordered_json;

constexpr const char* kSpace = "search_space";

ordered_json without_reasons(SearchSpace space) {
  for (auto& param : space) {
    param.why.clear();
  }
  return write_search_space(space);
}

/// The parameters that are in only one of two spaces, or differ, a sentence each.
std::vector<std::string> space_differences(const nlohmann::json& before,
                                           const nlohmann::json& now) {
  std::vector<std::string> out;
  if (!before.is_object()) {
    return {"its search space is not readable"};
  }
  std::set<std::string> names;
  for (const auto* space : {&before, &now}) {
    for (const auto& [name, unused] : space->items()) {
      names.insert(name);
    }
  }
  for (const auto& name : names) {
    if (!before.contains(name)) {
      out.push_back(quote(name) + " is new");
    } else if (!now.contains(name)) {
      out.push_back(quote(name) + " is gone");
    } else if (before.at(name) != now.at(name)) {
      out.push_back(quote(name) + " was " + before.at(name).dump() + " and is " +
                    now.at(name).dump());
    }
  }
  return out;
}

/// Parameters of trials, such as another program's, that the space has otherwise.
std::vector<std::string> trial_differences(const SearchSpace& space, const Study& study) {
  std::vector<std::string> out;
  for (const auto& param : space) {
    for (const auto& trial : study.trials) {
      const auto it = trial.params.find(param.name);
      if (it != trial.params.end() && !compatible(it->second.distribution, param.distribution)) {
        out.push_back("its trial " + std::to_string(trial.number) + " has another kind of " +
                      quote(param.name));
        break;
      }
    }
  }
  return out;
}

}  // namespace

std::map<std::string, std::string> attributes_of(const StudyTerms& terms) {
  std::map<std::string, std::string> out;
  for (const auto& [name, text] : terms.fingerprint) {
    out[kOwnPrefix + name] = to_python_json(text);
  }
  out[std::string(kOwnPrefix) + kSpace] = to_python_json(without_reasons(terms.space));
  return out;
}

std::vector<std::string> differences(const StudyTerms& terms, const Study& study) {
  std::vector<std::string> out;
  if (study.directions.size() != 1 || study.directions.front() != terms.direction) {
    out.emplace_back(study.directions.size() != 1
                         ? "it has several objectives"
                         : "it optimises in the other direction than " + terms.metric);
  }
  for (const auto& [name, text] : terms.fingerprint) {
    const auto it = study.user_attributes.find(kOwnPrefix + name);
    if (it != study.user_attributes.end() && it->second != to_python_json(text)) {
      const auto before = parse_python_json(it->second);
      out.push_back(name + " was " +
                    (before && before->is_string() ? before->get<std::string>() : it->second) +
                    " and is " + text);
    }
  }
  const auto it = study.user_attributes.find(std::string(kOwnPrefix) + kSpace);
  const auto of_space =
      it == study.user_attributes.end()
          ? trial_differences(terms.space, study)
          : space_differences(parse_python_json(it->second).value_or(nlohmann::json()),
                              nlohmann::json(without_reasons(terms.space)));
  out.insert(out.end(), of_space.begin(), of_space.end());
  return out;
}

}  // namespace mlpipe::optimize
