// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "cli/args.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

/// The flags of `mlpipe doctor`.
[[nodiscard]] std::function<CommandArgs()> declare_doctor(CLI::App& app);

}  // namespace mlpipe::cli
