// SPDX-License-Identifier: MIT
#include "tracking/sqlite_rows.hpp"

#include <algorithm>

#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/tracking/tracking_store.hpp"

#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

constexpr const char* kExperimentKind = "mlflow.experimentKind";
constexpr std::size_t kMostNameBytes = 250;

/// The store's id of a new run: its uid, where that has MLflow's form. So two processes that put
/// the same run at once cannot make two.
std::string run_id(const std::string& uid) {
  const bool fits = uid.size() == 32 && uid.find_first_not_of("0123456789abcdef") == uid.npos;
  return fits ? uid : sha256_hex(uid).substr(0, 32);
}

}  // namespace

SqliteRows::SqliteRows(SqliteDatabase& database, SqliteSchema schema, std::string locations,
                       std::int64_t now)
    : database_(database),
      schema_(std::move(schema)),
      locations_(std::move(locations)),
      now_(now) {}

std::optional<StoredRun> SqliteRows::find_run(const std::string& uid) {
  const auto stored = [&](const std::string& id) {
    std::optional<StoredRun> found;
    database_.each("SELECT experiment_id, artifact_uri FROM runs WHERE run_uuid = ?", {id},
                   [&](const SqliteDatabase::Row& row) {
                     found = StoredRun{row.integer(0), id, row.text(1)};
                   });
    return found;
  };
  if (auto found = stored(run_id(uid))) {
    return found;
  }
  // A run that a server gave its id. There is no index for this: all are read at once.
  if (!known_) {
    known_.emplace();
    database_.each(
        "SELECT value, run_uuid FROM tags WHERE key = ?", {kRunUidTag},
        [&](const SqliteDatabase::Row& row) { known_->emplace(row.text(0), row.text(1)); });
  }
  const auto it = known_->find(uid);
  return it == known_->end() ? std::nullopt : stored(it->second);
}

std::int64_t SqliteRows::experiment(const std::string& given) {
  const std::string name = given.empty() ? "Default" : cut_visibly(given, kMostNameBytes);
  std::optional<std::int64_t> id;
  database_.each("SELECT experiment_id, lifecycle_stage FROM experiments WHERE name = ?" +
                     schema_.in_workspace,
                 {name}, [&](const SqliteDatabase::Row& row) {
                   if (row.text(1) != "active") {
                     throw TrackingError(
                         TrackingError::Kind::kRefused,
                         database_.shown() + ": the experiment " + quote(name) +
                             " was deleted; restore it (mlflow experiments restore -x " +
                             std::to_string(row.integer(0)) + ") or use another name");
                   }
                   id = row.integer(0);
                 });
  if (id) {
    return *id;
  }
  database_.change(
      "INSERT INTO experiments (name, lifecycle_stage, creation_time, last_update_time) "
      "VALUES (?1, 'active', ?2, ?2)",
      {name, now_});
  id = database_.last_row_id();
  database_.change("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?",
                   {locations_ + "/" + std::to_string(*id), *id});
  // Without it MLflow 3 guesses, and shows the pages of language models first.
  database_.change("INSERT INTO experiment_tags (key, value, experiment_id) VALUES (?, ?, ?)",
                   {kExperimentKind, "custom_model_development", *id});
  return *id;
}

StoredRun SqliteRows::add_run(const RunRecord& run, std::int64_t experiment) {
  const std::string id = run_id(run.uid);
  const auto location = database_.text(
      "SELECT artifact_location FROM experiments WHERE experiment_id = ?", {experiment});
  const std::string uri = location.value_or("") + "/" + id + "/artifacts";
  database_.change(
      "INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, "
      "status, start_time, source_version, lifecycle_stage, artifact_uri, experiment_id) "
      "VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)",
      {id, cut_visibly(run.name, kMostNameBytes), cut_visibly(run.user, kMostNameBytes),
       to_milliseconds(run.start), uri, experiment});
  return {experiment, id, uri};
}

void SqliteRows::add_params(const StoredRun& stored, const FittedRun& run) {
  for (const auto& [key, value] : run.params) {
    if (database_.change("INSERT OR IGNORE INTO params (key, value, run_uuid) VALUES (?, ?, ?)",
                         {key, value, stored.id}) > 0) {
      continue;
    }
    if (database_.integer("SELECT 1 FROM params WHERE key = ? AND run_uuid = ? AND value <> ?",
                          {key, stored.id, value})) {
      set_tag(stored, to_key(std::string(kConflictPrefix) + key),
              cut_visibly(value, kMostTagBytes));
    }
  }
}

void SqliteRows::set_tag(const StoredRun& stored, const std::string& key,
                         const std::string& value) {
  if (database_.change("UPDATE tags SET value = ?1 WHERE key = ?2 AND run_uuid = ?3 AND "
                       "value IS NOT ?1",
                       {value, key, stored.id}) == 0) {
    database_.change("INSERT OR IGNORE INTO tags (key, value, run_uuid) VALUES (?, ?, ?)",
                     {key, value, stored.id});
  }
}

void SqliteRows::add_dataset(const StoredRun& stored, const DatasetInput& data) {
  const auto optional_text = [](const std::string& text) {
    return text.empty() ? SqliteDatabase::Value() : SqliteDatabase::Value(text);
  };
  const std::string name = cut_visibly(data.name, kMostNameBytes);
  const std::string digest = data.digest.substr(0, 36);
  // Ids that follow from what they stand for need no random numbers.
  const std::string new_id =
      sha256_hex(std::to_string(stored.experiment) + "\n" + name + "\n" + digest).substr(0, 32);
  database_.change(
      "INSERT OR IGNORE INTO datasets (dataset_uuid, experiment_id, name, digest, "
      "dataset_source_type, dataset_source, dataset_schema, dataset_profile) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {new_id, stored.experiment, name, digest, data.source_type, data.source,
       optional_text(data.schema), optional_text(data.profile)});
  const auto dataset = database_.text(
      "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?",
      {stored.experiment, name, digest});
  database_.change(
      "INSERT OR IGNORE INTO inputs (input_uuid, source_type, source_id, destination_type, "
      "destination_id) VALUES (?, 'DATASET', ?, 'RUN', ?)",
      {sha256_hex(dataset.value() + stored.id).substr(0, 32), *dataset, stored.id});
  database_.change(
      "INSERT OR IGNORE INTO input_tags (input_uuid, name, value) SELECT input_uuid, "
      "'mlflow.data.context', ? FROM inputs WHERE source_type = 'DATASET' AND source_id = ? AND "
      "destination_type = 'RUN' AND destination_id = ?",
      {data.context, *dataset, stored.id});
}

void SqliteRows::finish(const StoredRun& stored, const RunRecord& run) {
  const auto end =
      run.end ? SqliteDatabase::Value(to_milliseconds(*run.end)) : SqliteDatabase::Value();
  database_.change(
      "UPDATE runs SET status = ?1, end_time = ?2, name = ?3 WHERE run_uuid = ?4 AND "
      "(status = 'RUNNING' OR ?1 <> 'RUNNING')",
      {to_string(run.status), end, cut_visibly(run.name, kMostNameBytes), stored.id});
}

}  // namespace mlpipe::tracking
