// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/tracking/tracking_store.hpp"

namespace mlpipe::tracking {

struct SqliteStoreOptions {
  std::filesystem::path database{"mlflow.db"};
  std::filesystem::path artifacts{"mlartifacts"};  ///< recorded as an absolute path
  std::chrono::milliseconds busy_timeout{20'000};  ///< while another process writes
};

/// MLflow's own database, written without MLflow. A new file has the tables of revision
/// acf3f17fdcc7 (MLflow 2.8), which every later MLflow brings up to date unasked at its first
/// start; any revision is written to, as long as the tables have the columns that are needed and no
/// others that must be filled. Nothing is opened or made before the first put().
/// @param files, clock  must outlive the store
[[nodiscard]] std::unique_ptr<TrackingStore> make_sqlite_store(FileSystem& files,
                                                               const Clock& clock,
                                                               SqliteStoreOptions options = {});

/// Version of the SQLite library that this process runs with.
[[nodiscard]] std::string sqlite_version();

}  // namespace mlpipe::tracking
