// SPDX-License-Identifier: MIT
#include "mlpipe/drift/evidently.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "mlpipe/drift/sample.hpp"
#include "mlpipe/stats/normal.hpp"
#include "mlpipe/stats/tails.hpp"
#include "mlpipe/stats/two_samples.hpp"

#include "drift/evidently_shares.hpp"

namespace mlpipe::drift {
namespace {

using Method = EvidentlyMethod;

struct Row {
  const char* name;
  bool p_value;  ///< else a distance
  bool numbers;  ///< makes no sense of categories
  double threshold;
};

// In the order of the enumerators.
constexpr std::array kMethods = {
    Row{"psi", false, false, 0.1},    Row{"jensenshannon", false, false, 0.1},
    Row{"kl_div", false, false, 0.1}, Row{"hellinger", false, false, 0.1},
    Row{"ks", true, true, 0.05},      Row{"chisquare", true, false, 0.05},
    Row{"z", true, false, 0.05},      Row{"wasserstein", false, true, 0.1},
    Row{"ed", false, true, 0.1},      Row{"t_test", true, true, 0.05},
    Row{"mannw", true, true, 0.05},
};

constexpr std::size_t kBinnedFrom = 21;     // distinct reference values
constexpr double kSmallReference = 1000.0;  // rows
constexpr std::size_t kFewValues = 5;
constexpr double kSmallestDeviation = 0.001;

const Row& row_of(Method method) {
  return kMethods[static_cast<std::size_t>(method)];
}

/// Finite values and how often each occurs, ascending.
std::map<double, double> counted(std::span<const double> sorted) {
  std::map<double, double> out;
  for (const double value : sorted) {
    ++out[value];
  }
  return out;
}

std::map<std::string, double> counted(const CategorySample& sample) {
  std::map<std::string, double> out;
  for (const auto code : sample.codes) {
    if (code >= 0) {
      ++out[sample.names[static_cast<std::size_t>(code)]];
    }
  }
  return out;
}

/// Gives either side the keys of the other, with no row.
template <class Key>
void align(std::map<Key, double>& reference, std::map<Key, double>& current) {
  for (const auto& [key, rows] : reference) {
    current.try_emplace(key, 0.0);
  }
  for (const auto& [key, rows] : current) {
    reference.try_emplace(key, 0.0);
  }
}

template <class Key>
std::vector<double> rows_of(const std::map<Key, double>& counts) {
  std::vector<double> out;
  for (const auto& [key, rows] : counts) {
    out.push_back(rows);
  }
  return out;
}

}  // namespace

std::string_view evidently_name(EvidentlyMethod method) {
  return row_of(method).name;
}

std::optional<EvidentlyMethod> evidently_method(std::string_view name) {
  const auto at = std::find_if(kMethods.begin(), kMethods.end(),
                               [&](const Row& row) { return row.name == name; });
  return at == kMethods.end() ? std::nullopt
                              : std::optional(static_cast<Method>(at - kMethods.begin()));
}

EvidentlyFeature::EvidentlyFeature(std::span<const double> reference,
                                   std::span<const double> current)
    : reference_(sorted_finite(reference)), current_(sorted_finite(current)) {
  n_ = static_cast<double>(reference_.size());
  m_ = static_cast<double>(current_.size());
  auto old_rows = counted(reference_);
  auto rows = counted(current_);
  reference_distinct_ = old_rows.size();
  align(old_rows, rows);
  std::transform(rows.begin(), rows.end(), std::back_inserter(keys_),
                 [](const auto& entry) { return entry.first; });
  reference_counts_ = rows_of(old_rows);
  current_counts_ = rows_of(rows);
}

EvidentlyFeature::EvidentlyFeature(const CategorySample& reference, const CategorySample& current)
    : numeric_(false) {
  auto old_rows = counted(reference);
  auto rows = counted(current);
  reference_distinct_ = old_rows.size();
  align(old_rows, rows);
  reference_counts_ = rows_of(old_rows);
  current_counts_ = rows_of(rows);
  n_ = std::accumulate(reference_counts_.begin(), reference_counts_.end(), 0.0);
  m_ = std::accumulate(current_counts_.begin(), current_counts_.end(), 0.0);
}

EvidentlyMethod EvidentlyFeature::default_method() const {
  const std::size_t distinct = reference_counts_.size();
  const bool many = numeric_ && distinct > kFewValues;
  if (n_ > kSmallReference) {
    return many ? Method::kWasserstein : Method::kJensenShannon;
  }
  return many ? Method::kKolmogorovSmirnov : distinct > 2 ? Method::kChiSquare : Method::kZ;
}

EvidentlyFeature::Shares EvidentlyFeature::binned(bool fill_zeros) const {
  Shares out{divided(reference_counts_, n_), divided(current_counts_, m_)};
  if (numeric_ && reference_distinct_ >= kBinnedFrom) {
    const auto edges = sturges_edges(keys_.front(), keys_.back(), n_ + m_);
    out = {divided(histogram(reference_, edges), n_), divided(histogram(current_, edges), m_)};
  }
  if (fill_zeros) {
    replace_zeros(out.reference);
    replace_zeros(out.current);
  }
  return out;
}

double EvidentlyFeature::hellinger() const {
  Shares shares{divided(reference_counts_, n_), divided(current_counts_, m_)};
  std::vector<double> weights(reference_counts_.size(), 1.0);
  if (numeric_) {
    const auto edges =
        sturges_edges(keys_.front(), keys_.back(), static_cast<double>(keys_.size()));
    shares = {divided(histogram(reference_, edges), n_), divided(histogram(current_, edges), m_)};
    // Densities times the mean width: not 1 where a level far above the spread rounds the edges.
    const double width = (edges.back() - edges.front()) / static_cast<double>(edges.size() - 1);
    weights.clear();
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      weights.push_back(width / (edges[i + 1] - edges[i]));
    }
  }
  // 1 less Bhattacharyya's coefficient, without its cancellation.
  double sum = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double p = std::sqrt(shares.reference[i]);
    const double q = std::sqrt(shares.current[i]);
    sum += 0.5 * (p - q) * (p - q) + p * q * (1.0 - weights[i]);
  }
  return std::sqrt(std::max(0.0, sum));
}

