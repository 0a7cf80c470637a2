// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/file_system.hpp"

namespace mlpipe::cli {

/// Are we a step of a GitHub Actions workflow?
[[nodiscard]] bool on_github();

/// Adds Markdown to the summary of the step, cut where both together would pass GitHub's limit of
/// 1 MiB. Nothing happens outside GitHub Actions. @throws IoError
void add_step_summary(FileSystem& files, const std::string& markdown);

/// Gives the step an output that later steps can ask for. Nothing happens outside GitHub Actions.
/// @param value  one line
/// @throws IoError
void add_step_output(FileSystem& files, const std::string& name, const std::string& value);

}  // namespace mlpipe::cli
