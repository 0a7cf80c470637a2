// SPDX-License-Identifier: MIT
#include "mlpipe/drift/profile.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace mlpipe::drift {
namespace {

/// What needs the order of the rows.
void add_dependence(FeatureProfile& profile, std::span<const std::uint8_t> bins,
                    std::span<const std::uint32_t> symbols) {
  const std::size_t bin_count = profile.plan.size() + (profile.counts.missing > 0 ? 1 : 0);
  if (!profile.usable()) {
    return;
  }
  const auto lengths = profile_lengths(bins.size());
  profile.noise = long_run_noise(by_symbol(bins, symbols, bin_count), lengths);
  for (const std::size_t length : lengths) {
    profile.windows.push_back(psi_of_windows(bins, bin_count, length));
  }
}

}  // namespace

FeatureProfile make_feature_profile(std::string name, std::span<const double> values,
                                    std::span<const std::uint32_t> symbols, double gain) {
  assert(symbols.empty() || symbols.size() == values.size());
  FeatureProfile out;
  out.name = std::move(name);
  out.gain = gain;
  const auto sorted = sorted_finite(values);
  out.plan = fit_bins(sorted);
  out.counts = count(out.plan, values);
  out.grid = quantile_grid(sorted);
  out.moments = sample_moments(sorted);
  add_dependence(out, bin_numbers(out.plan, values), symbols);
  return out;
}

FeatureProfile make_feature_profile(std::string name, std::span<const float> values,
                                    std::span<const std::uint32_t> symbols, double gain) {
  auto out = make_feature_profile(std::move(name),
                                  std::vector<double>(values.begin(), values.end()), symbols, gain);
  out.single_precision = true;
  std::transform(out.grid.begin(), out.grid.end(), out.grid.begin(),
                 [](double value) { return static_cast<double>(static_cast<float>(value)); });
  return out;
}

FeatureProfile make_feature_profile(std::string name, const CategorySample& sample,
                                    std::span<const std::uint32_t> symbols, double gain) {
  assert(symbols.empty() || symbols.size() == sample.codes.size());
  FeatureProfile out;
  out.name = std::move(name);
  out.kind = FeatureKind::kCategorical;
  out.gain = gain;
  out.plan = fit_bins(sample);
  out.counts = count(out.plan, sample);
  add_dependence(out, bin_numbers(out.plan, sample), symbols);
  return out;
}

const FeatureProfile* ReferenceProfile::find(std::string_view name) const {
  const auto at = std::find_if(features.begin(), features.end(),
                               [&](const FeatureProfile& each) { return each.name == name; });
  return at == features.end() ? nullptr : &*at;
}

std::chrono::microseconds typical_spacing(std::span<const Timestamp> times) {
  std::vector<std::chrono::microseconds> steps;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] > times[i - 1]) {
      steps.push_back(times[i] - times[i - 1]);
    }
  }
  if (steps.empty()) {
    return std::chrono::microseconds{0};
  }
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return *middle;
}

}  // namespace mlpipe::drift
