// SPDX-License-Identifier: MIT
#include "optimize/kernels.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "mlpipe/stats/ranks.hpp"
#include "mlpipe/stats/truncated_normal.hpp"

namespace mlpipe::optimize {
namespace {

struct Range {
  double low;
  double high;
};

/// The larger gap to a neighbour. Of equal observations the inner ones have none: the order among
/// them decides which are the outer ones, so the sort must be stable.
void neighbour_widths(std::span<const double> x, std::span<const std::uint32_t> order, Range range,
                      bool endpoints, std::span<double> widths) {
  const std::size_t n = order.size();
  for (std::size_t i = 0; i < n; ++i) {
    const double here = x[order[i]];
    double left = here - (i > 0 ? x[order[i - 1]] : range.low);
    double right = (i + 1 < n ? x[order[i + 1]] : range.high) - here;
    if (!endpoints && n >= 2) {
      left = i == 0 ? right : left;
      right = i + 1 == n ? left : right;
    }
    widths[order[i]] = std::max(left, right);
  }
}

/// The widths of n kernels about x; the prior's comes last and is the range's.
std::vector<double> kernel_widths(std::span<const double> x, std::span<const std::uint32_t> order,
                                  Range range, const ParzenOptions& options,
                                  std::size_t joint_params) {
  const auto n = static_cast<double>(x.size());
  const double widest = range.high - range.low;
  std::vector<double> widths(x.size() + 1, widest);
  const auto ours = std::span(widths).first(x.size());
  if (options.widths == WidthRule::kNearestNeighbour) {
    neighbour_widths(x, order, range, options.endpoints, ours);
  } else if (options.widths == WidthRule::kGiven) {
    std::fill(ours.begin(), ours.end(), options.given_width);
  } else {
    const double power = -1.0 / (static_cast<double>(joint_params) + 4.0);
    std::fill(ours.begin(), ours.end(), 0.2 * std::pow(std::max(n, 1.0), power) * widest);
  }
  constexpr double kNarrowest = 1e-12;
  const double narrowest = options.magic_clip ? widest / std::min(100.0, n + 2.0) : kNarrowest;
  for (auto& width : ours) {
    width = std::clamp(width, narrowest, std::max(widest, narrowest));
  }
  return widths;
}

/// Log mass between a and b of the standard normal, quick where nothing is cut away.
double log_cut(double a, double b) {
  constexpr double kFar = 8.3;  // the tail beyond it is below 2^-53
  return a < -kFar && b > kFar ? 0.0 : stats::log_normal_mass(a, b);
}

}  // namespace

NumericKernels::NumericKernels(const Distribution& distribution,
                               std::span<const double> observations, const ParzenOptions& options,
                               std::size_t joint_params) {
  if (const auto* real = std::get_if<FloatDistribution>(&distribution)) {
    first_ = real->low;
    last_ = real->high;
    step_ = real->step.value_or(0.0);
    log_ = real->log;
  } else {
    const auto& whole = std::get<IntDistribution>(distribution);
    first_ = static_cast<double>(whole.low);
    last_ = static_cast<double>(whole.high);
    step_ = static_cast<double>(whole.step);
    log_ = whole.log;
  }
  low_ = first_ - 0.5 * step_;
  high_ = last_ + 0.5 * step_;
  centres_.assign(observations.begin(), observations.end());
  if (log_) {
    low_ = std::log(low_);
    high_ = std::log(high_);
    for (auto& centre : centres_) {
      centre = std::log(centre);
    }
  }
  const auto order = stats::ascending_order(centres_);
  widths_ = kernel_widths(centres_, order, {low_, high_}, options, joint_params);
  centres_.push_back(0.5 * (low_ + high_));
  if (is_discrete()) {
    find_distinct(order);
    return;
  }
  const double log_root = 0.5 * std::log(2.0 * std::numbers::pi);
  inverse_widths_.resize(centres_.size());
  log_scales_.resize(centres_.size());
  double width = 0.0;
  double inverse = 0.0;
  double log_width = 0.0;
  for (std::size_t k = 0; k < centres_.size(); ++k) {
    if (widths_[k] != width) {  // often the narrowest allowed, many times over
      width = widths_[k];
      inverse = 1.0 / width;
      log_width = std::log(width);
    }
    inverse_widths_[k] = inverse;
    log_scales_[k] = -log_width - log_root -
                     log_cut((low_ - centres_[k]) * inverse, (high_ - centres_[k]) * inverse);
  }
}

void NumericKernels::find_distinct(std::span<const std::uint32_t> order) {
  distinct_.resize(centres_.size());
  const auto add = [&](std::uint32_t kernel) {
    const bool same = !representative_.empty() &&
                      centres_[kernel] == centres_[representative_.back()] &&
                      widths_[kernel] == widths_[representative_.back()];
    if (!same) {
      representative_.push_back(kernel);
      log_cuts_.push_back(log_cut((low_ - centres_[kernel]) / widths_[kernel],
                                  (high_ - centres_[kernel]) / widths_[kernel]));
    }
    distinct_[kernel] = static_cast<std::uint32_t>(representative_.size() - 1);
  };
  std::for_each(order.begin(), order.end(), add);
  add(static_cast<std::uint32_t>(order.size()));
}

void NumericKernels::add_log_densities(double x, std::span<double> totals) const {
  assert(!is_discrete());
  if (x < first_ || x > last_) {
    std::fill(totals.begin(), totals.end(), -std::numeric_limits<double>::infinity());
    return;
  }
  const double at = log_ ? std::log(x) : x;
  for (std::size_t k = 0; k < totals.size(); ++k) {
    const double z = (at - centres_[k]) * inverse_widths_[k];
    totals[k] += log_scales_[k] - 0.5 * z * z;
  }
}

NumericKernels::Bin NumericKernels::bin(double x) const {
  const double low = x - 0.5 * step_;
  const double high = x + 0.5 * step_;
  return {log_ ? std::log(low) : low, log_ ? std::log(high) : high};
}

double NumericKernels::log_mass(const Bin& bin, std::uint32_t distinct) const {
  const std::size_t k = representative_[distinct];
  return stats::log_normal_mass((bin.low - centres_[k]) / widths_[k],
                                (bin.high - centres_[k]) / widths_[k]) -
         log_cuts_[distinct];
}

double NumericKernels::log_mass_bound(const Bin& bin, std::uint32_t distinct) const {
  // A tail from d on is at most exp(-d^2 / 2) / 2.
  const std::size_t k = representative_[distinct];
  const double distance = std::max({bin.low - centres_[k], centres_[k] - bin.high, 0.0});
  const double d = distance / widths_[k];
  return -0.5 * d * d - log_cuts_[distinct];
}

double NumericKernels::sample(std::size_t kernel, double u) const {
  const double centre = centres_[kernel];
  const double width = widths_[kernel];
  const double z =
      stats::truncated_normal_quantile(u, (low_ - centre) / width, (high_ - centre) / width);
  double x = centre + width * z;
  x = log_ ? std::exp(x) : x;
  if (is_discrete()) {
    x = first_ + std::nearbyint((x - first_) / step_) * step_;  // halves to even
  }
  return std::clamp(x, first_, last_);
}

CategoricalKernels::CategoricalKernels(std::size_t choices, std::span<const double> observations,
                                       const ParzenOptions& options)
    : choices_(choices), observations_(observations.begin(), observations.end()) {
  const double share = options.prior_weight / static_cast<double>(observations.size() + 1);
  const double sum = 1.0 + share * static_cast<double>(choices);
  hit_ = (1.0 + share) / sum;
  miss_ = share / sum;
}

double CategoricalKernels::weight(std::size_t kernel, std::size_t choice) const {
  if (kernel == observations_.size()) {
    return 1.0 / static_cast<double>(choices_);
  }
  return observations_[kernel] == static_cast<double>(choice) ? hit_ : miss_;
}

void CategoricalKernels::add_log_weights(double choice, std::span<double> totals) const {
  // Looked up, not branched on: choices come in no order that a processor could foresee.
  const std::array<double, 2> logs = {std::log(miss_), std::log(hit_)};
  for (std::size_t k = 0; k < observations_.size(); ++k) {
    totals[k] += logs[observations_[k] == choice ? 1 : 0];
  }
  totals[observations_.size()] -= std::log(static_cast<double>(choices_));
}

double CategoricalKernels::sample(std::size_t kernel, double u) const {
  double below = 0.0;
  std::size_t choice = 0;
  for (; choice + 1 < choices_; ++choice) {
    below += weight(kernel, choice);
    if (below >= u) {
      break;
    }
  }
  return static_cast<double>(choice);
}

}  // namespace mlpipe::optimize
