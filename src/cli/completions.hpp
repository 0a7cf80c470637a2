// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "cli/program_docs.hpp"

namespace mlpipe::cli {

/// Scripts that complete commands, actions, flags, words of closed sets, files, folders and
/// versions. For bash 4 and later; needs no other package.
[[nodiscard]] std::string bash_completions(const ProgramDocs& docs);
/// A function for zsh's completion system, to be found in fpath as _mlpipe.
[[nodiscard]] std::string zsh_completions(const ProgramDocs& docs);
/// For fish 3 and later.
[[nodiscard]] std::string fish_completions(const ProgramDocs& docs);

/// A word of a shell script in single quotes; fish differs in what a backslash does.
[[nodiscard]] std::string shell_quoted(const std::string& text, bool fish = false);

}  // namespace mlpipe::cli
