// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/journal_options.hpp"

namespace mlpipe::optimize {

class RedisConnection;

/// A journal in Redis, as Optuna's JournalRedisBackend keeps it: "<prefix>:log_number" is the
/// number of the last record, "<prefix>:log:<n>" a record. Snapshots, which are Python's pickles,
/// are neither read nor written. The server should keep its data (appendonly yes, no eviction). A
/// lost server is tried for JournalOptions::reconnect, with a Warning "optimize.redis"; a write
/// whose answer was lost is sent again, and the server drops it if the first one arrived, then or
/// later. The process must ignore SIGPIPE.
class RedisJournal final : public Journal {
 public:
  /// Does not connect yet.
  /// @param url  redis://[[user]:password@]host[:port][/database][?prefix=P]
  /// @throws ConfigError for another form
  RedisJournal(const JournalWorld& world, std::string_view url, JournalOptions options);
  ~RedisJournal() override;

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] const std::string& worker() const override { return options_.worker; }
  [[nodiscard]] const JournalReplay& replay() const override { return replay_; }

  /// @throws IoError; IntegrityError if a record is damaged, or if the server has lost some
  const JournalReplay& refresh() override;

  /// All changes or none. Whether those of a write that ended in an IoError because the server was
  /// lost have arrived, the next refresh() tells.
  const JournalReplay& write(const Decide& decide) override;

 private:
  /// False, and nothing is done, if `condition` is "alone" and there are records not read yet.
  [[nodiscard]] bool append(const std::vector<JournalChange>& changes, const char* condition);
  [[nodiscard]] std::string key(std::int64_t number) const;
  [[nodiscard]] std::int64_t count_on_server();
  [[nodiscard]] std::vector<std::string> fetch(std::int64_t end);
  void check_last_read(const std::string& found) const;
  void read_records(const std::vector<std::string>& records);
  void start_anew();

  JournalWorld world_;
  JournalOptions options_;
  std::string prefix_;
  std::unique_ptr<RedisConnection> connection_;
  std::string name_;
  JournalReplay replay_;
  std::string last_read_;  ///< the record before position()
  [[nodiscard]] std::int64_t position() const {
    return static_cast<std::int64_t>(replay_.lines_read());
  }
};

}  // namespace mlpipe::optimize
