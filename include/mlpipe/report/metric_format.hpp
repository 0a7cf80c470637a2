// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mlpipe/metrics/metric.hpp"
#include "mlpipe/report/number.hpp"

namespace mlpipe::report {

/// How reports print a metric: shares in per cent, counts whole, losses with more digits than
/// ratios.
[[nodiscard]] NumberFormat metric_format(const metrics::Metric& metric);

/// "-0.0312", "12.3%", "41"; "n/a" if it is empty. @param metric  from all_metrics()
[[nodiscard]] std::string metric_text(const std::string& metric, std::optional<double> value);

/// A distance in a metric: per cents of one are percentage points, "2.5 pp", so that nobody takes
/// them for a relative change.
[[nodiscard]] std::string distance_text(const std::string& metric, std::optional<double> distance);

/// The same with its sign.
[[nodiscard]] std::string change_text(const std::string& metric, std::optional<double> change);

/// Both ends of an interval of changes: "-1.2 to +3.4 pp".
[[nodiscard]] std::string interval_text(const std::string& metric, double low, double high);

/// "Log loss"
[[nodiscard]] std::string metric_title(const std::string& metric);

/// A title within a sentence: "log loss", but "Sharpe ratio" and "RMSE".
[[nodiscard]] std::string in_sentence(std::string_view title);

}  // namespace mlpipe::report
