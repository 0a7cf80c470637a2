// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::metrics {

/// One number of a result. Undefined is empty with a reason; NaN and infinity never leave a metric.
struct MetricValue {
  std::string name;             ///< from all_metrics()
  std::optional<double> value;  ///< finite
  std::string reason;           ///< why there is no value; empty when there is one
};

/// A value, or the reason for its absence. A value that is not finite is absent: "not finite".
[[nodiscard]] MetricValue measured(std::string_view name, std::optional<double> value,
                                   std::string_view reason_if_absent);
[[nodiscard]] MetricValue measured(std::string_view name, double value);
[[nodiscard]] MetricValue absent(std::string_view name, std::string_view reason);

/// The value of a metric by name, empty if it is absent or not in the list.
[[nodiscard]] std::optional<double> value_of(std::span<const MetricValue> list,
                                             std::string_view name);

enum class Direction { kMinimise, kMaximise, kNeutral };

/// What reports, the optimiser, the gate and the tracker know about a metric.
struct Metric {
  std::string_view name;   ///< as written in config files and JSON: "roc_auc"
  std::string_view unit;   ///< "" for a pure number, "fraction", "bars", "target", "nats", ...
  std::string_view title;  ///< for people
  Direction better = Direction::kNeutral;
  std::string_view definition;  ///< one line, with the convention where the field has several
};

/// Every metric once, in the order in which reports show them. To add one: compute it in a file of
/// src/metrics, and add one line to src/metrics/table.cpp and to docs/metrics.md.
[[nodiscard]] std::span<const Metric> all_metrics();

/// @throws ConfigError with the nearest name
[[nodiscard]] const Metric& find_metric(std::string_view name);

}  // namespace mlpipe::metrics
