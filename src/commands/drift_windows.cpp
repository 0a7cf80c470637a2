// SPDX-License-Identifier: MIT
#include "commands/drift_windows.hpp"

#include <algorithm>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/drift/windows.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kWorst = 3;

std::vector<drift::BinCounts> count_column(const DriftSides& sides, std::size_t col,
                                           const std::vector<drift::RowWindow>& windows) {
  const auto& data = *sides.current.data;
  const auto& profile = sides.reference.profile.features[col];
  const auto column =
      feature_column(data.dataset, col, {0, data.dataset.rows()}, data.categories[col]);
  return profile.kind == drift::FeatureKind::kCategorical
             ? drift::count_windows(profile, column.categories, windows)
             : drift::count_windows(profile, std::span(column.values), windows);
}

report::DriftWindow window_of(const drift::WindowCheck& check,
                              const std::vector<drift::FeatureProfile>& profiles,
                              const std::vector<Timestamp>& time) {
  report::DriftWindow out{
      time[check.rows.begin], time[check.rows.end - 1], check.rows.rows(), check.verdict, {}};
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    out.worst.emplace_back(profiles[i].name, check.features[i].psi_adjusted);
  }
  std::stable_sort(out.worst.begin(), out.worst.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  out.worst.resize(std::min(out.worst.size(), kWorst));
  return out;
}

}  // namespace

SlidingCheck slide(const DriftSides& sides, const Duration& length, const Duration& step) {
  const auto& reference = sides.reference.profile;
  const auto& time = sides.current.time;
  const auto windows = drift::plan_windows(time.size(), time, length, step);
  const auto places = drift::monitored(reference, sides.options);
  std::vector<drift::FeatureProfile> profiles;
  for (const std::size_t place : places) {
    profiles.push_back(reference.features[place]);
  }
  std::vector<std::vector<drift::BinCounts>> counts(places.size());
  parallel_for(sides.threads, places.size(),
               [&](std::size_t i) { counts[i] = count_column(sides, places[i], windows); });
  const auto checks = drift::check_windows(profiles, counts, windows,
                                           drift::decide_options(reference, sides.options));
  SlidingCheck out;
  for (const auto& check : checks) {
    out.windows.push_back(window_of(check, profiles, time));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto since = drift::off_since(checks, i);
    out.since.push_back(since ? std::optional(time[checks[*since].rows.begin]) : std::nullopt);
  }
  return out;
}

}  // namespace mlpipe::commands
