// SPDX-License-Identifier: MIT
#include "commands/drift_windows.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/drift/windows.hpp"

#include "commands/drift_faults.hpp"

namespace mlpipe::commands {
namespace {

std::vector<drift::BinCounts> count_column(const DriftSides& sides, std::size_t col,
                                           data::RowRange rows,
                                           const std::vector<drift::RowWindow>& windows) {
  const auto& data = *sides.current.data;
  const auto& profile = sides.reference.profile.features[col];
  const auto column = feature_column(data.dataset, col, rows, data.categories[col]);
  return profile.kind == drift::FeatureKind::kCategorical
             ? drift::count_windows(profile, column.categories, windows)
             : drift::count_windows(profile, std::span(column.values), windows);
}

void add_fault(const report::DriftFault& fault, const std::string& when,
               std::vector<report::DriftFault>& faults) {
  // Where another unit explains the values, that they are out of range tells nothing more.
  faults.erase(std::remove_if(faults.begin(), faults.end(),
                              [&](const auto& known) {
                                return known.column == fault.column &&
                                       (known.kind == fault.kind ||
                                        known.kind == report::FaultKind::kOutOfRange);
                              }),
               faults.end());
  faults.push_back(fault);
  faults.back().sentence += when;
}

}  // namespace

report::DriftWindow drift_window(std::span<const Timestamp> time, data::RowRange rows,
                                 drift::Verdict verdict,
                                 std::vector<std::pair<std::string, double>> psi) {
  constexpr std::size_t kWorst = 3;
  std::stable_sort(psi.begin(), psi.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  psi.resize(std::min(psi.size(), kWorst));
  return {time[rows.begin], time[rows.end - 1], rows.size(), verdict, std::move(psi)};
}

SlidingCheck slide(const DriftSides& sides, data::RowRange rows, const Duration& length,
                   const Duration& step) {
  const auto& [places, profiles, decide] = sides.monitored;
  const auto time = std::span(sides.current.time).subspan(rows.begin, rows.size());
  const auto windows = drift::plan_windows(time.size(), time, length, step);
  std::vector<std::vector<drift::BinCounts>> counts(places.size());
  parallel_for(threads_for(sides, rows), places.size(), [&](std::size_t i) {
    counts[i] = count_column(sides, sides.monitored.places[i], rows, windows);
  });
  const auto checks = drift::check_windows(profiles, counts, windows, decide);
  SlidingCheck out;
  for (const auto& check : checks) {
    std::vector<std::pair<std::string, double>> psi;
    for (std::size_t i = 0; i < profiles.size(); ++i) {
      psi.emplace_back(profiles[i].name, check.features[i].psi_adjusted);
    }
    out.windows.push_back(
        drift_window(time, {check.rows.begin, check.rows.end}, check.verdict, std::move(psi)));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto since = drift::off_since(checks, i);
    out.since.emplace_back();
    if (since) {
      const auto& window = checks[*since].rows;
      out.since.back() = {rows.begin + window.begin, rows.begin + window.end};
    }
  }
  return out;
}

std::optional<Duration> default_window(const SpanCheck& check) {
  constexpr std::size_t kShortest = 60;
  constexpr std::size_t kParts = 12;
  const auto moved = [](const report::DriftColumn& column) {
    return column.check.verdict == drift::Verdict::kWarning ||
           column.check.verdict == drift::Verdict::kCritical;
  };
  const std::size_t rows = check.span.rows.size();
  const bool question = !check.faults.empty() || (check.prediction && moved(*check.prediction)) ||
                        std::any_of(check.features.begin(), check.features.end(), moved);
  if (!question || rows < 2 * kShortest) {
    return std::nullopt;
  }
  return Duration{static_cast<std::int64_t>(std::max(kShortest, rows / kParts)),
                  Duration::Unit::kBars};
}

void add_faults_since(const DriftSides& sides, const SlidingCheck& slid, SpanCheck& check) {
  std::map<std::size_t, std::size_t> begins;  // first row of a window that was off -> row behind it
  for (const auto& since : slid.since) {
    if (since) {
      begins[since->begin] = since->end;
    }
  }
  const std::size_t end = check.span.rows.end;
  for (const auto& [begin, behind] : begins) {
    // Whatever happened may have happened within the first window: the rows behind it are pure.
    const auto tail = check_features(sides, {behind < end ? behind : begin, end});
    const std::string when =
        " First seen in the window that begins " + to_display(sides.current.time[begin]) + ".";
    for (std::size_t i = 0; i < tail.size(); ++i) {
      if (slid.since[i] && slid.since[i]->begin == begin) {
        for (const auto& fault : drift_faults({tail[i]})) {
          add_fault(fault, when, check.faults);
        }
      }
    }
  }
}

}  // namespace mlpipe::commands
