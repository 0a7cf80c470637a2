// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/optimize.hpp"
#include "mlpipe/optimize/search.hpp"

#include "commands/final_scores.hpp"
#include "commands/study_evidence.hpp"

namespace mlpipe::commands {

/// A set of parameters in the final comparison.
struct Candidate {
  std::string name;  ///< "best trial", "present best", "defaults"
  std::optional<std::int64_t> trial;
  optimize::Point point;                        ///< of the search space
  std::map<std::string, std::string> settings;  ///< as ScoredParameters
  WindowScores scores;
};

/// A finished search, as its report tells it. References outlive it.
struct StudyResult {
  const OptimizeConfig& config;
  const optimize::SharedStudy& study;
  const SearchSets& sets;
  const metrics::Metric& objective;
  int workers = 1;
  optimize::SearchResult search;
  std::chrono::nanoseconds wall{};
  StudyEvidence evidence;
  std::optional<Candidate> best;  ///< empty: no trial is complete and feasible
  std::vector<Candidate> rivals;  ///< what it is held against; the first one decides
  std::string best_update;        ///< what becomes of the best hyperparameters, in words
};

[[nodiscard]] report::StudyReport study_report(const App& app, const StudyResult& result);

/// Writes the report's files. @throws IoError
[[nodiscard]] OptimizeOutcome write_study(const App& app, const StudyResult& result);

}  // namespace mlpipe::commands
