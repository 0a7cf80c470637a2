// SPDX-License-Identifier: MIT
#include "mlpipe/drift/windows.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <utility>

#include "mlpipe/core/error.hpp"

namespace mlpipe::drift {
namespace {

/// Rows of each bin before each place where a window begins or ends.
class PrefixSums {
 public:
  /// @param bins  [n] as from bin_numbers(), all below `bin_count`
  PrefixSums(std::span<const std::uint8_t> bins, std::size_t bin_count,
             std::span<const RowWindow> windows)
      : bin_count_(bin_count) {
    for (const auto& window : windows) {
      assert(window.begin <= window.end && window.end <= bins.size());
      places_.push_back(window.begin);
      places_.push_back(window.end);
    }
    std::sort(places_.begin(), places_.end());
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
    std::vector<std::uint64_t> sum(bin_count, 0);
    std::size_t row = 0;
    sums_.reserve(places_.size() * bin_count);
    for (const std::size_t place : places_) {
      for (; row < place; ++row) {
        ++sum[bins[row]];
      }
      sums_.insert(sums_.end(), sum.begin(), sum.end());
    }
  }

  [[nodiscard]] std::vector<std::uint64_t> counts(const RowWindow& window) const {
    const std::uint64_t* begin = at(window.begin);
    const std::uint64_t* end = at(window.end);
    std::vector<std::uint64_t> out(bin_count_);
    std::transform(end, end + bin_count_, begin, out.begin(), std::minus<>());
    return out;
  }

 private:
  [[nodiscard]] const std::uint64_t* at(std::size_t place) const {
    const auto found = std::lower_bound(places_.begin(), places_.end(), place);
    return sums_.data() + static_cast<std::size_t>(found - places_.begin()) * bin_count_;
  }

  std::size_t bin_count_;
  std::vector<std::size_t> places_;
  std::vector<std::uint64_t> sums_;  // [places x bins]
};

/// The number behind the plan's bins is that of missing rows.
std::vector<BinCounts> count_bins(const BinPlan& plan, std::span<const std::uint8_t> bins,
                                  std::span<const RowWindow> windows) {
  const PrefixSums sums(bins, plan.size() + 1, windows);
  std::vector<BinCounts> out;
  out.reserve(windows.size());
  for (const auto& window : windows) {
    BinCounts counts;
    counts.bins = sums.counts(window);
    counts.missing = counts.bins.back();
    counts.bins.pop_back();
    counts.rows = window.rows();
    out.push_back(std::move(counts));
  }
  return out;
}

/// Long windows that hold no more rows than there are cost less one by one: count() looks up no
/// bin, but takes a block of rows at a time. Empty for others.
template <typename T>
std::optional<std::vector<BinCounts>> count_one_by_one(const BinPlan& plan,
                                                       std::span<const T> values,
                                                       std::span<const RowWindow> windows) {
  constexpr std::size_t kWorthCounting = 1'000;  // rows a window, on average
  std::size_t rows = 0;
  for (const auto& window : windows) {
    rows += window.rows();
  }
  if (rows > values.size() || rows < kWorthCounting * windows.size()) {
    return std::nullopt;
  }
  std::vector<BinCounts> out;
  out.reserve(windows.size());
  for (const auto& window : windows) {
    auto& counts = out.emplace_back(count(plan, values.subspan(window.begin, window.rows())));
    counts.infinite = counts.below = counts.above = 0;
  }
  return out;
}

bool is_off(Verdict verdict) {
  return verdict == Verdict::kWarning || verdict == Verdict::kCritical;
}

}  // namespace

std::vector<BinCounts> count_windows(const FeatureProfile& profile, std::span<const double> values,
                                     std::span<const RowWindow> windows) {
  auto counts = count_one_by_one(profile.plan, values, windows);
  return counts ? std::move(*counts)
                : count_bins(profile.plan, bin_numbers(profile.plan, values), windows);
}

std::vector<BinCounts> count_windows(const FeatureProfile& profile, std::span<const float> values,
                                     std::span<const RowWindow> windows) {
  if (auto counts = count_one_by_one(profile.plan, values, windows)) {
    return std::move(*counts);
  }
  return count_windows(profile, std::vector<double>(values.begin(), values.end()), windows);
}

std::vector<BinCounts> count_windows(const FeatureProfile& profile, const CategorySample& sample,
                                     std::span<const RowWindow> windows) {
  return count_bins(profile.plan, bin_numbers(profile.plan, sample), windows);
}

std::vector<WindowCheck> check_windows(std::span<const FeatureProfile> profiles,
                                       std::span<const std::vector<BinCounts>> counts,
                                       std::span<const RowWindow> windows,
                                       const DecideOptions& options) {
  assert(counts.size() == profiles.size());
  if (options.rule == Rule::kEvidently) {
    throw ConfigError("/rule",
                      "\"evidently\" cannot judge windows, of which only counts are kept; "
                      "use \"adjusted\" or \"plain\"");
  }
  std::vector<WindowCheck> out;
  std::vector<CurrentFeature> current(profiles.size());
  for (std::size_t w = 0; w < windows.size(); ++w) {
    for (std::size_t f = 0; f < profiles.size(); ++f) {
      assert(counts[f].size() == windows.size());
      current[f].counts = counts[f][w];
    }
    const auto checks = check_features(profiles, current, options);
    WindowCheck& window = out.emplace_back(WindowCheck{windows[w], overall(checks), {}});
    for (const auto& check : checks) {
      window.features.push_back(
          {check.psi, check.psi_adjusted, check.p, check.q, check.missing_now, check.verdict});
    }
  }
  return out;
}

std::optional<OffRun> last_off_run(std::span<const WindowCheck> checks, std::size_t feature) {
  std::optional<OffRun> out;
  for (std::size_t w = checks.size(); w-- > 0;) {
    const Verdict verdict = checks[w].features[feature].verdict;
    if (is_off(verdict)) {
      out = OffRun{w, out ? out->last : w};
    } else if (out && verdict == Verdict::kOk) {
      break;
    }
  }
  return out;
}

std::optional<std::size_t> off_since(std::span<const WindowCheck> checks, std::size_t feature) {
  const auto run = last_off_run(checks, feature);
  if (!run) {
    return std::nullopt;
  }
  const auto later = checks.subspan(run->last + 1);
  const bool over = std::any_of(later.begin(), later.end(), [&](const WindowCheck& check) {
    return check.features[feature].verdict == Verdict::kOk;
  });
  return over ? std::nullopt : std::optional(run->first);
}

}  // namespace mlpipe::drift
