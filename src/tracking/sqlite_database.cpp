// SPDX-License-Identifier: MIT
#include "tracking/sqlite_database.hpp"

#include <sqlite3.h>

#include "mlpipe/core/text.hpp"
#include "mlpipe/tracking/sqlite_store.hpp"
#include "mlpipe/tracking/tracking_store.hpp"

#include "tracking/names.hpp"

namespace mlpipe::tracking {
namespace {

/// Forgets a statement's values, whatever happened in between.
class Reset {
 public:
  explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}
  ~Reset() {
    ::sqlite3_reset(statement_);
    ::sqlite3_clear_bindings(statement_);
  }
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;

 private:
  sqlite3_stmt* statement_;
};

TrackingError::Kind kind_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOLFS:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return TrackingError::Kind::kAway;
    default:
      return TrackingError::Kind::kRefused;
  }
}

std::string advice(int code, std::chrono::milliseconds waited) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return " (another process writes to it; waited " + std::to_string(waited.count()) + " ms)";
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return "; move the file away, and a new one is made";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "; the file and its folder must be writable";
    default:
      return "";
  }
}

}  // namespace

std::string sqlite_version() {
  return ::sqlite3_libversion();
}

std::string SqliteDatabase::Row::text(int column) const {
  const auto* bytes = static_cast<const char*>(::sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

std::int64_t SqliteDatabase::Row::integer(int column) const {
  return ::sqlite3_column_int64(statement_, column);
}

double SqliteDatabase::Row::real(int column) const {
  return ::sqlite3_column_double(statement_, column);
}

bool SqliteDatabase::Row::is_null(int column) const {
  return ::sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void SqliteDatabase::Close::operator()(sqlite3* database) const {
  ::sqlite3_close(database);
}

void SqliteDatabase::Close::operator()(sqlite3_stmt* statement) const {
  ::sqlite3_finalize(statement);
}

SqliteDatabase::SqliteDatabase(const std::filesystem::path& file, std::string shown,
                               std::chrono::milliseconds busy_timeout)
    : shown_(std::move(shown)), busy_timeout_(busy_timeout) {
  sqlite3* database = nullptr;
  const int code = ::sqlite3_open_v2(file.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  database_.reset(database);
  if (code != SQLITE_OK) {
    fail(code);
  }
  ::sqlite3_extended_result_codes(database, 1);
  ::sqlite3_busy_timeout(database, static_cast<int>(busy_timeout.count()));
  execute("PRAGMA foreign_keys=ON");
}

void SqliteDatabase::fail(int code) const {
  const std::string reason = database_ ? ::sqlite3_errmsg(database_.get()) : "no memory";
  throw TrackingError(kind_of(code), shown_ + ": " + reason + advice(code, busy_timeout_));
}

void SqliteDatabase::execute(const std::string& sql) {
  if (const int code = ::sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
      code != SQLITE_OK) {
    fail(code);
  }
}

sqlite3_stmt* SqliteDatabase::prepared(const std::string& sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* made = nullptr;
    const int code = ::sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &made, nullptr);
    statement.reset(made);
    if (code != SQLITE_OK) {
      fail(code);
    }
  }
  return statement.get();
}

void SqliteDatabase::bind(sqlite3_stmt* statement, int place, const Value& value) {
  int code = SQLITE_OK;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    code = ::sqlite3_bind_int64(statement, place, *integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    code = ::sqlite3_bind_double(statement, place, *real);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    const std::string clean = clean_text(*text);
    code = ::sqlite3_bind_text64(statement, place, clean.data(), clean.size(), SQLITE_TRANSIENT,
                                 SQLITE_UTF8);
  }
  if (code != SQLITE_OK) {
    fail(code);
  }
}

void SqliteDatabase::each(const std::string& sql, Values values,
                          const std::function<void(const Row&)>& use) {
  sqlite3_stmt* const statement = prepared(sql);
  const Reset reset(statement);
  int place = 0;
  for (const auto& value : values) {
    bind(statement, ++place, value);
  }
  int code = ::sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = ::sqlite3_step(statement)) {
    use(Row(statement));
  }
  if (code != SQLITE_DONE) {
    fail(code);
  }
}

int SqliteDatabase::change(const std::string& sql, Values values) {
  each(sql, values, [](const Row&) {});
  return ::sqlite3_changes(database_.get());
}

std::optional<std::string> SqliteDatabase::text(const std::string& sql, Values values) {
  std::optional<std::string> found;
  each(sql, values, [&](const Row& row) { found = found ? found : row.text(0); });
  return found;
}

std::optional<std::int64_t> SqliteDatabase::integer(const std::string& sql, Values values) {
  std::optional<std::int64_t> found;
  each(sql, values, [&](const Row& row) {
    if (!found && !row.is_null(0)) {
      found = row.integer(0);
    }
  });
  return found;
}

std::int64_t SqliteDatabase::last_row_id() const {
  return ::sqlite3_last_insert_rowid(database_.get());
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
  if (open_) {
    try {
      database_.execute("ROLLBACK");
    } catch (const TrackingError&) {
      // SQLite has rolled back by itself, or does so when the file is opened next.
    }
  }
}

void SqliteTransaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace mlpipe::tracking
