// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace mlpipe::commands {

struct EmbeddedFile {
  std::string_view path;  ///< in mlpipe's repository
  std::string_view text;
};

/// The files of mlpipe's own repository that `mlpipe init` writes; src/embed_files.cmake made them
/// a part of the program.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// OWNER/NAME[@REF] of mlpipe's repository as given at configure time; empty: it was not.
[[nodiscard]] std::string_view default_repository();

}  // namespace mlpipe::commands
