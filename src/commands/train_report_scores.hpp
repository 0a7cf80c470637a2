// SPDX-License-Identifier: MIT
#pragma once

#include "commands/train_documents.hpp"

namespace mlpipe::commands {

/// The part of the training report that holds scores: skill, metrics, curves, folds and symbols.
void fill_scores(const TrainingRun& run, report::TrainingReport& out);

}  // namespace mlpipe::commands
