// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mlpipe::cli {

/// A file or folder, and what of it.
using FileFact = std::pair<std::string, std::string>;

/// What neither flags nor examples say about a command: for its manual and its page.
struct CommandFacts {
  std::vector<int> exit_codes;  ///< that it can give
  std::vector<FileFact> reads, writes;
  std::vector<std::string> topics;  ///< pages that explain it, from the top of the repository
};

/// Empty for a command without a row.
[[nodiscard]] CommandFacts facts_of(const std::string& command);

}  // namespace mlpipe::cli
