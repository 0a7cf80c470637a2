// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// What mlpipe was compiled with: "g++ 12.2.0".
[[nodiscard]] std::string compiler();

/// What `mlpipe --version` tells beyond mlpipe's own version.
struct VersionInfo {
  std::string (*xgboost)() = nullptr;  ///< version of the library that is loaded
  std::optional<std::string> commit;   ///< that mlpipe was built from
};

[[nodiscard]] Outcome version_outcome(const VersionInfo& info);

}  // namespace mlpipe::cli
