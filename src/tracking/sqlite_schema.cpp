// SPDX-License-Identifier: MIT
#include "tracking/sqlite_schema.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "mlpipe/tracking/tracking_store.hpp"

namespace mlpipe::tracking {
namespace {

/// Alembic revision acf3f17fdcc7, of MLflow 2.8. Old on purpose: every later MLflow finds tables
/// missing and then brings the file up to date unasked, while a file of a recent revision may be
/// one that it wants upgraded by hand. The names of constraints are those that its migrations look
/// for.
constexpr const char* kTables = R"(
CREATE TABLE alembic_version (
  version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE experiments (
  experiment_id INTEGER NOT NULL, name VARCHAR(256) NOT NULL, artifact_location VARCHAR(256),
  lifecycle_stage VARCHAR(32), creation_time BIGINT, last_update_time BIGINT,
  CONSTRAINT experiment_pk PRIMARY KEY (experiment_id),
  CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
  UNIQUE (name));
CREATE TABLE experiment_tags (
  "key" VARCHAR(250) NOT NULL, value VARCHAR(5000), experiment_id INTEGER NOT NULL,
  CONSTRAINT experiment_tag_pk PRIMARY KEY ("key", experiment_id),
  FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id));
CREATE TABLE runs (
  run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), source_type VARCHAR(20),
  source_name VARCHAR(500), entry_point_name VARCHAR(50), user_id VARCHAR(256),
  status VARCHAR(9), start_time BIGINT, end_time BIGINT, source_version VARCHAR(50),
  lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER,
  deleted_time BIGINT, CONSTRAINT run_pk PRIMARY KEY (run_uuid),
  CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')),
  CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
  FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id),
  CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED')));
CREATE TABLE tags (
  "key" VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32) NOT NULL,
  CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid),
  FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid));
CREATE TABLE params (
  "key" VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL,
  CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid),
  FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid));
CREATE TABLE metrics (
  "key" VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
  run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL,
  is_nan BOOLEAN DEFAULT '0' NOT NULL,
  CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan),
  FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), CHECK (is_nan IN (0, 1)));
CREATE TABLE latest_metrics (
  "key" VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL,
  is_nan BOOLEAN NOT NULL, run_uuid VARCHAR(32) NOT NULL,
  CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid),
  FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), CHECK (is_nan IN (0, 1)));
CREATE TABLE datasets (
  dataset_uuid VARCHAR(36) NOT NULL, experiment_id INTEGER NOT NULL, name VARCHAR(500) NOT NULL,
  digest VARCHAR(36) NOT NULL, dataset_source_type VARCHAR(36) NOT NULL,
  dataset_source TEXT NOT NULL, dataset_schema TEXT, dataset_profile TEXT,
  CONSTRAINT dataset_pk PRIMARY KEY (experiment_id, name, digest),
  FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id));
CREATE TABLE inputs (
  input_uuid VARCHAR(36) NOT NULL, source_type VARCHAR(36) NOT NULL,
  source_id VARCHAR(36) NOT NULL, destination_type VARCHAR(36) NOT NULL,
  destination_id VARCHAR(36) NOT NULL,
  CONSTRAINT inputs_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id));
CREATE TABLE input_tags (
  input_uuid VARCHAR(36) NOT NULL, name VARCHAR(255) NOT NULL, value VARCHAR(500) NOT NULL,
  CONSTRAINT input_tags_pk PRIMARY KEY (input_uuid, name));
CREATE TABLE registered_models (
  name VARCHAR(256) NOT NULL, creation_time BIGINT, last_updated_time BIGINT,
  description VARCHAR(5000), CONSTRAINT registered_model_pk PRIMARY KEY (name), UNIQUE (name));
CREATE TABLE registered_model_tags (
  "key" VARCHAR(250) NOT NULL, value VARCHAR(5000), name VARCHAR(256) NOT NULL,
  CONSTRAINT registered_model_tag_pk PRIMARY KEY ("key", name),
  FOREIGN KEY(name) REFERENCES registered_models (name) ON UPDATE cascade);
CREATE TABLE registered_model_aliases (
  alias VARCHAR(256) NOT NULL, version INTEGER NOT NULL, name VARCHAR(256) NOT NULL,
  CONSTRAINT registered_model_alias_pk PRIMARY KEY (name, alias),
  CONSTRAINT registered_model_alias_name_fkey FOREIGN KEY(name) REFERENCES registered_models (name) ON DELETE cascade ON UPDATE cascade);
CREATE TABLE model_versions (
  name VARCHAR(256) NOT NULL, version INTEGER NOT NULL, creation_time BIGINT,
  last_updated_time BIGINT, description VARCHAR(5000), user_id VARCHAR(256),
  current_stage VARCHAR(20), source VARCHAR(500), run_id VARCHAR(32), status VARCHAR(20),
  status_message VARCHAR(500), run_link VARCHAR(500), storage_location VARCHAR(500),
  CONSTRAINT model_version_pk PRIMARY KEY (name, version),
  FOREIGN KEY(name) REFERENCES registered_models (name) ON UPDATE CASCADE);
CREATE TABLE model_version_tags (
  "key" VARCHAR(250) NOT NULL, value VARCHAR(5000), name VARCHAR(256) NOT NULL,
  version INTEGER NOT NULL, CONSTRAINT model_version_tag_pk PRIMARY KEY ("key", name, version),
  FOREIGN KEY(name, version) REFERENCES model_versions (name, version) ON UPDATE cascade);
