// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mlpipe/tracking/sqlite_store.hpp"

#include "record_example.hpp"
#include "support/manual_clock.hpp"
#include "support/memory_file_system.hpp"
#include "support/temporary_folder.hpp"
#include "tracking/sqlite_database.hpp"

namespace mlpipe::tracking::fixture {

/// A store whose database lies on the real disk, and all other files on one that can fail.
struct Bench {
  Bench() { write_artifacts(files); }

  [[nodiscard]] std::filesystem::path database() const { return folder.path() / "mlflow.db"; }
  [[nodiscard]] std::unique_ptr<TrackingStore> store() {
    return make_sqlite_store(files, clock,
                             {database(), "/proj/mlartifacts", std::chrono::milliseconds(20)});
  }
  DeliveredRun put(const RunRecord& run) { return store()->put(run); }
  [[nodiscard]] SqliteDatabase open() const {
    return {database(), "mlflow.db", std::chrono::milliseconds(20)};
  }
  /// Rows as "a|b|c", NULL as "-".
  [[nodiscard]] std::vector<std::string> rows(const std::string& sql, int columns) const {
    std::vector<std::string> out;
    SqliteDatabase opened = open();
    opened.each(sql, {}, [&](const SqliteDatabase::Row& row) {
      std::string line;
      for (int i = 0; i < columns; ++i) {
        line += (i > 0 ? "|" : "") + (row.is_null(i) ? std::string("-") : row.text(i));
      }
      out.push_back(line);
    });
    return out;
  }
  [[nodiscard]] std::string cell(const std::string& sql) const { return rows(sql, 1).at(0); }
  void execute(const std::string& sql) const { open().execute(sql); }
  /// Everything in the tables that a put() writes, for comparisons; without times of writing.
  [[nodiscard]] std::vector<std::string> everything() const;

  testing::TemporaryFolder folder;
  testing::MemoryFileSystem files;
  testing::ManualClock clock;
};

inline std::vector<std::string> Bench::everything() const {
  std::vector<std::string> all;
  const auto add = [&](const std::string& table, const std::string& columns, int count) {
    for (const auto& row :
         rows("SELECT " + columns + " FROM " + table + " ORDER BY " + columns, count)) {
      all.push_back(table + ": " + row);
    }
  };
  add("experiments", "experiment_id, name, artifact_location", 3);
  add("runs", "run_uuid, name, status, start_time, end_time, artifact_uri, experiment_id", 7);
  add("tags", "run_uuid, key, value", 3);
  add("params", "run_uuid, key, value", 3);
  add("metrics", "run_uuid, key, step, timestamp, value, is_nan", 6);
  add("latest_metrics", "run_uuid, key, step, timestamp, value, is_nan", 6);
  add("datasets", "dataset_uuid, experiment_id, name, digest", 4);
  add("inputs", "source_id, destination_id, input_uuid", 3);
  add("input_tags", "input_uuid, name, value", 3);
  add("model_versions", "name, version, source, run_id, status", 5);
  add("model_version_tags", "name, version, key, value", 4);
  add("registered_model_aliases", "name, alias, version", 3);
  return all;
}

}  // namespace mlpipe::tracking::fixture
