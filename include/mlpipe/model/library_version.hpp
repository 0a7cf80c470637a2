// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <string>

namespace mlpipe::model {

struct LibraryVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;
  auto operator<=>(const LibraryVersion&) const = default;
};

[[nodiscard]] std::string to_string(const LibraryVersion& version);  ///< "1.7.4"

/// Version of the XGBoost library that this process runs with.
[[nodiscard]] LibraryVersion library_version();

/// Version of the XGBoost headers that mlpipe was compiled with. Debian's 1.7 and 3.0 share one
/// soname, so that the dynamic linker cannot tell them apart.
[[nodiscard]] LibraryVersion header_version();

/// Every entry of this folder that calls into XGBoost asks this first.
/// @throws ModelError if the two major versions differ, with both and what to do
void require_matching_library();

}  // namespace mlpipe::model
