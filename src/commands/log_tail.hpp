// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/redactor.hpp"

namespace mlpipe::commands {

/// The last lines of a file, without colours, secrets and blank lines; none if it cannot be read.
[[nodiscard]] std::vector<std::string> log_tail(const FileSystem& files, const std::string& path,
                                                std::size_t lines, const Redactor& redactor);

}  // namespace mlpipe::commands
