// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/args.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

/// Flags of a search as they were typed.
struct TypedSearch {
  std::optional<std::string> settings, trials, timeout;
};
/// Declares those that `optimize` and `train --optimize` share.
void declare_search(CLI::App& app, TypedSearch& typed);
/// @throws ConfigError
[[nodiscard]] SearchArgs search_args(const TypedSearch& typed);

[[nodiscard]] std::function<CommandArgs()> declare_optimize(CLI::App& app);

}  // namespace mlpipe::cli
