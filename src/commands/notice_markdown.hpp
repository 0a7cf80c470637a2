// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/notify/notice.hpp"

namespace mlpipe::commands {

/// All of a notice but its title, as GitHub shows it.
[[nodiscard]] std::string notice_markdown(const notify::Notice& notice);

}  // namespace mlpipe::commands
