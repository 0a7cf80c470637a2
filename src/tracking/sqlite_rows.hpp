// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>

#include "mlpipe/tracking/run_record.hpp"

#include "tracking/fitted_run.hpp"
#include "tracking/mlflow_values.hpp"
#include "tracking/sqlite_database.hpp"
#include "tracking/sqlite_schema.hpp"

namespace mlpipe::tracking {

struct StoredRun {
  std::int64_t experiment = 0;
  std::string id;
  std::string artifact_uri;
};

/// The rows of MLflow's tracking tables. Every function may be called again with the same or more;
/// each belongs inside a transaction. Columns are always listed, and no statement names a key: both
/// change with MLflow's revisions.
class SqliteRows {
 public:
  /// @param locations  where the artifacts of new experiments go, as it is recorded
  /// @param now  milliseconds since 1970
  SqliteRows(SqliteDatabase& database, SqliteSchema schema, std::string locations,
             std::int64_t now);

  /// The run of this uid, in whatever experiment.
  [[nodiscard]] std::optional<StoredRun> find_run(const std::string& uid);
  /// By name, made if there is none. @throws TrackingError kRefused if it was deleted
  [[nodiscard]] std::int64_t experiment(const std::string& name);
  /// As RUNNING, whatever it is in the end.
  [[nodiscard]] StoredRun add_run(const RunRecord& run, std::int64_t experiment);
  /// A value that differs from the one there stays out and becomes a tag
  /// "mlpipe.param_conflict.KEY": MLflow's parameters do not change.
  void add_params(const StoredRun& stored, const FittedRun& run);
  void set_tag(const StoredRun& stored, const std::string& key, const std::string& value);
  void add_metric(const StoredRun& stored, const std::string& key, const MetricPoint& point);
  void set_latest_metrics(const StoredRun& stored, const RunRecord& run, const FittedRun& fitted);
  void add_dataset(const StoredRun& stored, const DatasetInput& data);
  /// Status, end and name; a run that has ended does not run again.
  void finish(const StoredRun& stored, const RunRecord& run);

 private:
  SqliteDatabase& database_;
  SqliteSchema schema_;
  std::string locations_;
  std::int64_t now_;
  std::optional<std::map<std::string, std::string>> known_;  ///< uid -> run
};

}  // namespace mlpipe::tracking
