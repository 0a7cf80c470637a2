// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace mlpipe::platform {

using RenameCall = std::function<int(int folder, const char* from, const char* to)>;

/// The kernel's rename that refuses an existing target; -1 and errno when it fails.
int rename_no_replace(int folder, const char* from, const char* to);

/// Renames unless `to` exists. Some network file systems lack the flag (EINVAL, ENOSYS): then looks
/// first and renames after, which is not atomic but the best there is. 0 or an errno.
/// @param folder  descriptor that the paths are relative to
[[nodiscard]] int rename_new(int folder, const char* from, const char* to,
                             const RenameCall& no_replace = rename_no_replace);

}  // namespace mlpipe::platform
