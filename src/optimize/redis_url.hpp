// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mlpipe::optimize {

struct RedisUrl {
  std::string host;
  int port = 6379;
  int database = 0;
  std::string user;
  std::string password;                     ///< in no message, ever
  std::string prefix;                       ///< of the keys
  [[nodiscard]] std::string shown() const;  ///< without user and password
};

/// Reads redis://[[user]:password@]host[:port][/database][?prefix=P]; %XX stands for a byte in
/// user, password and prefix; an IPv6 address has brackets.
/// @throws ConfigError, which does not show the text, as there may be a password in it
[[nodiscard]] RedisUrl parse_redis_url(std::string_view text);

}  // namespace mlpipe::optimize
