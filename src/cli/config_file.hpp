// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/train.hpp"
#include "mlpipe/core/file_system.hpp"

#include "cli/args.hpp"

namespace mlpipe::cli {

struct ConfigFile {
  std::string source;  ///< its path, as messages name it
  nlohmann::json json;
};

/// The file that --config or MLPIPE_CONFIG names, else config/pipeline.json; empty if none is named
/// and the latter does not exist.
/// @throws ConfigError if a named file does not exist, or the text is no strict JSON; IoError
[[nodiscard]] std::optional<ConfigFile> read_config_file(const FileSystem& files,
                                                         const GlobalArgs& global);
/// The same for any file: the one named by `flag`, else `usual` if it exists.
[[nodiscard]] std::optional<ConfigFile> read_config_file(const FileSystem& files,
                                                         const std::optional<std::string>& named,
                                                         const std::string& usual,
                                                         const std::string& flag);

/// Where a run comes from. @param config_source  file of the config, or what stands for it
[[nodiscard]] commands::Provenance provenance_of(const std::string& config_source);

}  // namespace mlpipe::cli
