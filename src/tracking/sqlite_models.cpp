// SPDX-License-Identifier: MIT
#include "tracking/sqlite_models.hpp"

#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

/// One model's rows.
class Model {
 public:
  Model(SqliteDatabase& database, const SqliteSchema& schema, const std::string& name,
        std::int64_t now)
      : database_(database), in_workspace_(schema.in_workspace), name_(name), now_(now) {}

  std::optional<std::int64_t> version_of(const std::string& sha256) {
    return database_.integer(
        "SELECT max(version) FROM model_version_tags WHERE name = ?1 AND key = ?2 AND value = ?3" +
            in_workspace_ +
            " AND version IN (SELECT version FROM model_versions WHERE name = ?1 AND "
            "current_stage <> 'Deleted_Internal'" +
            in_workspace_ + ")",
        {name_, kModelShaTag, sha256});
  }

  std::int64_t add_version(const std::string& source, const std::string& run,
                           const std::string& user) {
    database_.change(
        "INSERT OR IGNORE INTO registered_models (name, creation_time, last_updated_time) "
        "VALUES (?1, ?2, ?2)",
        {name_, now_});
    const std::int64_t version =
        1 + database_
                .integer("SELECT max(version) FROM model_versions WHERE name = ?" + in_workspace_,
                         {name_})
                .value_or(0);
    database_.change(
        "INSERT INTO model_versions (name, version, creation_time, last_updated_time, user_id, "
        "current_stage, source, run_id, status, storage_location) "
        "VALUES (?1, ?2, ?3, ?3, ?4, 'None', ?5, ?6, 'READY', ?5)",
        {name_, version, now_, user, source, run});
    return version;
  }

  /// @return whether anything changed
  bool set_tag(std::int64_t version, const std::string& key, const std::string& value) {
    return database_.change(
               "UPDATE model_version_tags SET value = ?1 WHERE key = ?2 AND "
               "name = ?3 AND version = ?4 AND value IS NOT ?1" +
                   in_workspace_,
               {value, key, name_, version}) > 0 ||
           database_.change(
               "INSERT OR IGNORE INTO model_version_tags (value, key, name, version) "
               "VALUES (?, ?, ?, ?)",
               {value, key, name_, version}) > 0;
  }

  bool set_alias(std::int64_t version, const std::string& alias) {
    return database_.change(
               "UPDATE registered_model_aliases SET version = ?1 WHERE name = ?2 AND "
               "alias = ?3 AND version <> ?1" +
                   in_workspace_,
               {version, name_, alias}) > 0 ||
           database_.change(
               "INSERT OR IGNORE INTO registered_model_aliases (version, name, alias) "
               "VALUES (?, ?, ?)",
               {version, name_, alias}) > 0;
  }

  void touch(std::int64_t version) {
    database_.change(
        "UPDATE registered_models SET last_updated_time = ? WHERE name = ?" + in_workspace_,
        {now_, name_});
    database_.change(
        "UPDATE model_versions SET last_updated_time = ? WHERE name = ? AND "
        "version = ?" +
            in_workspace_,
        {now_, name_, version});
  }

 private:
  SqliteDatabase& database_;
  std::string in_workspace_, name_;
  std::int64_t now_;
};

}  // namespace

bool put_model_version(SqliteDatabase& database, const SqliteSchema& schema,
                       const StoredRun& stored, const std::string& user,
                       const ModelVersionRecord& model, std::int64_t now) {
  Model rows(database, schema, to_model_name(model.model_name), now);
  auto version = rows.version_of(model.sha256);
  if (!version && model.artifact.empty()) {
    return false;
  }
  if (!version) {
    const std::string source = stored.artifact_uri + "/" + to_artifact_path(model.artifact);
    version = rows.add_version(source, stored.id, user);
  }
  bool changed = rows.set_tag(*version, kModelShaTag, model.sha256);
  for (const auto& [key, value] : model.tags) {
    changed = rows.set_tag(*version, to_key(key), cut_visibly(value, kMostTagBytes)) || changed;
  }
  for (const auto& alias : model.aliases) {
    changed = rows.set_alias(*version, alias) || changed;
  }
  if (changed) {
    rows.touch(*version);
  }
  return true;
}

}  // namespace mlpipe::tracking
