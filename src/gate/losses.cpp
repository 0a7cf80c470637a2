// SPDX-License-Identifier: MIT
#include "gate/losses.hpp"

#include <cmath>

#include "mlpipe/gate/comparison.hpp"
#include "mlpipe/metrics/classification.hpp"

namespace mlpipe::gate {
namespace {

/// Log loss of one row: of a class's own probability as of two classes.
double log_loss_of(const double* forecast, std::size_t outputs, double truth) {
  constexpr double kOne = 1.0;
  const double p = outputs == 1 ? forecast[0] : forecast[static_cast<std::size_t>(truth)];
  const double* y = outputs == 1 ? &truth : &kOne;
  return metrics::log_loss({&p, 1}, {y, 1});
}

/// Squared distance to the truth; several classes: summed over them (Brier 1950).
double squared_of(const double* forecast, std::size_t outputs, double truth) {
  if (outputs == 1) {
    return (forecast[0] - truth) * (forecast[0] - truth);
  }
  double sum = 0.0;
  for (std::size_t k = 0; k < outputs; ++k) {
    const double distance = forecast[k] - (static_cast<double>(k) == truth ? 1.0 : 0.0);
    sum += distance * distance;
  }
  return sum;
}

}  // namespace

std::vector<double> row_losses(const ForecastPair& pair, const std::vector<double>& forecast,
                               const std::string& metric) {
  std::vector<double> out(pair.truth.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double* row = &forecast[i * pair.outputs];
    out[i] = metric == "log_loss" ? log_loss_of(row, pair.outputs, pair.truth[i])
                                  : squared_of(row, pair.outputs, pair.truth[i]);
  }
  return out;
}

std::vector<std::size_t> moment_starts(const std::vector<Timestamp>& time) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (i == 0 || time[i] != time[i - 1]) {
      starts.push_back(i);
    }
  }
  starts.push_back(time.size());
  return starts;
}

LossDifferences loss_differences(const ForecastPair& pair, const std::string& metric) {
  const auto candidate = row_losses(pair, pair.candidate, metric);
  const auto baseline = row_losses(pair, pair.baseline, metric);
  const auto starts = moment_starts(pair.time);
  LossDifferences out;
  for (std::size_t m = 0; m + 1 < starts.size(); ++m) {
    double sum = 0.0;
    for (std::size_t i = starts[m]; i < starts[m + 1]; ++i) {
      sum += baseline[i] - candidate[i];
    }
    out.moment.push_back(pair.time[starts[m]]);
    out.value.push_back(sum / static_cast<double>(starts[m + 1] - starts[m]));
  }
  return out;
}

}  // namespace mlpipe::gate
