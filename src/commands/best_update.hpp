// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "commands/optimize_report.hpp"

namespace mlpipe::commands {

/// What becomes of the file of the best hyperparameters.
struct BestUpdate {
  const Candidate* take = nullptr;  ///< of the result; null: the file stays as it is
  std::string text;                 ///< what and why, a sentence
};

/// By the configured rule against the result's first rival.
/// @param has_best  is there such a file?
[[nodiscard]] BestUpdate best_update(const StudyResult& result, bool has_best);

}  // namespace mlpipe::commands
