// SPDX-License-Identifier: MIT
#pragma once

#include "tracking/sqlite_rows.hpp"

namespace mlpipe::tracking {

/// Registers the run's model, unless a version with the same bytes is there, and sets its tags and
/// aliases. Inside a transaction. @param now  milliseconds since 1970
/// @return false if it is not there and the record does not say where it is
[[nodiscard]] bool put_model_version(SqliteDatabase& database, const SqliteSchema& schema,
                                     const StoredRun& stored, const std::string& user,
                                     const ModelVersionRecord& model, std::int64_t now);

}  // namespace mlpipe::tracking
