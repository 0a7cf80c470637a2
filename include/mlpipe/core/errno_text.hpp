// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe {

/// What an errno means, and what to do about it where that is known:
/// "No space left on device; free some space or choose another folder".
[[nodiscard]] std::string errno_text(int error);

}  // namespace mlpipe
