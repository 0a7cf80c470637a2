// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "mlpipe/optimize/journal_replay.hpp"
#include "mlpipe/stats/overfitting.hpp"
#include "mlpipe/stats/sharpe.hpp"

namespace mlpipe::commands {

/// What a study as a whole says about its best trial. Empty with a reason where it cannot be told.
struct StudyEvidence {
  std::size_t tried = 0;  ///< sets of parameters evaluated, pruned ones too, each once
  std::optional<stats::SharpeSample> best;  ///< of the best trial on the search's folds
  std::optional<double> expected_maximum;   ///< a bar: of so many trials without skill
  std::optional<double> deflated;           ///< probability
  std::string no_deflated_reason;
  std::optional<stats::Overfitting> overfitting;
  std::size_t blocks = 0;  ///< folds, or groups of them, that it was computed from
  std::string no_overfitting_reason;
};

/// From what trials left among their attributes (trial_runner.hpp).
[[nodiscard]] StudyEvidence study_evidence(const optimize::Study& study);

}  // namespace mlpipe::commands
