// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

[[nodiscard]] std::function<CommandArgs()> declare_completions(CLI::App& app);
[[nodiscard]] std::function<CommandArgs()> declare_man(CLI::App& app);

/// `mlpipe completions`: a shell's script.
[[nodiscard]] Outcome run_completions_command(const CompletionsArgs& args);
/// `mlpipe man`: a page of the manual. @throws ConfigError for a command that does not exist
[[nodiscard]] Outcome run_man_command(const ManArgs& args);

}  // namespace mlpipe::cli
