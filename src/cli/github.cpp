// SPDX-License-Identifier: MIT
#include "cli/github.hpp"

#include "mlpipe/notify/github_runner.hpp"
#include "mlpipe/platform/platform.hpp"

namespace mlpipe::cli {

bool on_github() {
  return platform::environment_variable("GITHUB_ACTIONS") == "true";
}

void add_step_summary(FileSystem& files, const std::string& markdown) {
  if (const auto file = platform::environment_variable("GITHUB_STEP_SUMMARY")) {
    notify::add_to_summary(files, *file, markdown);
  }
}

void add_step_output(FileSystem& files, const std::string& name, const std::string& value) {
  if (const auto file = platform::environment_variable("GITHUB_OUTPUT")) {
    files.append(*file, name + "=" + value + "\n");
  }
}

}  // namespace mlpipe::cli
