// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "cli/args.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

/// Flags and actions of `mlpipe version`.
[[nodiscard]] std::function<CommandArgs()> declare_version(CLI::App& app);

/// Flags of `mlpipe rollback`.
[[nodiscard]] std::function<CommandArgs()> declare_rollback(CLI::App& app);

}  // namespace mlpipe::cli
