// SPDX-License-Identifier: MIT
#include "data/time_format.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/time.hpp"

#include "data/time_candidates.hpp"
#include "data/time_cells.hpp"
#include "data/time_strptime.hpp"

namespace mlpipe::data {
namespace {

struct EpochUnit {
  std::string_view name;
  std::string_view text;
  std::int64_t per_second;
};
constexpr std::array kEpochUnits = {
    EpochUnit{"epoch_s", "seconds since 1970, UTC", 1},
    EpochUnit{"epoch_ms", "milliseconds since 1970, UTC", 1'000},
    EpochUnit{"epoch_us", "microseconds since 1970, UTC", 1'000'000},
    EpochUnit{"epoch_ns", "nanoseconds since 1970, UTC", 1'000'000'000}};

struct DigitForm {
  std::string_view name;
  std::size_t digits;
};
constexpr std::array kDigitForms = {DigitForm{"yyyymmdd", 8}, DigitForm{"yyyymmddhhmm", 12},
                                    DigitForm{"yyyymmddhhmmss", 14}};

std::size_t count_read(const TimeCellParser& parser, const TimeCells& cells) {
  return static_cast<std::size_t>(
      std::count_if(cells.cells.begin(), cells.cells.end(),
                    [&](std::string_view cell) { return parser.parse(cell).has_value(); }));
}

bool most(std::size_t part, std::size_t whole) {
  return part > 0 && 2 * part >= whole;
}

TimeFormat epoch_format(const EpochUnit& unit) {
  return {std::make_unique<EpochTimeParser>(unit.per_second), std::string(unit.text),
          std::string(unit.name), true, false};
}

TimeFormat digit_format(const DigitForm& form) {
  return {std::make_unique<DigitTimeParser>(form.digits),
          "numbers " + std::string(form.name) + ", not a count since 1970", std::string(form.name),
          false, form.digits == 8};
}

struct IsoCount {
  std::size_t all = 0;
  std::size_t with_offset = 0;
  std::size_t with_clock = 0;
};

IsoCount count_iso(const TimeCells& cells) {
  IsoCount count;
  for (const auto cell : cells.cells) {
    if (const auto iso = parse_iso_cell(cell)) {
      ++count.all;
      count.with_offset += iso->has_offset ? 1 : 0;
      count.with_clock += iso->has_clock ? 1 : 0;
    }
  }
  return count;
}

TimeFormat iso_format(const IsoCount& count) {
  const bool instant = 2 * count.with_offset > count.all;
  const bool date_only = count.with_clock == 0;
  const auto kind = instant ? IsoTimeParser::Kind::kInstant : IsoTimeParser::Kind::kLocal;
  const char* text = instant     ? "ISO 8601 with offset"
                     : date_only ? "ISO 8601, date only"
                                 : "ISO 8601 without offset";
  return {std::make_unique<IsoTimeParser>(kind), text, "iso", instant, date_only};
}

TimeFormat text_format(const std::string& format) {
  auto parser = std::make_unique<StrptimeParser>(format);
  const bool instant = parser->instant();
  const bool date_only = parser->date_only();
  return {std::move(parser), quote(format), format, instant, date_only};
}

/// A number of seconds, milliseconds, ... since 1970, by its size: times between 1973 and 2100
/// overlap in no two units.
const EpochUnit* epoch_unit(const TimeCells& cells) {
  constexpr std::int64_t kFirst = 100'000'000;   // 1973-03-03
  constexpr std::int64_t kLast = 4'102'444'800;  // 2100-01-01
  for (const EpochUnit& unit : kEpochUnits) {
    const EpochTimeParser parser(unit.per_second);
    const auto plausible =
        std::count_if(cells.cells.begin(), cells.cells.end(), [&parser](std::string_view cell) {
          const auto micros = parser.parse(cell);
          return micros && *micros >= kFirst * 1'000'000 && *micros < kLast * 1'000'000;
        });
    if (most(static_cast<std::size_t>(plausible), cells.cells.size())) {
      return &unit;
    }
  }
  return nullptr;
}

std::string first_cell(const TimeCells& cells) {
  return cells.cells.empty()
             ? "no value"
             : quote(cells.cells.front()) + " (line " + std::to_string(cells.lines.front()) + ")";
}

std::string where(const TimeCells& cells) {
  return cells.source + ": column " + quote(cells.column) + ": ";
}

std::string reading(std::int64_t micros) {
  return to_display(Timestamp(std::chrono::microseconds(micros)));
}

/// The error for a column in which day and month may be swapped.
[[noreturn]] void refuse_ambiguous(const TimeCells& cells, const DayMonthRivals& rivals) {
  const StrptimeParser day_first(rivals.day_first);
  const StrptimeParser month_first(rivals.month_first);
  std::size_t shown = 0;
  for (std::size_t i = cells.cells.size(); i-- > 0;) {
    const auto a = day_first.parse(cells.cells[i]);
    const auto b = month_first.parse(cells.cells[i]);
    if (a && b && a != b) {
      shown = i;  // in the end the first cell that tells the two apart
    }
  }
  const auto cell = cells.cells[shown];
  const auto show = [&](const StrptimeParser& parser) {
    const auto micros = parser.parse(cell);
    return micros ? reading(*micros) : "nothing";
  };
  throw DataError(where(cells) + quote(cell) + " (line " + std::to_string(cells.lines[shown]) +
                  ") is " + show(day_first) + " with the day first and " + show(month_first) +
                  " with the month first, and " +
                  (rivals.contradictory ? "other cells speak for each of the two"
                                        : "no cell read so far settles it") +
                  "; say which in the configuration:\n  \"data.time_format\": \"" +
                  rivals.day_first + "\"    for the day first\n  \"data.time_format\": \"" +
                  rivals.month_first + "\"    for the month first");
}

[[noreturn]] void refuse_unknown(const TimeCells& cells) {
  throw DataError(where(cells) + "the times have no form that can be told, e.g. " +
                  first_cell(cells) +
                  "; set \"data.time_format\" to a strptime format such as \"%d.%m.%Y %H:%M\", or "
                  "\"data.time\" to another column");
}

}  // namespace

bool reads_most(const TimeCellParser& parser, const TimeCells& cells) {
  return most(count_read(parser, cells), cells.cells.size());
}

bool looks_like_time(const TimeCells& cells) {
  if (most(count_iso(cells).all, cells.cells.size())) {
    return true;
  }
  const auto best = best_text_format(cells.cells);
  return best && most(best->read, cells.cells.size());
}

TimeFormat make_time_format(const std::string& setting, const TimeCells& cells) {
  TimeFormat format;
  const auto same_name = [&](const auto& entry) { return entry.name == setting; };
  const auto unit = std::find_if(kEpochUnits.begin(), kEpochUnits.end(), same_name);
  const auto form = std::find_if(kDigitForms.begin(), kDigitForms.end(), same_name);
  if (setting == "iso") {
    format = iso_format(count_iso(cells));
  } else if (unit != kEpochUnits.end()) {
    format = epoch_format(*unit);
  } else if (form != kDigitForms.end()) {
    format = digit_format(*form);
  } else {
    format = text_format(setting);
  }
  if (!cells.cells.empty() && count_read(*format.parser, cells) == 0) {
    throw ConfigError("/data/time_format", quote(setting) + " reads none of the times in column " +
                                               quote(cells.column) + " of " + cells.source +
                                               ", e.g. " + first_cell(cells));
  }
  return format;
}

TimeFormat detect_time_format(const TimeCells& cells, const std::optional<std::string>& usual) {
  if (const IsoCount iso = count_iso(cells); most(iso.all, cells.cells.size())) {
    return iso_format(iso);
  }
  // Before the epoch: 20200102 is a day of 2020 and not one of August 1970, and 202001021530 is not
  // one of 1976. Whoever has such epochs can say so in the config.
  for (const DigitForm& form : kDigitForms) {
    if (reads_most(DigitTimeParser(form.digits), cells)) {
      return digit_format(form);
    }
  }
  if (const EpochUnit* unit = epoch_unit(cells)) {
    return epoch_format(*unit);
  }
  const auto best = best_text_format(cells.cells);
  if (!best || !most(best->read, cells.cells.size())) {
    refuse_unknown(cells);
  }
  if (best->rivals && !best->rivals->contradictory &&
      (usual == best->rivals->day_first || usual == best->rivals->month_first)) {
    return text_format(*usual);
  }
  if (best->rivals) {
    refuse_ambiguous(cells, *best->rivals);
  }
  return text_format(best->format);
}

}  // namespace mlpipe::data
