// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "data/table.hpp"

namespace mlpipe::data {

/// A strptime format, compiled once. Strict: the whole cell must fit. Month and day names are
/// English, whatever the locale, and may be short or long; a blank in the format stands for any
/// number of blanks, none included (as in POSIX).
///
/// Directives: %Y (four digits) %y (69-99 are 1969-1999) %m %d %e %j %b %B %h %a %A %H %k %I %l %p
/// %M %S %f (fraction of a second) %z (offset or Z) %Z ("UTC", "GMT" or "Z") %s (seconds since
/// 1970) %T (%H:%M:%S) %R (%H:%M) %F (%Y-%m-%d) %D (%m/%d/%y) %n %t %%.
class StrptimeParser final : public TimeCellParser {
 public:
  /// @throws ConfigError at /data/time_format: an unknown directive, or a format that does not fix
  /// a day, or an hour without its half of the day
  explicit StrptimeParser(const std::string& format);

  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view cell) const override;
  /// The result is UTC, not a local time.
  [[nodiscard]] bool instant() const noexcept;
  [[nodiscard]] bool date_only() const noexcept;

 private:
  struct Token {
    char directive = 0;  ///< 0: a literal; ' ': blanks
    char literal = 0;
  };
  void compile(const std::string& format, const std::string& part);
  [[nodiscard]] bool uses(const char* any) const noexcept;

  std::vector<Token> tokens_;
};

}  // namespace mlpipe::data
