// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "tracking/sqlite_rows.hpp"

namespace mlpipe::tracking {
namespace {

/// MLflow's form of a value: SQL has no NaN, and not every one has infinities.
struct StoredValue {
  double value = 0.0;
  std::int64_t is_nan = 0;
};

StoredValue stored_value(double value) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  if (std::isnan(value)) {
    return {0.0, 1};
  }
  return {std::clamp(value, -kLargest, kLargest), 0};
}

/// What makes one point of a metric newer than another.
std::tuple<std::int64_t, std::int64_t, double> age(const MetricPoint& point) {
  return {point.step, to_milliseconds(point.time), stored_value(point.value).value};
}

}  // namespace

void SqliteRows::add_metric(const StoredRun& stored, const std::string& key,
                            const MetricPoint& point) {
  const StoredValue value = stored_value(point.value);
  database_.change(
      "INSERT OR IGNORE INTO metrics (key, value, timestamp, run_uuid, step, is_nan) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {key, value.value, to_milliseconds(point.time), stored.id, point.step, value.is_nan});
}

void SqliteRows::set_latest_metrics(const StoredRun& stored, const RunRecord& run,
                                    const FittedRun& fitted) {
  std::map<std::string, const MetricPoint*> latest;
  for (const auto& point : run.metrics) {
    const MetricPoint*& best = latest[fitted.metric_keys.at(point.key)];
    if (best == nullptr || age(*best) < age(point)) {
      best = &point;
    }
  }
  for (const auto& [key, point] : latest) {
    const auto [value, is_nan] = stored_value(point->value);
    const std::int64_t time = to_milliseconds(point->time);
    if (database_.change("INSERT OR IGNORE INTO latest_metrics (key, value, timestamp, step, "
                         "is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)",
                         {key, value, time, point->step, is_nan, stored.id}) == 0) {
      database_.change(
          "UPDATE latest_metrics SET value = ?2, timestamp = ?3, step = ?4, is_nan = ?5 "
          "WHERE key = ?1 AND run_uuid = ?6 AND (step, timestamp, value) < (?4, ?3, ?2)",
          {key, value, time, point->step, is_nan, stored.id});
    }
  }
}

}  // namespace mlpipe::tracking
