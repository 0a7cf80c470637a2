// SPDX-License-Identifier: MIT
#include "mlpipe/drift/distances.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace mlpipe::drift {
namespace {

std::uint64_t total(std::span<const std::uint64_t> counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// Sum of term(p, q) over the bins, in their order.
template <class Term>
double sum_over_shares(const CountPair& counts, double floor, Term term) {
  assert(counts.reference.size() == counts.current.size() && counts.usable());
  const auto n = static_cast<double>(counts.reference_rows());
  const auto m = static_cast<double>(counts.current_rows());
  double sum = 0.0;
  for (std::size_t i = 0; i < counts.reference.size(); ++i) {
    sum += term(std::max(static_cast<double>(counts.reference[i]) / n, floor),
                std::max(static_cast<double>(counts.current[i]) / m, floor));
  }
  return sum;
}

/// x ln(x / y), 0 where x is.
double relative_entropy(double x, double y) {
  return x > 0.0 ? x * std::log(x / y) : 0.0;
}

}  // namespace

std::uint64_t CountPair::reference_rows() const {
  return total(reference);
}

std::uint64_t CountPair::current_rows() const {
  return total(current);
}

std::size_t CountPair::freedom() const {
  std::size_t used = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    used += reference[i] + current[i] > 0 ? 1U : 0U;
  }
  return used > 0 ? used - 1 : 0;
}

CountPair without_missing(const BinCounts& reference, const BinCounts& current) {
  assert(reference.bins.size() == current.bins.size());
  return {reference.bins, current.bins};
}

CountPair with_missing(const BinCounts& reference, const BinCounts& current) {
  CountPair out = without_missing(reference, current);
  if (reference.missing + current.missing > 0) {
    out.reference.push_back(reference.missing);
    out.current.push_back(current.missing);
  }
  return out;
}

Psi psi(const CountPair& counts) {
  Psi out;
  out.value = sum_over_shares(counts, kShareFloor, [&](double p, double q) {
    out.terms.push_back((q - p) * std::log(q / p));
    return out.terms.back();
  });
  return out;
}

double psi_half(const CountPair& counts) {
  assert(counts.usable());
  const double added = 0.5 * static_cast<double>(counts.freedom() + 1);
  const double n = static_cast<double>(counts.reference_rows()) + added;
  const double m = static_cast<double>(counts.current_rows()) + added;
  double sum = 0.0;
  for (std::size_t i = 0; i < counts.reference.size(); ++i) {
    if (counts.reference[i] + counts.current[i] > 0) {
      const double p = (static_cast<double>(counts.reference[i]) + 0.5) / n;
      const double q = (static_cast<double>(counts.current[i]) + 0.5) / m;
      sum += (q - p) * std::log(q / p);
    }
  }
  return sum;
}

double independent_psi_noise(double n, double m, double freedom) {
  return freedom * (1.0 / n + 1.0 / m);
}

double js_divergence(const CountPair& counts) {
  const double sum = sum_over_shares(counts, 0.0, [](double p, double q) {
    const double middle = 0.5 * (p + q);
    return 0.5 * (relative_entropy(p, middle) + relative_entropy(q, middle));
  });
  return std::max(0.0, sum);
}

double hellinger(const CountPair& counts) {
  return std::sqrt(0.5 * sum_over_shares(counts, 0.0, [](double p, double q) {
                     const double d = std::sqrt(p) - std::sqrt(q);
                     return d * d;
                   }));
}

double total_variation(const CountPair& counts) {
  return 0.5 * sum_over_shares(counts, 0.0, [](double p, double q) { return std::abs(p - q); });
}

double kl_current(const CountPair& counts) {
  return sum_over_shares(counts, kShareFloor,
                         [](double p, double q) { return relative_entropy(q, p); });
}

double kl_reference(const CountPair& counts) {
  return sum_over_shares(counts, kShareFloor,
                         [](double p, double q) { return relative_entropy(p, q); });
}

}  // namespace mlpipe::drift
