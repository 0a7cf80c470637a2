// SPDX-License-Identifier: MIT
#include "gate/resample.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "mlpipe/metrics/classification.hpp"
#include "mlpipe/metrics/regression.hpp"

#include "gate/losses.hpp"

namespace mlpipe::gate {
namespace {

using metrics::MetricValue;

// What only makes sense in the order in which it happened, or counts bars.
constexpr std::array<std::string_view, 7> kOrdered{"max_drawdown",
                                                   "drawdown_duration",
                                                   "drawdown_recovered",
                                                   "calmar",
                                                   "ulcer",
                                                   "min_track_record",
                                                   "bars"};

bool ordered(const std::string& name) {
  return std::find(kOrdered.begin(), kOrdered.end(), name) != kOrdered.end();
}

void write_differences(const std::vector<MetricValue>& candidate,
                       const std::vector<MetricValue>& baseline,
                       const std::vector<std::string>& names, std::span<double> out) {
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto one = metrics::value_of(candidate, names[k]);
    const auto other = metrics::value_of(baseline, names[k]);
    out[k] = one && other ? *one - *other : std::numeric_limits<double>::quiet_NaN();
  }
}

std::vector<std::string> names_of(const std::vector<MetricValue>& values) {
  std::vector<std::string> names;
  for (const auto& value : values) {
    const bool neutral = metrics::find_metric(value.name).better == metrics::Direction::kNeutral;
    if (!neutral && !ordered(value.name)) {
      names.push_back(value.name);
    }
  }
  return names;
}

}  // namespace

std::vector<MetricValue> forecast_metrics(Target target, std::size_t outputs,
                                          std::span<const double> forecast,
                                          std::span<const double> truth,
                                          std::span<const double> naive) {
  switch (target) {
    case Target::kBinary:
      return metrics::binary_metrics(forecast, truth);
    case Target::kMulticlass:
      return metrics::multiclass_metrics(forecast, outputs, truth);
    case Target::kRegression:
      break;
  }
  return metrics::regression_metrics(forecast, truth, naive);
}

ResampledForecasts::ResampledForecasts(const ForecastPair& pair)
    : pair_(pair),
      starts_(moment_starts(pair.time)),
      panel_(starts_.size() - 1 < pair.time.size()) {
  std::vector<std::int64_t> moment(pair.truth.size());
  for (std::size_t i = 0; i < moment.size(); ++i) {
    moment[i] = pair.time[i].time_since_epoch().count();
  }
  names_ = names_of(score(pair.candidate, pair.truth, pair.candidate_naive, moment));
}

std::vector<MetricValue> ResampledForecasts::score(const std::vector<double>& forecast,
                                                   const std::vector<double>& truth,
                                                   const std::vector<double>& naive,
                                                   const std::vector<std::int64_t>& moment) const {
  auto out = forecast_metrics(pair_.target, pair_.outputs, forecast, truth, naive);
  if (panel_ && pair_.target == Target::kRegression) {
    const auto by_moment = metrics::panel_ic_metrics(forecast, truth, moment);
    out.insert(out.end(), by_moment.begin(), by_moment.end());
  }
  return out;
}

void ResampledForecasts::differences(std::span<const std::uint32_t> drawn,
                                     std::span<double> out) const {
  std::vector<double> truth;
  std::vector<double> candidate;
  std::vector<double> baseline;
  std::vector<double> naive;
  std::vector<double> other_naive;
  std::vector<std::int64_t> moment;
  truth.reserve(pair_.truth.size());
  candidate.reserve(pair_.candidate.size());
  baseline.reserve(pair_.baseline.size());
  const auto append = [](std::vector<double>& to, const std::vector<double>& from,
                         std::size_t begin, std::size_t end) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin),
              from.begin() + static_cast<std::ptrdiff_t>(end));
  };
  for (std::size_t k = 0; k < drawn.size(); ++k) {
    const std::size_t begin = starts_[drawn[k]];
    const std::size_t end = starts_[drawn[k] + 1];
    append(truth, pair_.truth, begin, end);
    append(candidate, pair_.candidate, begin * pair_.outputs, end * pair_.outputs);
    append(baseline, pair_.baseline, begin * pair_.outputs, end * pair_.outputs);
    if (pair_.target == Target::kRegression) {
      append(naive, pair_.candidate_naive, begin, end);
      append(other_naive, pair_.baseline_naive, begin, end);
      moment.insert(moment.end(), end - begin, static_cast<std::int64_t>(k));
    }
  }
  write_differences(score(candidate, truth, naive, moment),
                    score(baseline, truth, other_naive, moment), names_, out);
}

ResampledReturns::ResampledReturns(const ReturnPair& pair) : pair_(pair) {
  names_ = names_of(metrics::return_metrics(pair.candidate, pair.benchmark, pair.conventions));
}

void ResampledReturns::differences(std::span<const std::uint32_t> drawn,
                                   std::span<double> out) const {
  const auto take = [&](const std::vector<double>& from) {
    std::vector<double> to(from.empty() ? 0 : drawn.size());
    std::transform(drawn.begin(), drawn.begin() + static_cast<std::ptrdiff_t>(to.size()),
                   to.begin(), [&](std::uint32_t i) { return from[i]; });
    return to;
  };
  const auto benchmark = take(pair_.benchmark);
  write_differences(metrics::return_metrics(take(pair_.candidate), benchmark, pair_.conventions),
                    metrics::return_metrics(take(pair_.baseline), benchmark, pair_.conventions),
                    names_, out);
}

}  // namespace mlpipe::gate
