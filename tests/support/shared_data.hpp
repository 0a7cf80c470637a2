// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>

#include "support/paths.hpp"

namespace mlpipe::testing {

/// Folder of the real data: MLPIPE_SHARED_DATA, else beside the source folder. It may be absent.
inline std::filesystem::path shared_data() {
  const char* given = std::getenv("MLPIPE_SHARED_DATA");
  return given != nullptr ? std::filesystem::path(given)
                          : source_folder().parent_path() / "shared" / "data";
}

}  // namespace mlpipe::testing
