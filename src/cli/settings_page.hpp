// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe::cli {

/// What `mlpipe man` calls the page of all settings.
constexpr const char* kSettingsTopic = "config";

/// Every key of the configuration files: mlpipe-config(5), and docs/config.md.
[[nodiscard]] std::string settings_manual();
[[nodiscard]] std::string settings_markdown();

}  // namespace mlpipe::cli
