// SPDX-License-Identifier: MIT
#include "cli/config_file.hpp"

#include <filesystem>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/platform.hpp"

namespace mlpipe::cli {

std::optional<ConfigFile> read_config_file(const FileSystem& files, const GlobalArgs& global) {
  return read_config_file(files, global.config, "config/pipeline.json", "--config");
}

std::optional<ConfigFile> read_config_file(const FileSystem& files,
                                           const std::optional<std::string>& named,
                                           const std::string& usual, const std::string& flag) {
  const std::string path = named.value_or(usual);
  if (!files.exists(path)) {
    if (!named) {
      return std::nullopt;
    }
    const FileSystem::Path name(path);
    const auto folder = name.has_parent_path() ? name.parent_path() : FileSystem::Path(".");
    std::vector<std::string> others;
    if (files.exists(folder)) {
      others = files.list(folder);
    }
    throw ConfigError(path + ": no such configuration file" +
                      did_you_mean(name.filename().string(), others));
  }
  constexpr std::size_t kMostBytes = 16U << 20U;
  std::string text;
  try {
    text = files.read(path, kMostBytes);
  } catch (const IoError& error) {
    // The user named it: a folder or a file without read permission is a wrong name, no broken
    // disk.
    throw ConfigError(std::string(error.what()) + "; " + flag +
                      " takes a JSON file that you may read");
  }
  return ConfigFile{path, parse_json(text, path)};
}

commands::Provenance provenance_of(const std::string& config_source) {
  const auto environment = platform::read_environment();
  return {config_source, platform::git_commit(std::filesystem::current_path()).value_or(""),
          environment.run_url.value_or(""), environment.host};
}

}  // namespace mlpipe::cli
