// SPDX-License-Identifier: MIT
#include "mlpipe/metrics/regression.hpp"

#include <cassert>
#include <cmath>

#include "mlpipe/stats/descriptive.hpp"

namespace mlpipe::metrics {
namespace {

constexpr std::string_view kConstant = "forecast or truth is constant, or fewer than two rows";

void append_summary(std::vector<MetricValue>& out, const std::string& prefix,
                    std::span<const double> values) {
  const auto moments = stats::moments(values);
  const auto reason = "too few moments with two or more rows that differ";
  out.push_back(measured(prefix + "_mean",
                         values.empty() ? std::nullopt : std::optional(moments.mean), reason));
  out.push_back(measured(prefix + "_deviation", moments.deviation, reason));
  const bool defined = moments.deviation && *moments.deviation > stats::kZeroDeviation;
  out.push_back(measured(prefix + "_ratio",
                         defined ? std::optional(moments.mean / *moments.deviation) : std::nullopt,
                         reason));
}

}  // namespace

std::vector<MetricValue> regression_metrics(std::span<const double> forecast,
                                            std::span<const double> truth,
                                            std::span<const double> training_mean) {
  assert(forecast.size() == truth.size());
  assert(training_mean.size() == 1 || training_mean.size() == truth.size());
  if (truth.empty()) {
    std::vector<MetricValue> out{measured("n", 0.0)};
    for (const char* name : {"rmse", "mae", "r2", "ic", "rank_ic"}) {
      out.push_back(absent(name, "no scored rows"));
    }
    return out;
  }
  const auto n = static_cast<double>(truth.size());
  double squares = 0.0;
  double absolutes = 0.0;
  double reference = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = forecast[i] - truth[i];
    const double naive = training_mean[training_mean.size() == 1 ? 0 : i] - truth[i];
    squares += error * error;
    absolutes += std::abs(error);
    reference += naive * naive;
  }
  const auto r2 = reference > 0.0 ? std::optional(1.0 - squares / reference) : std::nullopt;
  return {
      measured("n", n),
      measured("rmse", std::sqrt(squares / n)),
      measured("mae", absolutes / n),
      measured("r2", r2, "every row equals the training mean"),
      measured("ic", stats::pearson(forecast, truth), kConstant),
      measured("rank_ic", stats::spearman(forecast, truth), kConstant),
  };
}

std::vector<MetricValue> panel_ic_metrics(std::span<const double> forecast,
                                          std::span<const double> truth,
                                          std::span<const std::int64_t> moment) {
  assert(forecast.size() == truth.size() && moment.size() == truth.size());
  std::vector<double> ics;
  std::vector<double> rank_ics;
  for (std::size_t begin = 0; begin < moment.size();) {
    std::size_t end = begin + 1;
    while (end < moment.size() && moment[end] == moment[begin]) {
      ++end;
    }
    const auto f = forecast.subspan(begin, end - begin);
    const auto t = truth.subspan(begin, end - begin);
    if (const auto ic = stats::pearson(f, t)) {
      ics.push_back(*ic);
      rank_ics.push_back(stats::spearman(f, t).value_or(0.0));
    }
    begin = end;
  }
  std::vector<MetricValue> out;
  append_summary(out, "ic", ics);
  append_summary(out, "rank_ic", rank_ics);
  return out;
}

}  // namespace mlpipe::metrics
