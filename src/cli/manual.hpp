// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/program_docs.hpp"

namespace mlpipe::cli {

/// A manual page for man(1), in the macros of man(7): mlpipe(1) with every command, or
/// mlpipe-NAME(1), or mlpipe-config(5).
/// @param name  of a command, or kSettingsTopic; empty: the program's
[[nodiscard]] std::string manual_page(const ProgramDocs& docs, const std::string& name);

/// The same for readers of docs/commands, in Markdown: a command's page, the settings, or the list
/// of all commands.
/// @param name  of a command, or kSettingsTopic; empty: the list
[[nodiscard]] std::string markdown_page(const ProgramDocs& docs, const std::string& name);

}  // namespace mlpipe::cli
