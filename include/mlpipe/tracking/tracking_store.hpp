// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

#include "mlpipe/tracking/run_record.hpp"

namespace mlpipe::tracking {

/// A store did not take a record whole. What it took stays; delivering again completes it.
class TrackingError final : public std::runtime_error {
 public:
  enum class Kind {
    kAway,     ///< not reached, overloaded, locked, full: later it may work
    kRefused,  ///< it will not work later either: credentials, schema, a deleted experiment
  };
  TrackingError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  [[nodiscard]] Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

/// Where a record ended up.
struct DeliveredRun {
  std::string experiment_id;
  std::string run_id;  ///< the store's own
  std::string url;     ///< of the run's page; empty: a file
};

/// MLflow's tracking store and model registry, be it a database file or a server.
class TrackingStore {
 public:
  virtual ~TrackingStore() = default;

  /// The run with all it holds, children behind it, model version last. Idempotent, also after a
  /// process was killed in the middle, and for a record that has grown.
  /// @throws TrackingError; messages hold no secret
  virtual DeliveredRun put(const RunRecord& run) = 0;

  /// "mlflow.db", "http://host:5000": without user, password and query.
  [[nodiscard]] virtual std::string shown() const = 0;
};

}  // namespace mlpipe::tracking
