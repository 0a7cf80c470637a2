// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "tracking/sqlite_database.hpp"

namespace mlpipe::tracking {

/// What MLflow's revisions differ in, as far as a writer sees it.
struct SqliteSchema {
  /// " AND workspace = 'default'" where the tables of names have that column, else nothing.
  std::string in_workspace;
};

/// Makes MLflow's tables in an empty file, or looks whether those that are there can be written to:
/// by their columns, not by their revision. Call inside a transaction.
/// @param default_location  artifact location of the experiment "Default" of a new file
/// @param now  milliseconds since 1970
/// @throws TrackingError kRefused; kAway while MLflow changes the tables
[[nodiscard]] SqliteSchema ensure_schema(SqliteDatabase& database,
                                         const std::string& default_location, std::int64_t now);

}  // namespace mlpipe::tracking