CREATE INDEX index_metrics_run_uuid
  ON metrics (run_uuid);
CREATE INDEX index_latest_metrics_run_uuid
  ON latest_metrics (run_uuid);
CREATE INDEX index_tags_run_uuid
  ON tags (run_uuid);
CREATE INDEX index_datasets_dataset_uuid
  ON datasets (dataset_uuid);
CREATE INDEX index_datasets_experiment_id_dataset_source_type
  ON datasets (experiment_id, dataset_source_type);
CREATE INDEX index_inputs_destination_type_destination_id_source_type
  ON inputs (destination_type, destination_id, source_type);
CREATE INDEX index_inputs_input_uuid
  ON inputs (input_uuid);
CREATE INDEX index_params_run_uuid
  ON params (run_uuid);
INSERT INTO alembic_version (version_num) VALUES ('acf3f17fdcc7');
)";

using Columns = std::vector<std::string>;

/// The columns that mlpipe writes or looks for.
const std::map<std::string, Columns>& written_columns() {
  static const std::map<std::string, Columns> kColumns{
      {"experiments",
       {"experiment_id", "name", "artifact_location", "lifecycle_stage", "creation_time",
        "last_update_time"}},
      {"experiment_tags", {"key", "value", "experiment_id"}},
      {"runs",
       {"run_uuid", "name", "source_type", "source_name", "entry_point_name", "user_id", "status",
        "start_time", "end_time", "source_version", "lifecycle_stage", "artifact_uri",
        "experiment_id"}},
      {"tags", {"key", "value", "run_uuid"}},
      {"params", {"key", "value", "run_uuid"}},
      {"metrics", {"key", "value", "timestamp", "run_uuid", "step", "is_nan"}},
      {"latest_metrics", {"key", "value", "timestamp", "step", "is_nan", "run_uuid"}},
      {"datasets",
       {"dataset_uuid", "experiment_id", "name", "digest", "dataset_source_type", "dataset_source",
        "dataset_schema", "dataset_profile"}},
      {"inputs", {"input_uuid", "source_type", "source_id", "destination_type", "destination_id"}},
      {"input_tags", {"input_uuid", "name", "value"}},
      {"registered_models", {"name", "creation_time", "last_updated_time"}},
      {"registered_model_aliases", {"alias", "version", "name"}},
      {"model_versions",
       {"name", "version", "creation_time", "last_updated_time", "user_id", "current_stage",
        "source", "run_id", "status", "storage_location"}},
      {"model_version_tags", {"key", "value", "name", "version"}}};
  return kColumns;
}

[[noreturn]] void refuse(const SqliteDatabase& database, const std::string& why) {
  throw TrackingError(TrackingError::Kind::kRefused,
                      database.shown() + ": " + why +
                          "; start `mlflow server` on this database and give mlpipe its http "
                          "address, or name another file");
}

/// @return whether the table has workspaces
bool check_table(SqliteDatabase& database, const std::string& table, const Columns& needed) {
  Columns found;
  database.each("SELECT name, \"notnull\", dflt_value FROM pragma_table_info(?)", {table},
                [&](const SqliteDatabase::Row& row) {
                  const std::string name = row.text(0);
                  const bool known = std::find(needed.begin(), needed.end(), name) != needed.end();
                  if (!known && row.integer(1) != 0 && row.is_null(2)) {
                    refuse(database, "its table " + table + " has the column " + name +
                                         ", which must be filled and which mlpipe does not know");
                  }
                  found.push_back(name);
                });
  if (found.empty()) {
    refuse(database, "is no database of MLflow: it has no table " + table);
  }
  const auto missing = std::find_if(needed.begin(), needed.end(), [&](const auto& column) {
    return std::find(found.begin(), found.end(), column) == found.end();
  });
  if (missing != needed.end()) {
    refuse(database, "its table " + table + " has no column " + *missing);
  }
  return std::find(found.begin(), found.end(), "workspace") != found.end();
}

/// MLflow rebuilds a table by copying its rows into one of this name: what is written to the old
/// one meanwhile would be lost. Under our lock there is none, or it goes on behind us.
void check_no_migration(SqliteDatabase& database) {
  const auto table =
      database.text("SELECT name FROM sqlite_master WHERE name GLOB '_alembic_tmp_*' LIMIT 1", {});
  if (table) {
    throw TrackingError(TrackingError::Kind::kAway,
                        database.shown() +
                            ": MLflow is bringing its tables up to date, or was "
                            "stopped in the middle (there is a table " +
                            *table + "); if it stays so, run `mlflow db upgrade`");
  }
}

}  // namespace

SqliteSchema ensure_schema(SqliteDatabase& database, const std::string& default_location,
                           std::int64_t now) {
  if (!database.integer("SELECT 1 FROM sqlite_master LIMIT 1", {})) {
    database.execute(kTables);
    database.change(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, "
        "creation_time, last_update_time) VALUES (0, 'Default', ?1, 'active', ?2, ?2)",
        {default_location, now});
    return {};
  }
  check_no_migration(database);
  SqliteSchema schema;
  for (const auto& [table, needed] : written_columns()) {
    if (check_table(database, table, needed) && table == "experiments") {
      schema.in_workspace = " AND workspace = 'default'";
    }
  }
  return schema;
}

}  // namespace mlpipe::tracking
