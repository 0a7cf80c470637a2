// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace mlpipe::tracking {

/// One connection to a database file. Every failure is a TrackingError that names the file: kAway
/// for a locked, full, unreadable or unwritable one, kRefused for what is no database or does not
/// fit. Text is bound as clean_text().
class SqliteDatabase {
 public:
  using Value = std::variant<std::monostate, std::int64_t, double, std::string_view>;
  using Values = std::initializer_list<Value>;

  /// A row while it is read.
  class Row {
   public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool is_null(int column) const;

   private:
    sqlite3_stmt* statement_;
  };

  /// Opens the file, or makes it. @param shown  for messages
  SqliteDatabase(const std::filesystem::path& file, std::string shown,
                 std::chrono::milliseconds busy_timeout);

  /// Statements without results. @param sql  may hold several
  void execute(const std::string& sql);
  /// @return rows changed
  int change(const std::string& sql, Values values);
  void each(const std::string& sql, Values values, const std::function<void(const Row&)>& use);
  [[nodiscard]] std::optional<std::string> text(const std::string& sql, Values values);
  [[nodiscard]] std::optional<std::int64_t> integer(const std::string& sql, Values values);
  [[nodiscard]] std::int64_t last_row_id() const;
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  [[noreturn]] void fail(int code) const;
  sqlite3_stmt* prepared(const std::string& sql);
  void bind(sqlite3_stmt* statement, int place, const Value& value);

  std::string shown_;
  std::chrono::milliseconds busy_timeout_;
  std::unique_ptr<sqlite3, Close> database_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Close>> statements_;
};

/// BEGIN IMMEDIATE, so that a busy file is waited for here and not in the middle; undone if it is
/// not committed.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteDatabase& database);
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  void commit();

 private:
  SqliteDatabase& database_;
  bool open_ = true;
};

}  // namespace mlpipe::tracking
