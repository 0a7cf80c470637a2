// SPDX-License-Identifier: MIT
#include "mlpipe/drift/dependence.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "drift/smallest_share.hpp"

namespace mlpipe::drift {
namespace {

constexpr std::size_t kBlockRows = 1024;

using Matrix = std::vector<double>;  // [bins x bins]

/// Rows [begin, end) that a pair may start at; its other row lies before `group_end`.
struct Starts {
  std::size_t begin, end, group_end;
};

std::vector<std::size_t> ends_of(const BinSequence& rows) {
  return rows.group_ends.empty() ? std::vector<std::size_t>{rows.bins.size()} : rows.group_ends;
}

std::vector<Starts> choose_starts(const BinSequence& rows, std::size_t most_rows) {
  const std::size_t every =
      std::max<std::size_t>(1, (rows.bins.size() + most_rows - 1) / most_rows);
  std::vector<Starts> out;
  std::size_t begin = 0;
  for (const std::size_t end : ends_of(rows)) {
    if (every == 1) {
      out.push_back({begin, end, end});
    } else {
      for (std::size_t block = begin; block < end; block += every * kBlockRows) {
        out.push_back({block, std::min(block + kBlockRows, end), end});
      }
    }
    begin = end;
  }
  return out;
}

/// Counts of pairs of bins `lag` rows apart, over the chosen starts.
void count_pairs(const BinSequence& rows, std::span<const Starts> starts, std::size_t lag,
                 Matrix& pairs) {
  // Rows that stay in one bin would wait for their own last increment: four tables take turns.
  constexpr std::size_t kTables = 4;
  const std::size_t bins = rows.bin_count;
  const std::size_t cells = bins * bins;
  thread_local std::vector<std::uint32_t> tables;
  tables.assign(kTables * cells, 0);
  std::uint32_t* table = tables.data();
  const std::uint8_t* bin = rows.bins.data();
  for (const auto& part : starts) {
    const std::size_t end = std::min(part.end, part.group_end - std::min(lag, part.group_end));
    std::size_t t = part.begin;
    for (; t + kTables <= end; t += kTables) {
      for (std::size_t u = 0; u < kTables; ++u) {
        ++table[u * cells + bin[t + u] * bins + bin[t + u + lag]];
      }
    }
    for (; t < end; ++t) {
      ++table[bin[t] * bins + bin[t + lag]];
    }
  }
  for (std::size_t c = 0; c < cells; ++c) {
    pairs[c] = static_cast<double>(tables[c]) + tables[cells + c] + tables[2 * cells + c] +
               tables[3 * cells + c];
  }
}

/// Of the whole reference.
struct Lags {
  double rows = 0.0;
  std::vector<double> shares;  ///< [bins]
  Matrix at_zero;              ///< covariance of the bin indicators
  Matrix sum;                  ///< of G_k + G_k' over the lags so far
  Matrix weighted;             ///< the same times k
};

Lags start(const BinSequence& rows) {
  const std::size_t bins = rows.bin_count;
  Lags out;
  out.rows = static_cast<double>(rows.bins.size());
  out.shares.assign(bins, 0.0);
  for (const auto bin : rows.bins) {
    out.shares[bin] += 1.0;
  }
  for (auto& share : out.shares) {
    share /= out.rows;
  }
  out.at_zero.assign(bins * bins, 0.0);
  for (std::size_t i = 0; i < bins; ++i) {
    for (std::size_t j = 0; j < bins; ++j) {
      out.at_zero[i * bins + j] = (i == j ? out.shares[i] : 0.0) - out.shares[i] * out.shares[j];
    }
  }
  out.sum.assign(bins * bins, 0.0);
  out.weighted.assign(bins * bins, 0.0);
  return out;
}

/// Pairs that there are at a lag, looked at or not.
double all_pairs(std::span<const std::size_t> ends, std::size_t lag) {
  double out = 0.0;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    out += end - begin > lag ? static_cast<double>(end - begin - lag) : 0.0;
    begin = end;
  }
  return out;
}

void add_lag(Lags& lags, const Matrix& pairs, std::size_t lag, double existing) {
  const std::size_t bins = lags.shares.size();
  std::vector<double> first(bins, 0.0);
  std::vector<double> second(bins, 0.0);
  for (std::size_t i = 0; i < bins; ++i) {
    for (std::size_t j = 0; j < bins; ++j) {
      first[i] += pairs[i * bins + j];
      second[j] += pairs[i * bins + j];
    }
  }
  const double seen = std::accumulate(first.begin(), first.end(), 0.0);
  if (seen == 0.0) {
    return;
  }
  const double factor = existing / seen / lags.rows;
  const auto covariance = [&](std::size_t i, std::size_t j) {
    const auto& p = lags.shares;
    return factor * (pairs[i * bins + j] - p[j] * first[i] - p[i] * second[j] + seen * p[i] * p[j]);
  };
  for (std::size_t i = 0; i < bins; ++i) {
    for (std::size_t j = 0; j < bins; ++j) {
      const double both = covariance(i, j) + covariance(j, i);
      lags.sum[i * bins + j] += both;
      lags.weighted[i * bins + j] += static_cast<double>(lag) * both;
    }
  }
}

/// Rows in time that windows and the reference take, of each group.
class Times {
 public:
  Times(std::size_t rows, std::size_t groups)
      : groups_(static_cast<double>(groups)), all_(static_cast<double>(rows) / groups_) {}
  [[nodiscard]] double all() const { return all_; }
  [[nodiscard]] double of(std::size_t length) const {
    return std::max(1.0, static_cast<double>(length) / groups_);
  }
  [[nodiscard]] std::size_t last_lag(std::size_t length) const {
    return std::min(static_cast<std::size_t>(std::ceil(of(length))) - 1,
                    static_cast<std::size_t>(all_ / kLagPart));
  }

