// SPDX-License-Identifier: MIT
// A real Redis server, if there is one, and what another program would say to it.
#pragma once

#include <string>
#include <vector>

#include "journal_bench.hpp"
#include "optimize/redis_connection.hpp"
#include "support/redis_server.hpp"

// Gives the test up, loudly, where there is no redis-server.
#define MLPIPE_NEEDS_REDIS()                                                          \
  if (!mlpipe::testing::RedisServer::is_installed()) {                                \
    WARN("SKIPPED: redis-server is not installed (scripts/install-deps.sh --tests)"); \
    return;                                                                           \
  }                                                                                   \
  static_assert(true)

namespace fixture {

inline constexpr const char* kStudy = R"({"op_code": 0, "worker_id": "python", "study_name": "s", )"
                                      R"("directions": [1]})";
inline constexpr const char* kTrial = R"({"op_code": 4, "worker_id": "python", "study_id": 0, )"
                                      R"("datetime_start": "2026-11-23T15:42:12.015835+00:00"})";

/// Says anything to a server, as another program would.
class Raw {
 public:
  explicit Raw(const std::string& url)
      : options_(bench_.options()),
        connection_(bench_.world(), options_, mlpipe::optimize::parse_redis_url(url)) {}
  std::string operator()(const std::vector<std::string>& command) {
    const auto values = connection_.ask(command, "");
    return values.empty() ? "" : values.front().value_or("(nil)");
  }

 private:
  Bench bench_;
  mlpipe::optimize::JournalOptions options_;
  mlpipe::optimize::RedisConnection connection_;
};

}  // namespace fixture
