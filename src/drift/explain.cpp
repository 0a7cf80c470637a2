// SPDX-License-Identifier: MIT
#include "drift/explain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mlpipe::drift {
namespace {

constexpr double kMoved = 0.15;      // superiority that counts as a move: a third of a deviation
constexpr double kSpread = 1.25;     // ratio of interquartile ranges
constexpr double kNewShare = 0.005;  // of rows
constexpr double kMissingShare = 0.01;
constexpr double kMissingP = 0.01;
constexpr double kFarUnits = 8.0;
constexpr double kFarApart = 0.3;    // Kolmogorov-Smirnov statistic of a column that is another
constexpr double kAlike = 0.25;      // of one that may have drifted besides
constexpr double kElsewhere = 0.75;  // of a column that hardly overlaps with what it was
constexpr std::size_t kMostSwapped = 200;

/// P(a current row is higher) - P(it is lower), by bins; 0 where bins have no order.
double superiority(const BinPlan& plan, const BinCounts& reference, const BinCounts& current) {
  if (plan.mode != BinMode::kValues && plan.mode != BinMode::kQuantiles) {
    return 0.0;
  }
  // What is none of the values has no place among them.
  const std::size_t bins = plan.size() - (plan.mode == BinMode::kValues ? 1 : 0);
  double before = 0.0;
  double now = 0.0;
  double higher = 0.0;
  for (std::size_t k = 0; k < bins; ++k) {
    const auto a = static_cast<double>(reference.bins[k]);
    const auto b = static_cast<double>(current.bins[k]);
    higher += b * before - a * now;
    before += a;
    now += b;
  }
  return before > 0.0 && now > 0.0 ? higher / (before * now) : 0.0;
}

void add_level(std::vector<std::string>& out, const FeatureProfile& profile,
               const CurrentFeature& current) {
  double moved = superiority(profile.plan, profile.counts, current.counts);
  // Few values, none of them seen now: the medians tell.
  if (profile.plan.mode == BinMode::kValues && current.moments.n > 0 &&
      2 * current.counts.bins.back() > current.counts.rows) {
    const double difference = current.moments.median() - profile.moments.median();
    moved = difference > 0.0 ? 1.0 : difference < 0.0 ? -1.0 : 0.0;
  }
  if (std::abs(moved) >= kMoved) {
    out.emplace_back(moved > 0.0 ? "higher" : "lower");
  }
}

void add_spread(std::vector<std::string>& out, const SampleMoments& before,
                const SampleMoments& now) {
  if (before.n < 2 || now.n < 2) {
    return;
  }
  if (now.min == now.max && before.min < before.max) {
    out.emplace_back("constant");
    return;
  }
  const double old_range = before.interquartile_range();
  const double range = now.interquartile_range();
  if (range > kSpread * old_range) {
    out.emplace_back("wider");
  } else if (old_range > kSpread * range) {
    out.emplace_back("narrower");
  }
}

/// Two samples known by grids.
double distance_of_grids(std::span<const double> reference, std::span<const double> current) {
  return ks_statistic_from_grid(reference, current);
}

/// Largest distance that chance leaves at 1 %, and what the grids leave.
double chance_distance(double reference_rows, double current_rows) {
  return 1.63 * std::sqrt(1.0 / reference_rows + 1.0 / std::max(1.0, current_rows)) +
         2.0 / kGridSteps;
}

double effective_reference(const FeatureProfile& profile, double inflation) {
  return std::max(1.0, static_cast<double>(profile.moments.n) / inflation);
}

double nearby_power_of_ten(double factor) {
  const double power = std::pow(10.0, std::round(std::log10(factor)));
  return std::abs(factor / power - 1.0) < 0.25 ? power : factor;
}

bool is_another(const FeatureCheck& check) {
  return check.ks && *check.ks > kFarApart;
}

/// A column's past and present.
struct Column {
  const FeatureProfile& profile;
  const CurrentFeature& current;
  const FeatureCheck& check;
};

/// Does each look like what the other was, and far less like itself? Both may have drifted besides,
/// where there is next to no overlap with what they were.
bool are_swapped(const Column& x, const Column& y) {
  const double to_y = distance_of_grids(y.profile.grid, x.current.grid);
  const double to_x = distance_of_grids(x.profile.grid, y.current.grid);
  const auto is_like = [](const Column& now, const Column& then, double distance) {
    const double chance = chance_distance(
        effective_reference(then.profile, now.check.test.inflation), now.check.test.effective_rows);
    return *now.check.ks > kElsewhere || distance < std::max(kAlike, chance);
  };
  return to_x + to_y < 0.5 * (*x.check.ks + *y.check.ks) && is_like(x, y, to_y) &&
         is_like(y, x, to_x);
}

}  // namespace

