// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace date {
class time_zone;
}

namespace mlpipe::data {

/// What a time on the wall clock means in UTC, in microseconds.
struct LocalReading {
  enum class Kind { kUnique, kGap, kTwice };
  Kind kind = Kind::kUnique;
  std::int64_t earlier = 0;  ///< in a gap: the moment at which the clock was put forward
  std::int64_t later = 0;    ///< differs for kTwice only
};

/// Converts between the clock of one zone and UTC. Remembers the interval of constant offset that
/// it saw last, so that rows in order of time cost no look-up; therefore one object a thread.
class ZoneClock {
 public:
  /// @param name  IANA
  /// @throws ConfigError at /data/time_zone, with a name that is near
  explicit ZoneClock(const std::string& name);

  [[nodiscard]] LocalReading to_utc(std::int64_t local_micros);
  [[nodiscard]] std::int64_t to_local(std::int64_t utc_micros);

 private:
  const date::time_zone* zone_ = nullptr;
  std::int64_t begin_ = 0;  ///< UTC seconds of the interval remembered; empty if begin_ == end_
  std::int64_t end_ = 0;
  std::int64_t offset_ = 0;
};

}  // namespace mlpipe::data
