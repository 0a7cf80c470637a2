// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/core/file_system.hpp"

// Who is at work in a models folder, or was when it died: seen from outside, without the lock.
namespace mlpipe::registry {

/// Where the lock lies in the models folder.
[[nodiscard]] FileSystem::Path lock_path();

/// Who has the lock, or had it last, as far as the file says; it may be empty or half-written.
/// @param files  of the models folder itself (FileSystem::below)
[[nodiscard]] std::string describe_holder(const FileSystem& files);

/// Work that did not end, or has not ended yet: paths in the models folder. The next writing
/// function clears them away.
[[nodiscard]] std::vector<FileSystem::Path> leftovers_in(const FileSystem& files);

}  // namespace mlpipe::registry
