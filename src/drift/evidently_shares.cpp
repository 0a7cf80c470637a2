// SPDX-License-Identifier: MIT
#include "drift/evidently_shares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace mlpipe::drift {
namespace {

constexpr double kZeroShare = 0.0001;

}  // namespace

std::vector<double> sturges_edges(double low, double high, double rows) {
  double bins = 1.0;
  if (high > low) {
    bins = std::ceil((high - low) / ((high - low) / (std::log2(rows) + 1.0)));
  } else {
    low -= 0.5;
    high += 0.5;
  }
  std::vector<double> edges;
  const double step = (high - low) / bins;
  for (double i = 0.0; i < bins; ++i) {
    edges.push_back(i * step + low);
  }
  edges.push_back(high);
  return edges;
}

std::vector<double> histogram(std::span<const double> sorted, std::span<const double> edges) {
  const auto below = [&](double edge) {
    return static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), edge) -
                               sorted.begin());
  };
  std::vector<double> out;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const bool last = i + 2 == edges.size();
    const double end =
        last ? static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), edges[i + 1]) -
                                   sorted.begin())
             : below(edges[i + 1]);
    out.push_back(end - below(edges[i]));
  }
  return out;
}

void replace_zeros(std::vector<double>& shares) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const double share : shares) {
    smallest = share > 0.0 ? std::min(smallest, share) : smallest;
  }
  std::replace(shares.begin(), shares.end(), 0.0,
               smallest <= kZeroShare ? smallest / 1e6 : kZeroShare);
}

std::vector<double> divided(std::vector<double> values, double by) {
  std::for_each(values.begin(), values.end(), [by](double& value) { value /= by; });
  return values;
}

std::vector<double> to_shares(std::vector<double> values) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  return divided(std::move(values), total);
}

double relative_entropy(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += p[i] > 0.0 ? p[i] * std::log(p[i] / q[i]) : 0.0;
  }
  return sum;
}

double evidently_psi(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0.0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    sum += (p[i] - q[i]) * std::log(p[i] / q[i]);
  }
  return sum;
}

double jensen_shannon(const std::vector<double>& reference, const std::vector<double>& current) {
  const auto p = to_shares(reference);
  const auto q = to_shares(current);
  std::vector<double> middle(p.size());
  std::transform(p.begin(), p.end(), q.begin(), middle.begin(),
                 [](double a, double b) { return 0.5 * (a + b); });
  return std::sqrt(
      std::max(0.0, 0.5 * (relative_entropy(p, middle) + relative_entropy(q, middle))));
}

}  // namespace mlpipe::drift
