// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>

#include "mlpipe/core/machine.hpp"

namespace mlpipe::platform {

/// @param root  "/" but in tests: the folder that holds proc and sys
[[nodiscard]] std::unique_ptr<Machine> make_machine(const std::filesystem::path& root = "/");

}  // namespace mlpipe::platform