std::vector<std::string> directions(const FeatureProfile& profile, const CurrentFeature& current) {
  std::vector<std::string> out;
  add_level(out, profile, current);
  add_spread(out, profile.moments, current.moments);
  const auto& before = profile.counts;
  const auto& now = current.counts;
  const auto share = [](std::uint64_t part, std::uint64_t rows) {
    return rows == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(rows);
  };
  const double missing = share(now.missing, now.rows) - share(before.missing, before.rows);
  const auto test = missing_share_test(before, now);
  if (test && test->p < kMissingP && std::abs(missing) >= kMissingShare) {
    out.emplace_back(missing > 0.0 ? "more missing" : "fewer missing");
  }
  if (profile.plan.has_rest() &&
      share(now.bins.back(), now.rows) > share(before.bins.back(), before.rows) + kNewShare) {
    out.emplace_back("new values");
  }
  return out;
}

std::optional<double> unit_factor(const FeatureProfile& profile, const CurrentFeature& current,
                                  double effective_rows) {
  if (!current.ks || *current.ks <= kFarApart || profile.moments.deviation == 0.0) {
    return std::nullopt;
  }
  const auto& before = profile.moments.quantiles;
  const auto& now = current.moments.quantiles;
  const double squares = std::inner_product(before.begin(), before.end(), before.begin(), 0.0);
  const double factor =
      std::inner_product(before.begin(), before.end(), now.begin(), 0.0) / squares;
  if (!(factor >= kFarUnits || (factor > 0.0 && factor <= 1.0 / kFarUnits))) {
    return std::nullopt;
  }
  const double rounded = nearby_power_of_ten(factor);
  std::vector<double> scaled(profile.grid);
  std::for_each(scaled.begin(), scaled.end(), [&](double& x) { x *= rounded; });
  const double left = distance_of_grids(scaled, current.grid);
  const bool explained =
      left < 0.5 * *current.ks &&
      left < chance_distance(static_cast<double>(profile.moments.n), effective_rows);
  return explained ? std::optional(rounded) : std::nullopt;
}

void find_swapped(std::span<const FeatureProfile> profiles, std::span<const CurrentFeature> current,
                  std::span<FeatureCheck> checks) {
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (is_another(checks[i]) && !checks[i].unit_factor) {
      candidates.push_back(i);
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](std::size_t a, std::size_t b) { return *checks[a].ks > *checks[b].ks; });
  candidates.resize(std::min(candidates.size(), kMostSwapped));
  for (std::size_t x = 0; x < candidates.size(); ++x) {
    for (std::size_t y = x + 1; y < candidates.size(); ++y) {
      const std::size_t i = candidates[x];
      const std::size_t j = candidates[y];
      if (!checks[i].swapped_with && !checks[j].swapped_with &&
          are_swapped({profiles[i], current[i], checks[i]}, {profiles[j], current[j], checks[j]})) {
        checks[i].swapped_with = checks[j].name;
        checks[j].swapped_with = checks[i].name;
      }
    }
  }
}

}  // namespace mlpipe::drift
