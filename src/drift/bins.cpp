// SPDX-License-Identifier: MIT
#include "mlpipe/drift/bins.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

namespace mlpipe::drift {
namespace {

constexpr std::size_t kQuantileBins = 10;
constexpr std::size_t kMostValues = 10;
constexpr std::size_t kMostCategories = 100;

template <class T>
std::vector<double> finite_ascending(std::span<const T> values) {
  std::vector<double> out;
  out.reserve(values.size());
  for (const T value : values) {
    if (std::isfinite(value)) {
      out.push_back(static_cast<double>(value) + 0.0);  // + 0.0 makes -0 a 0
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// The distinct values if there are at most kMostValues of them.
std::optional<std::vector<double>> few_values(std::span<const double> sorted) {
  std::vector<double> out;
  for (auto it = sorted.begin(); it != sorted.end(); it = std::upper_bound(it, sorted.end(), *it)) {
    if (out.size() == kMostValues) {
      return std::nullopt;
    }
    out.push_back(*it);
  }
  return out;
}

std::vector<std::uint64_t> rows_by_code(const CategorySample& sample) {
  std::vector<std::uint64_t> rows(sample.names.size(), 0);
  for (const auto code : sample.codes) {
    if (code >= 0) {
      ++rows[static_cast<std::size_t>(code)];
    }
  }
  return rows;
}

/// The bin of each code of a sample.
std::vector<std::uint8_t> bins_of_codes(const BinPlan& plan, const CategorySample& sample) {
  assert(plan.mode == BinMode::kCategories);
  std::vector<std::uint8_t> out(sample.names.size());
  std::transform(sample.names.begin(), sample.names.end(), out.begin(), [&](const auto& name) {
    const auto at = std::find(plan.categories.begin(), plan.categories.end(), name);
    return static_cast<std::uint8_t>(at - plan.categories.begin());  // the end is the last bin
  });
  return out;
}

}  // namespace

std::size_t BinPlan::size() const noexcept {
  switch (mode) {
    case BinMode::kNone:
      return 0;
    case BinMode::kCategories:
      return categories.size() + 1;
    case BinMode::kValues:
    case BinMode::kQuantiles:
      break;
  }
  return points.size() + 1;
}

std::vector<double> sorted_finite(std::span<const double> values) {
  return finite_ascending(values);
}

std::vector<double> sorted_finite(std::span<const float> values) {
  return finite_ascending(values);
}

double edge_quantile(std::span<const double> sorted, double q) {
  assert(!sorted.empty() && q >= 0.0 && q <= 1.0);
  const double position = q * static_cast<double>(sorted.size() - 1);
  const double floor = std::floor(position);
  const auto low = static_cast<std::size_t>(floor);
  const double share = position - floor;
  const double a = sorted[low];
  const double b = sorted[std::min(low + 1, sorted.size() - 1)];
  const double d = b - a;
  if (std::isinf(d)) {
    return a * (1.0 - share) + b * share;
  }
  return share < 0.5 ? a + d * share : b - d * (1.0 - share);
}

std::vector<double> deciles(std::span<const double> sorted) {
  std::vector<double> out;
  for (std::size_t i = 1; i < kQuantileBins; ++i) {
    out.push_back(edge_quantile(sorted, static_cast<double>(i) / kQuantileBins));
  }
  return out;
}

BinPlan fit_bins(std::span<const double> sorted) {
  BinPlan plan;
  if (sorted.empty()) {
    return plan;
  }
  plan.low = sorted.front();
  plan.high = sorted.back();
  if (auto values = few_values(sorted)) {
    plan.mode = BinMode::kValues;
    plan.points = std::move(*values);
    return plan;
  }
  plan.mode = BinMode::kQuantiles;
  plan.points = deciles(sorted);
  for (std::size_t i = 1; i < kQuantileBins - 1; ++i) {
    const double edge = plan.points[i];
    if (edge == plan.points[i - 1]) {
      const auto atom = std::lower_bound(sorted.begin(), sorted.end(), edge);
      if (atom != sorted.begin()) {
        plan.points.push_back(*std::prev(atom));
      }
    }
  }
  std::sort(plan.points.begin(), plan.points.end());
  plan.points.erase(std::unique(plan.points.begin(), plan.points.end()), plan.points.end());
  return plan;
}

BinPlan fit_bins(const CategorySample& reference) {
  const auto rows = rows_by_code(reference);
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rows[a] != rows[b] ? rows[a] > rows[b] : reference.names[a] < reference.names[b];
  });
  BinPlan plan;
  for (const std::size_t code : order) {
    if (rows[code] > 0 && plan.categories.size() < kMostCategories) {
      plan.categories.push_back(reference.names[code]);
    }
  }
  plan.mode = plan.categories.empty() ? BinMode::kNone : BinMode::kCategories;
  return plan;
}

BinCounts& BinCounts::operator+=(const BinCounts& other) {
  assert(bins.size() == other.bins.size());
  std::transform(bins.begin(), bins.end(), other.bins.begin(), bins.begin(), std::plus<>());
  rows += other.rows;
  missing += other.missing;
  infinite += other.infinite;
  below += other.below;
  above += other.above;
  return *this;
}

BinCounts count(const BinPlan& plan, const CategorySample& sample) {
  const auto rows = rows_by_code(sample);
  BinCounts out;
  out.rows = sample.codes.size();
  out.missing = out.rows - std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
  if (plan.mode != BinMode::kNone) {
    const auto bins = bins_of_codes(plan, sample);
    out.bins.assign(plan.size(), 0);
    for (std::size_t code = 0; code < rows.size(); ++code) {
      out.bins[bins[code]] += rows[code];
    }
  }
  return out;
}

std::vector<std::uint8_t> bin_numbers(const BinPlan& plan, std::span<const double> values) {
  assert(plan.mode != BinMode::kCategories);
  const auto missing = static_cast<std::uint8_t>(plan.size());
  const bool by_value = plan.mode == BinMode::kValues;
  std::vector<std::uint8_t> out(values.size());
  std::transform(values.begin(), values.end(), out.begin(), [&](double value) {
    if (std::isnan(value)) {
      return missing;
    }
    const auto at = std::lower_bound(plan.points.begin(), plan.points.end(), value);
    const bool unseen = by_value && (at == plan.points.end() || *at != value);
    return static_cast<std::uint8_t>((unseen ? plan.points.end() : at) - plan.points.begin());
  });
  return out;
}

std::vector<std::uint8_t> bin_numbers(const BinPlan& plan, const CategorySample& sample) {
  const auto missing = static_cast<std::uint8_t>(plan.size());
  std::vector<std::uint8_t> out(sample.codes.size(), missing);
  if (plan.mode == BinMode::kNone) {
    return out;
  }
  const auto bins = bins_of_codes(plan, sample);
  std::transform(sample.codes.begin(), sample.codes.end(), out.begin(), [&](std::int32_t code) {
    return code < 0 ? missing : bins[static_cast<std::size_t>(code)];
  });
  return out;
}

std::vector<std::string> categories_only_in(const CategorySample& sample,
                                            const CategorySample& other) {
  const auto present = [](const CategorySample& in) {
    const auto rows = rows_by_code(in);
    std::vector<std::string> names;
    for (std::size_t code = 0; code < rows.size(); ++code) {
      if (rows[code] > 0) {
        names.push_back(in.names[code]);
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  };
  const auto mine = present(sample);
  const auto theirs = present(other);
  std::vector<std::string> out;
  std::set_difference(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                      std::back_inserter(out));
  return out;
}

}  // namespace mlpipe::drift
