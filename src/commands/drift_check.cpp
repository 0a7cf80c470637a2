// SPDX-License-Identifier: MIT
#include "commands/drift_check.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/evidently.hpp"
#include "mlpipe/drift/windows.hpp"

#include "commands/drift_faults.hpp"
#include "commands/drift_performance.hpp"

namespace mlpipe::commands {
namespace {

using drift::CurrentFeature;
using drift::FeatureProfile;
using drift::Verdict;
using report::DriftColumn;

std::size_t first_row_after(const std::vector<Timestamp>& time, Timestamp last) {
  return static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), last) - time.begin());
}

CurrentFeature describe(const FeatureProfile& profile, const FeatureColumn& column) {
  return profile.kind == drift::FeatureKind::kCategorical
             ? drift::describe_current(profile, column.categories)
             : drift::describe_current(profile, std::span(column.values));
}

std::optional<drift::EvidentlyScore> evidently_score(const FeatureColumn& before,
                                                     const FeatureColumn& now, bool categorical) {
  const auto numbers = [](const std::vector<float>& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  const auto feature = categorical
                           ? drift::EvidentlyFeature(before.categories, now.categories)
                           : drift::EvidentlyFeature(numbers(before.values), numbers(now.values));
  return feature.score(feature.default_method());
}

/// Looks at one feature of rows.
CurrentFeature current_feature(const DriftSides& sides, data::RowRange span, std::size_t col) {
  const auto& data = *sides.current.data;
  const auto& profile = sides.reference.profile.features[col];
  const auto column = feature_column(data.dataset, col, span, data.categories[col]);
  auto out = describe(profile, column);
  if (sides.options.decide.rule == drift::Rule::kEvidently) {
    const auto& rows = *sides.reference.rows;
    const auto before =
        feature_column(rows.dataset, col, {0, rows.dataset.rows()}, rows.categories[col]);
    out.evidently =
        evidently_score(before, column, profile.kind == drift::FeatureKind::kCategorical);
  }
  return out;
}

DriftColumn joined(drift::FeatureCheck check, CurrentFeature current,
                   const FeatureProfile& profile) {
  DriftColumn out;
  out.check = std::move(check);
  out.current = std::move(current);
  out.profile = &profile;
  return out;
}

/// Prediction and target stand for themselves: their q is their p.
DriftColumn check_alone(const FeatureProfile& profile, CurrentFeature current,
                        drift::DecideOptions options) {
  // What Evidently says of features is no rule for these.
  options.rule = options.rule == drift::Rule::kEvidently ? drift::Rule::kAdjusted : options.rule;
  auto checks = drift::check_features({&profile, 1}, {&current, 1}, options);
  return joined(std::move(checks.front()), std::move(current), profile);
}

DriftColumn check_prediction(const DriftSides& sides, const DriftSpan& span,
                             const FeatureProfile& profile) {
  const auto& column = sides.current.predictions;
  if (profile.kind == drift::FeatureKind::kNumeric) {
    const auto some = std::span(column.values).subspan(span.rows.begin, span.rows.size());
    return check_alone(profile, drift::describe_current(profile, some), sides.options.decide);
  }
  drift::CategorySample some{column.likeliest.names, {}};
  const auto begin = column.likeliest.codes.begin();
  some.codes.assign(begin + static_cast<std::ptrdiff_t>(span.rows.begin),
                    begin + static_cast<std::ptrdiff_t>(span.rows.end));
  return check_alone(profile, drift::describe_current(profile, some), sides.options.decide);
}

std::optional<DriftColumn> check_target(const DriftSides& sides, const DriftSpan& span) {
  const auto& profile = sides.reference.profile.target;
  if (!profile || !sides.current.data || !sides.current.data->no_labels.empty()) {
    return std::nullopt;
  }
  const auto& label = sides.current.data->dataset.label;
  std::vector<float> known;
  std::copy_if(label.begin() + static_cast<std::ptrdiff_t>(span.rows.begin),
               label.begin() + static_cast<std::ptrdiff_t>(span.rows.end),
               std::back_inserter(known), [](float y) { return !std::isnan(y); });
  if (known.empty()) {
    return std::nullopt;
  }
  return check_alone(*profile, drift::describe_current(*profile, std::span(std::as_const(known))),
                     sides.options.decide);
}

Verdict worst_of(const SpanCheck& check) {
  std::vector<drift::FeatureCheck> all;
  for (const auto& column : check.features) {
    all.push_back(column.check);
  }
  if (check.prediction) {
    all.push_back(check.prediction->check);
  }
  return drift::overall(all);
}

}  // namespace

std::vector<DriftSpan> drift_spans(const std::vector<Timestamp>& time,
                                   const std::vector<Duration>& windows,
                                   const std::optional<Timestamp>& reference_last,
                                   std::vector<std::string>& notes) {
  if (time.empty()) {
    throw DataError("there is no current row to check: all are needed as history");
  }
  std::vector<DriftSpan> out;
  for (const auto& window : windows) {
    const auto newest = drift::newest_window(time.size(), time, window);
    out.push_back({to_string(window), {newest.begin, newest.end}});
  }
  if (!out.empty()) {
    return out;
  }
  const std::size_t begin = reference_last ? first_row_after(time, *reference_last) : 0;
  if (begin == time.size()) {
    notes.push_back(
        "no row is newer than those that the model was trained on: all rows are checked");
    return {{"", {0, time.size()}}};
  }
  if (begin > 0) {
    notes.push_back(grouped(begin) + " rows that the model was trained on are history alone");
  }
  return {{"", {begin, time.size()}}};
}

Monitored monitored_features(const drift::ReferenceProfile& reference,
                             const drift::DriftOptions& options) {
  Monitored out;
  out.places = drift::monitored(reference, options);
  for (const std::size_t place : out.places) {
    out.profiles.push_back(reference.features[place]);
  }
  out.decide = drift::decide_options(reference, options);
  return out;
}

int threads_for(const DriftSides& sides, data::RowRange rows) {
  constexpr std::size_t kStepsACell = 10;  // to copy and sort it, or to count it into bins
  return paying_threads(sides.threads, kStepsACell * sides.monitored.places.size() * rows.size());
}

std::vector<DriftColumn> check_features(const DriftSides& sides, data::RowRange rows) {
  const auto& [places, profiles, decide] = sides.monitored;
  std::vector<CurrentFeature> current(places.size());
  parallel_for(threads_for(sides, rows), places.size(), [&](std::size_t i) {
    current[i] = current_feature(sides, rows, sides.monitored.places[i]);
  });
  auto checks = drift::check_features(profiles, current, decide);
  std::vector<DriftColumn> out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    out.push_back(joined(std::move(checks[i]), std::move(current[i]),
                         sides.reference.profile.features[places[i]]));
  }
  return out;
}

SpanCheck check_span(const DriftSides& sides, const DriftSpan& span) {
  SpanCheck out;
  out.span = span;
  if (sides.current.data) {
    out.features = check_features(sides, span.rows);
    out.faults = drift_faults(out.features);
    out.performance =
        drift_performance(sides.model, *sides.current.data, sides.current.predictions, span.rows);
  }
  // Of rows that it was trained on a model knows the answer: its forecasts there are others.
  const auto& first = sides.current.time[span.rows.begin];
  const auto& profile = sides.reference.profile.prediction;
  if (profile && (first > sides.model.recipe.train_to || sides.reference.rows)) {
    out.prediction = check_prediction(sides, span, *profile);
  }
  out.target = check_target(sides, span);
  out.verdict = worst_of(out);
  return out;
}

}  // namespace mlpipe::commands