double EvidentlyFeature::chi_square() const {
  if (reference_counts_.size() < 2) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  double statistic = 0.0;
  for (std::size_t i = 0; i < reference_counts_.size(); ++i) {
    const double expected = reference_counts_[i] * (m_ / n_);
    const double d = current_counts_[i] - expected;
    statistic += d * d / expected;  // infinite for a category new to the reference
  }
  return stats::chi_square_tail(statistic, static_cast<double>(reference_counts_.size() - 1));
}

double EvidentlyFeature::z() const {
  if (reference_counts_.size() == 1) {
    return 1.0;
  }
  const double p = 1.0 - reference_counts_.front() / n_;
  const double q = 1.0 - current_counts_.front() / m_;
  const double pooled = (p * n_ + q * m_) / (n_ + m_);
  const double z = (p - q) / std::sqrt(pooled * (1.0 - pooled) * (1.0 / n_ + 1.0 / m_));
  return 2.0 * (1.0 - stats::normal_cdf(std::abs(z)));
}

double EvidentlyFeature::value(EvidentlyMethod method) const {
  switch (method) {
    case Method::kPsi: {
      const auto shares = binned(true);
      return evidently_psi(shares.reference, shares.current);
    }
    case Method::kJensenShannon: {
      const auto shares = binned(false);
      return jensen_shannon(shares.reference, shares.current);
    }
    case Method::kKullbackLeibler: {
      const auto shares = binned(true);
      return relative_entropy(to_shares(shares.reference), to_shares(shares.current));
    }
    case Method::kHellinger:
      return hellinger();
    case Method::kKolmogorovSmirnov:
      return stats::ks_tail(reference_.size(), current_.size(),
                            stats::ks_statistic(reference_, current_));
    case Method::kChiSquare:
      return chi_square();
    case Method::kZ:
      return z();
    case Method::kWasserstein:
      return stats::wasserstein(reference_, current_) /
             std::max(sample_moments(reference_).deviation, kSmallestDeviation);
    case Method::kEnergy:
      return stats::energy_distance(reference_, current_);
    case Method::kT:
      return stats::t_test(reference_, current_).value_or(std::numeric_limits<double>::quiet_NaN());
    case Method::kMannWhitney:
      break;
  }
  return stats::mann_whitney_less(reference_, current_);
}

std::optional<EvidentlyScore> EvidentlyFeature::score(EvidentlyMethod method) const {
  const auto& row = row_of(method);
  if (n_ == 0.0 || m_ == 0.0 || (row.numbers && !numeric_)) {
    return std::nullopt;
  }
  EvidentlyScore out{method, value(method), row.threshold, false};
  out.drifted = !row.p_value                           ? out.score >= row.threshold
                : method == Method::kKolmogorovSmirnov ? out.score <= row.threshold
                                                       : out.score < row.threshold;
  return out;
}

}  // namespace mlpipe::drift
