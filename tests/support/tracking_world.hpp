// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "mlpipe/platform/platform.hpp"
#include "mlpipe/tracking/rest_store.hpp"
#include "mlpipe/tracking/sqlite_store.hpp"

namespace mlpipe::testing {

/// The real doors, and stores behind them, for programs that write into a real MLflow.
struct TrackingWorld {
  StopFlag stop;
  NullSink events;
  std::unique_ptr<FileSystem> files = platform::make_disk_file_system();
  std::unique_ptr<Clock> clock = platform::make_system_clock();
  std::unique_ptr<HttpTransport> http = platform::make_http_transport(stop);

  /// @param address  "sqlite:PATH", with artifacts in mlartifacts beside it, or "http://HOST:PORT"
  std::unique_ptr<tracking::TrackingStore> open(const std::string& address) {
    const std::string sqlite = "sqlite:";
    if (address.rfind(sqlite, 0) == 0) {
      tracking::SqliteStoreOptions options;
      options.database = address.substr(sqlite.size());
      options.artifacts = options.database.parent_path() / "mlartifacts";
      return tracking::make_sqlite_store(*files, *clock, options);
    }
    if (address.rfind("http://", 0) == 0) {
      tracking::RestStoreOptions options;
      options.uri = address;
      options.budget = std::chrono::minutes(5);  // the machine may be busy
      return tracking::make_rest_store({*http, *files, *clock, events, stop,
                                        [](auto wait) { std::this_thread::sleep_for(wait); }},
                                       options);
    }
    throw std::runtime_error("unknown store " + address);
  }
};

}  // namespace mlpipe::testing
