// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"

namespace mlpipe::commands {

struct InitConfig {
  FileSystem::Path folder{"."};  ///< top of the git repository
  std::string repository;  ///< of mlpipe, OWNER/NAME[@REF], for setup-mlpipe; empty: not known
  bool force = false;      ///< replace workflows and scripts that differ
  bool dry_run = false;    ///< check all, write nothing
};

struct InitFile {
  enum class Change { kNew, kReplaced, kSame, kKept };
  std::string path;  ///< from the repository's top
  Change change = Change::kNew;
};

struct InitOutcome {
  std::vector<InitFile> files;
  std::vector<std::string> edits;  ///< the three things to edit, in order
};

/// The whole of `mlpipe init` short of parsing argv and printing: config and workflows of mlpipe's
/// own repository, as they were when it was built, into another one. What people edit (config, the
/// script that gets the data) is kept where it is there, `.gitignore` gets the lines that it lacks;
/// everything else is either written whole or, if one file is in the way or cannot be written,
/// nothing is.
/// @throws ConfigError (not a repository's top, files in the way, a malformed repository), IoError
[[nodiscard]] InitOutcome run_init(const App& app, const InitConfig& config);

/// The repository of mlpipe that this program was built for, OWNER/NAME[@REF]; empty: not known.
[[nodiscard]] std::string built_for_repository();

}  // namespace mlpipe::commands
