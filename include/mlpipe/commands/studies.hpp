// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/optimize.hpp"

namespace mlpipe::commands {

/// Which studies of which storage.
struct StudiesArgs {
  std::string storage;
  std::string study;  ///< empty: all; the only one, where one is needed
};

struct StudiesOutcome {
  std::string text;
  std::string json;  ///< one JSON document
};

/// A line for each study: trials by state, best value, when the last trial ended.
/// @throws NotFoundError if the storage or the study is not there, IoError, IntegrityError
[[nodiscard]] StudiesOutcome studies_status(const JournalOpener& open, const StudiesArgs& args);

/// Every trial of one study as CSV, with the columns of Optuna's trials_dataframe(), or as JSON
/// lines. @throws as studies_status()
[[nodiscard]] StudiesOutcome export_study(const JournalOpener& open, const StudiesArgs& args,
                                          bool json_lines);

/// Repairs damaged lines of a journal file, fails the running trials of workers that are no more,
/// and queues those again.
/// @param fail_running  every running trial counts as abandoned
[[nodiscard]] StudiesOutcome repair_studies(const App& app, const JournalOpener& open,
                                            const StudiesArgs& args, bool fail_running);

}  // namespace mlpipe::commands
