// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/optimize/journal_options.hpp"

#include "optimize/redis_url.hpp"

struct redisContext;

namespace mlpipe::optimize {

/// A connection to a Redis server that comes back when it is lost. The process must ignore SIGPIPE:
/// hiredis writes to sockets that may be closed.
class RedisConnection {
 public:
  /// What a command gives: one value, or those of a list; a missing one is empty.
  using Values = std::vector<std::optional<std::string>>;

  RedisConnection(const JournalWorld& world, const JournalOptions& options, RedisUrl url);
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  /// Connects where need be. When the connection is lost, or the server is still loading, sends the
  /// command again: so it must be one that does no harm twice. Tells both ends of an outage.
  /// @param if_lost  what the error says if the server does not come back
  /// @throws IoError if it does not in options.reconnect (at once if it was never there), or if it
  ///         refuses; Interrupted between attempts
  Values ask(const std::vector<std::string>& command, const std::string& if_lost);

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };
  [[nodiscard]] std::optional<Values> try_once(const std::vector<std::string>& command);
  [[nodiscard]] bool connect();
  [[nodiscard]] bool log_in();
  void lose(const std::string& problem);
  [[noreturn]] void refuse(const std::string& command, const std::string& answer) const;

  JournalWorld world_;
  const JournalOptions& options_;
  RedisUrl url_;
  std::string name_;
  std::unique_ptr<redisContext, Free> context_;
  bool was_there_ = false;
  std::string problem_;  ///< why the last attempt failed
};

}  // namespace mlpipe::optimize
