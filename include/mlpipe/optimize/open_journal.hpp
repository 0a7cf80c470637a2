// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/journal_options.hpp"

namespace mlpipe::optimize {

/// FileJournal for a path, RedisJournal for redis://. Touches nothing yet.
/// @throws ConfigError for the databases that Optuna knows too, and for what is neither
[[nodiscard]] std::unique_ptr<Journal> open_journal(const JournalWorld& world,
                                                    const std::string& storage,
                                                    JournalOptions options);

}  // namespace mlpipe::optimize
