// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/file_system.hpp"

namespace mlpipe::notify {

enum class Annotation { kNotice, kWarning, kError };

/// A workflow command: one line that GitHub shows beside the run. Everything in it is escaped, so
/// that data cannot give commands of their own.
[[nodiscard]] std::string annotation(Annotation kind, const std::string& title,
                                     const std::string& message);

/// The line that makes GitHub's runner show a text as *** from now on.
[[nodiscard]] std::string mask_line(const std::string& text);

/// Adds Markdown to the summary of a step, cut where both together would pass GitHub's limit of
/// 1 MiB. @param file  that GITHUB_STEP_SUMMARY names @throws IoError
void add_to_summary(FileSystem& files, const std::string& file, const std::string& markdown);

/// At most about `most` bytes, whole lines if there are any, an open block of code closed, and a
/// word on what is missing.
[[nodiscard]] std::string cut_markdown(const std::string& markdown, std::size_t most);

}  // namespace mlpipe::notify