 private:
  double groups_;
  double all_;
};

LongRunNoise noise_of(const Lags& lags, std::size_t length, const Times& times) {
  const std::size_t bins = lags.shares.size();
  const auto m = static_cast<double>(length);
  LongRunNoise out{length, 0.0, 0.0};
  for (std::size_t i = 0; i < bins; ++i) {
    for (std::size_t j = 0; j < bins; ++j) {
      const std::size_t at = i * bins + j;
      const double unweighted = lags.at_zero[at] + lags.sum[at];
      const double s = (unweighted - lags.weighted[at] / times.of(length)) / m +
                       (unweighted - lags.weighted[at] / times.all()) / lags.rows;
      const double w = s / std::sqrt(std::max(lags.shares[i], kSmallestShare) *
                                     std::max(lags.shares[j], kSmallestShare));
      out.trace += i == j ? w : 0.0;
      out.sum_squares += w * w;
    }
  }
  return out;
}

/// Places of the lengths, the shortest first.
std::vector<std::size_t> ascending(std::span<const std::size_t> lengths) {
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
  return order;
}

}  // namespace

BinSequence by_symbol(std::span<const std::uint8_t> bins, std::span<const std::uint32_t> symbols,
                      std::size_t bin_count) {
  BinSequence out;
  out.bin_count = bin_count;
  out.bins.assign(bins.begin(), bins.end());
  if (symbols.empty()) {
    return out;
  }
  assert(symbols.size() == bins.size());
  const std::size_t names = *std::max_element(symbols.begin(), symbols.end()) + std::size_t{1};
  std::vector<std::size_t> place(names + 1, 0);
  for (const auto symbol : symbols) {
    ++place[symbol + std::size_t{1}];
  }
  std::partial_sum(place.begin(), place.end(), place.begin());
  for (std::size_t s = 0; s < names; ++s) {
    if (place[s + 1] > place[s]) {
      out.group_ends.push_back(place[s + 1]);
    }
  }
  for (std::size_t row = 0; row < bins.size(); ++row) {
    out.bins[place[symbols[row]]++] = bins[row];
  }
  return out;
}

std::vector<std::size_t> profile_lengths(std::size_t rows) {
  std::vector<std::size_t> out = {10, 20, 30, 60, 90, 125, 250, 500, 1'000};
  out.erase(
      std::find_if(out.begin(), out.end(), [&](std::size_t l) { return l > rows / kLagPart; }),
      out.end());
  return out;
}

std::vector<LongRunNoise> long_run_noise(const BinSequence& reference,
                                         std::span<const std::size_t> lengths,
                                         std::size_t most_rows) {
  std::vector<LongRunNoise> out(lengths.size());
  if (reference.bins.empty() || lengths.empty()) {
    return out;
  }
  const auto ends = ends_of(reference);
  const auto starts = choose_starts(reference, most_rows);
  const Times times(reference.bins.size(), ends.size());
  Lags lags = start(reference);
  Matrix pairs(reference.bin_count * reference.bin_count, 0.0);
  std::size_t lag = 0;
  for (const std::size_t i : ascending(lengths)) {
    while (lag < times.last_lag(lengths[i])) {
      ++lag;
      count_pairs(reference, starts, lag, pairs);
      add_lag(lags, pairs, lag, all_pairs(ends, lag));
    }
    out[i] = noise_of(lags, lengths[i], times);
  }
  return out;
}

}  // namespace mlpipe::drift
