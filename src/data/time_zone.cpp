// SPDX-License-Identifier: MIT
#include "mlpipe/data/time_zone.hpp"

#include <chrono>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <date/tz.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/data/time_zone_database.hpp"

namespace mlpipe::data {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
// Offsets change by at most a day (Samoa, 2011), so a local time this far from both ends of an
// interval belongs to it alone.
constexpr std::int64_t kMargin = 86'400;
constexpr std::int64_t kForEver = std::int64_t{1} << 62U;  // seconds

std::int64_t floor_seconds(std::int64_t micros) {
  return micros / kSecond - (micros % kSecond < 0 ? 1 : 0);
}

/// Null: the system has none.
const date::tzdb* database() {
  try {
    const auto& found = date::get_tzdb();
    return found.zones.empty() ? nullptr : &found;
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

std::vector<std::string> zone_names(const date::tzdb& known) {
  std::vector<std::string> names;
  for (const auto& zone : known.zones) {
    names.push_back(zone.name());
  }
  return names;
}

[[noreturn]] void refuse_zone(const std::string& name) {
  const auto* const known = database();
  if (known == nullptr) {
    throw ConfigError("/data/time_zone", "this system has no time zone database to look up " +
                                             quote(name) +
                                             " in: install tzdata; \"UTC\" needs none");
  }
  throw ConfigError("/data/time_zone",
                    quote(name) + " is no IANA time zone" + did_you_mean(name, zone_names(*known)) +
                        "; examples: \"UTC\", \"America/New_York\", \"Europe/Berlin\"");
}

/// The library reads a zone's file when the zone is first asked, in a way that ThreadSanitizer
/// reports as a race between threads that ask at once: each clock asks here, one after the other.
const date::time_zone* find_zone(const std::string& name) {
  static std::mutex loading;
  try {
    const std::lock_guard lock(loading);
    const date::time_zone* zone = date::locate_zone(name);
    static_cast<void>(zone->get_info(date::sys_seconds{}));
    return zone;
  } catch (const std::runtime_error&) {
    refuse_zone(name);
  }
}

std::int64_t seconds_of(date::sys_seconds time) {
  return time.time_since_epoch().count();
}

}  // namespace

ZoneClock::ZoneClock(const std::string& name) {
  // The usual zone, and the only one whose rules are known without a database: to open that takes
  // longer than all else that a check of a few rows does.
  if (name == "UTC") {
    begin_ = -kForEver;
    end_ = kForEver;
    return;
  }
  zone_ = find_zone(name);
}

LocalReading ZoneClock::to_utc(std::int64_t local_micros) {
  const std::int64_t local = floor_seconds(local_micros);
  const std::int64_t guess = local - offset_;
  if (guess >= begin_ + kMargin && guess < end_ - kMargin) {
    const std::int64_t utc = local_micros - offset_ * kSecond;
    return {LocalReading::Kind::kUnique, utc, utc};
  }
  const auto info = zone_->get_info(date::local_seconds(std::chrono::seconds(local)));
  if (info.result == date::local_info::nonexistent) {
    const std::int64_t moment = seconds_of(info.first.end) * kSecond;
    return {LocalReading::Kind::kGap, moment, moment};
  }
  begin_ = seconds_of(info.first.begin);
  end_ = seconds_of(info.first.end);
  offset_ = info.first.offset.count();
  const std::int64_t first = local_micros - offset_ * kSecond;
  if (info.result == date::local_info::ambiguous) {
    return {LocalReading::Kind::kTwice, first, local_micros - info.second.offset.count() * kSecond};
  }
  return {LocalReading::Kind::kUnique, first, first};
}

std::int64_t ZoneClock::to_local(std::int64_t utc_micros) {
  const std::int64_t utc = floor_seconds(utc_micros);
  if (utc < begin_ || utc >= end_) {
    const auto info = zone_->get_info(date::sys_seconds(std::chrono::seconds(utc)));
    begin_ = seconds_of(info.begin);
    end_ = seconds_of(info.end);
    offset_ = info.offset.count();
  }
  return utc_micros + offset_ * kSecond;
}

std::string time_zone_database() {
  const auto* const known = database();
  if (known == nullptr) {
    return "";
  }
  // Debian's package keeps the version in no file that the library reads.
  const std::string version = known->version == "unknown" ? "" : known->version + ", ";
  return version + grouped(known->zones.size()) + " zones";
}

}  // namespace mlpipe::data
