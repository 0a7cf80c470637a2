// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/notify/event.hpp"

namespace mlpipe::notify {

/// Where a secret is: never in the configuration itself, nor in a flag.
struct SecretPlace {
  std::string variable;             ///< of the environment
  std::optional<std::string> file;  ///< goes before it
};

/// Of one destination.
struct DestinationOptions {
  std::string name;
  bool enabled = true;
  std::vector<NoticeEvent> events;  ///< that it is told of
  SecretPlace url;                  ///< its address; empty for destinations on GitHub
  SecretPlace secret;               ///< that its messages are signed with; empty for most
};

struct GithubOptions {
  SecretPlace token{"GITHUB_TOKEN", {}};
  std::string author = "github-actions[bot]";  ///< whose comments and issues are ours
  std::string label = "mlpipe";                ///< of the status issues
};

/// Section "notifications" of config/pipeline.json.
struct NotifyOptions {
  NotifyOptions();  ///< every destination with its defaults

  std::string pipeline;  ///< where a repository has several; empty: it has one
  Duration budget{60, Duration::Unit::kSeconds};  ///< for all destinations together, at most 60 s
  std::size_t log_lines = 20;                     ///< of a log, the last so many, on failure
  GithubOptions github;
  std::vector<DestinationOptions> destinations;  ///< in the order in which they are told
};

/// Names of all destinations.
[[nodiscard]] std::vector<std::string> destination_names();

[[nodiscard]] NotifyOptions parse_notify_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::ordered_json write_notify_options(const NotifyOptions& options);

}  // namespace mlpipe::notify
