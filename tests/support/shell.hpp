// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <sys/wait.h>

#include "support/temporary_folder.hpp"

namespace mlpipe::testing {

struct ShellResult {
  int exit_code = -1;
  std::string out;  ///< stdout and stderr as the script mixes them
};

/// A script run by bash in a folder, without the variables that steer mlpipe and its workflows.
inline ShellResult run_shell(const std::filesystem::path& folder, const std::string& script) {
  const TemporaryFolder aside;
  const auto file =
      aside.write("script", "unset ${!MLPIPE_@} ${!MLFLOW_@} ${!GITHUB_@} NO_COLOR\n" +
                                ("cd '" + folder.string() + "' || exit\n") + script);
  std::FILE* const pipe = ::popen(("bash " + file.string() + " 2>&1").c_str(), "r");
  if (pipe == nullptr) {
    throw std::runtime_error("cannot run bash");
  }
  ShellResult result;
  std::array<char, 65536> buffer{};
  for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    result.out.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

inline bool is_installed(const std::string& program) {
  return run_shell(".", "command -v " + program).exit_code == 0;
}

}  // namespace mlpipe::testing
