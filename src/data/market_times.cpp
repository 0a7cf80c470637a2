// SPDX-License-Identifier: MIT
#include <limits>

#include "mlpipe/core/time.hpp"
#include "mlpipe/data/time_zone.hpp"

#include "data/market_rows.hpp"

namespace mlpipe::data {
namespace {

using Action = Finding::Action;

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

std::string display(std::int64_t micros) {
  return to_display(Timestamp(std::chrono::microseconds(micros)));
}

/// Takes the stamps out of the table, date and time of day added up.
void take_stamps(MarketRows& rows) {
  const Roles& roles = rows.plan.roles;
  rows.times = std::move(rows.table.columns[roles.time].times);
  const TypedColumn* clock = rows.column(roles.time_of_day);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.is_bad(row)) {
      continue;
    }
    if (rows.times[row] == kMissingTime) {
      rows.report(row, "missing_time", Action::kBad, roles.time, "");
    } else if (clock != nullptr && clock->times[row] == kMissingTime) {
      rows.report(row, "missing_time", Action::kBad, roles.time_of_day, "");
    } else if (clock != nullptr) {
      rows.times[row] += clock->times[row];
    }
  }
}

/// True if inside the symbols at least two of three steps go back in time: a file that is in no
/// order at all goes back in half of them.
bool goes_back(const MarketRows& rows) {
  std::vector<std::int64_t> last(rows.symbol_count(), kNever);
  std::size_t forth = 0;
  std::size_t back = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.is_bad(row)) {
      continue;
    }
    std::int64_t& before = last[rows.symbol(row)];
    const std::int64_t now = rows.times[row];
    if (before != kNever) {
      forth += now > before ? 1 : 0;
      back += now < before ? 1 : 0;
    }
    before = now;
  }
  return back > 0 && back >= 2 * forth;
}

/// Local stamps to UTC, in order of time: when the clock was put back, an hour comes twice, and a
/// stamp of it is the later one if the row before it of its symbol has reached the earlier one.
void to_utc(MarketRows& rows) {
  ZoneClock clock(rows.options.time_zone);
  std::vector<std::int64_t> last(rows.symbol_count(), kNever);
  const std::size_t count = rows.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = rows.newest_first ? count - 1 - i : i;
    if (rows.is_bad(row)) {
      continue;
    }
    const LocalReading reading = clock.to_utc(rows.times[row]);
    // A day without a midnight (some zones put the clock forward then) is a day all the same.
    if (reading.kind == LocalReading::Kind::kGap && !rows.plan.time.date_only) {
      rows.report(row, "nonexistent_local_time", Action::kBad, rows.plan.roles.time,
                  display(rows.times[row]));
      continue;
    }
    std::int64_t& before = last[rows.symbol(row)];
    const bool second = reading.kind == LocalReading::Kind::kTwice && before >= reading.earlier &&
                        before <= reading.later;
    before = second ? reading.later : reading.earlier;
    rows.times[row] = before;
  }
}

}  // namespace

void settle_times(MarketRows& rows) {
  take_stamps(rows);
  rows.newest_first = goes_back(rows);
  if (rows.newest_first) {
    rows.table.report.detected.emplace_back("the newest row stands first; the order was reversed");
  }
  if (!rows.plan.time.instant) {
    to_utc(rows);
  }
}

}  // namespace mlpipe::data
