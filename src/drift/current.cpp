// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/drift/decide.hpp"

namespace mlpipe::drift {
namespace {

constexpr std::size_t kMostSorted = 65'536;

/// Every k-th value, so that at most kMostSorted are left.
template <class T>
std::vector<double> evenly_taken(std::span<const T> values) {
  const std::size_t step = (values.size() + kMostSorted - 1) / kMostSorted;
  std::vector<T> out;
  for (std::size_t i = 0; i < values.size(); i += step) {
    out.push_back(values[i]);
  }
  return sorted_finite(out);
}

template <class T>
CurrentFeature describe(const FeatureProfile& profile, std::span<const T> values) {
  CurrentFeature out;
  out.counts = count(profile.plan, values);
  const auto sorted = values.empty() ? std::vector<double>{} : evenly_taken(values);
  out.moments = sample_moments(sorted);
  out.grid = quantile_grid(sorted);
  if (!sorted.empty() && !profile.grid.empty()) {
    out.ks = ks_statistic_from_grid(profile.grid, sorted);
    out.wasserstein = wasserstein_from_grid(profile.grid, profile.moments.n, sorted);
  }
  return out;
}

}  // namespace

CurrentFeature describe_current(const FeatureProfile& profile, std::span<const double> values) {
  return describe(profile, values);
}

CurrentFeature describe_current(const FeatureProfile& profile, std::span<const float> values) {
  return describe(profile, values);
}

CurrentFeature describe_current(const FeatureProfile& profile, const CategorySample& sample) {
  CurrentFeature out;
  out.counts = count(profile.plan, sample);
  CategorySample known{profile.plan.categories, {}};
  for (std::size_t i = 0; i < known.names.size(); ++i) {
    known.codes.push_back(static_cast<std::int32_t>(i));
  }
  out.new_categories = categories_only_in(sample, known);
  return out;
}

}  // namespace mlpipe::drift
