// SPDX-License-Identifier: MIT
#include "mlpipe/drift/dependence.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "mlpipe/drift/bins.hpp"
#include "mlpipe/stats/tails.hpp"

namespace mlpipe::drift {
namespace {

constexpr double kSmallestShare = 0.001;
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
  const std::uint8_t* bin = rows.bins.data();
  for (const auto& part : starts) {
    const std::size_t end = std::min(part.end, part.group_end - std::min(lag, part.group_end));
    std::size_t t = part.begin;
    for (; t + kTables <= end; t += kTables) {
      for (std::size_t u = 0; u < kTables; ++u) {
        ++tables[u * cells + bin[t + u] * bins + bin[t + u + lag]];
      }
    }
    for (; t < end; ++t) {
      ++tables[bin[t] * bins + bin[t + lag]];
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

/// @param reach, all_reach  rows in time that the window and the reference take
LongRunNoise noise_of(const Lags& lags, std::size_t length, double reach, double all_reach) {
  const std::size_t bins = lags.shares.size();
  const auto m = static_cast<double>(length);
  LongRunNoise out{length, 0.0, 0.0};
  for (std::size_t i = 0; i < bins; ++i) {
    for (std::size_t j = 0; j < bins; ++j) {
      const std::size_t at = i * bins + j;
      const double near = lags.at_zero[at] + lags.sum[at];
      const double s = (near - lags.weighted[at] / reach) / m +
                       (near - lags.weighted[at] / all_reach) / lags.rows;
      const double w = s / std::sqrt(std::max(lags.shares[i], kSmallestShare) *
                                     std::max(lags.shares[j], kSmallestShare));
      out.trace += i == j ? w : 0.0;
      out.sum_squares += w * w;
    }
  }
  return out;
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
  out.erase(std::find_if(out.begin(), out.end(), [&](std::size_t l) { return l > rows / 4; }),
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
  const auto groups = static_cast<double>(ends.size());
  const double all_reach = static_cast<double>(reference.bins.size()) / groups;
  const auto reach = [&](std::size_t length) {
    return std::max(1.0, static_cast<double>(length) / groups);
  };
  const auto last_lag = [&](std::size_t length) {
    return std::min(static_cast<std::size_t>(std::ceil(reach(length))) - 1,
                    static_cast<std::size_t>(all_reach / 4.0));
  };
  std::vector<std::size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
  Lags lags = start(reference);
  Matrix pairs(reference.bin_count * reference.bin_count, 0.0);
  std::size_t lag = 0;
  for (const std::size_t i : order) {
    while (lag < last_lag(lengths[i])) {
      ++lag;
      count_pairs(reference, starts, lag, pairs);
      add_lag(lags, pairs, lag, all_pairs(ends, lag));
    }
    out[i] = noise_of(lags, lengths[i], reach(lengths[i]), all_reach);
  }
  return out;
}

LongRunNoise noise_at(std::span<const LongRunNoise> table, std::uint64_t n, std::uint64_t m) {
  if (table.empty()) {
    return {m, 0.0, 0.0};
  }
  const auto unit = [&](double length) { return 1.0 / static_cast<double>(n) + 1.0 / length; };
  const auto length = static_cast<double>(m);
  const auto above = std::find_if(table.begin(), table.end(),
                                  [&](const LongRunNoise& entry) { return entry.length >= m; });
  const auto& high = above == table.end() ? table.back() : *above;
  const auto& low = above == table.begin() ? table.front() : *std::prev(above);
  const auto low_length = static_cast<double>(low.length);
  const auto high_length = static_cast<double>(high.length);
  const double share = above == table.end() || above == table.begin()
                           ? 1.0
                           : std::log(length / low_length) / std::log(high_length / low_length);
  const auto between = [&](double a, double b) { return a + share * (b - a); };
  const double here = unit(length);
  const double at_low = unit(low_length);
  const double at_high = unit(high_length);
  return {m, here * between(low.trace / at_low, high.trace / at_high),
          here * here *
              between(low.sum_squares / (at_low * at_low), high.sum_squares / (at_high * at_high))};
}

LongRunTest long_run_test(const CountPair& counts, const LongRunNoise& noise) {
  assert(counts.usable());
  const auto n = static_cast<double>(counts.reference_rows());
  const auto m = static_cast<double>(counts.current_rows());
  LongRunTest out;
  for (std::size_t i = 0; i < counts.reference.size(); ++i) {
    const auto a = static_cast<double>(counts.reference[i]);
    const auto b = static_cast<double>(counts.current[i]);
    const double difference = b / m - a / n;
    out.statistic += difference * difference / std::max((a + b) / (n + m), kSmallestShare);
  }
  const double independent = independent_psi_noise(counts);
  out.corrected = noise.trace > independent && independent > 0.0;
  out.psi_noise = std::max(independent, out.corrected ? noise.trace : 0.0);
  out.scale = out.corrected ? noise.sum_squares / noise.trace : 1.0 / n + 1.0 / m;
  out.freedom = out.corrected ? noise.trace * noise.trace / noise.sum_squares
                              : static_cast<double>(counts.freedom());
  out.inflation = out.corrected ? noise.trace / independent : 1.0;
  out.effective_rows = m / out.inflation;
  if (out.freedom > 0.0) {
    out.p_chi_square = stats::chi_square_tail(out.statistic / out.scale, out.freedom);
    out.p = out.p_chi_square;
  }
  if (out.corrected) {
    out.freedom2 = 2.0 * (n / m) * out.inflation / (out.inflation - 1.0);
    out.p = stats::f_tail(out.statistic / noise.trace, out.freedom, *out.freedom2);
  }
  return out;
}

WindowPsi psi_of_windows(std::span<const std::uint8_t> bins, std::size_t bin_count,
                         std::size_t length) {
  assert(length >= 1 && length <= bins.size());
  const std::size_t rows = bins.size();
  std::vector<std::uint64_t> all(bin_count, 0);
  for (const auto bin : bins) {
    ++all[bin];
  }
  // What a bin adds depends on its count alone: one logarithm a count and not one a window.
  std::vector<double> term(bin_count * (length + 1));
  for (std::size_t i = 0; i < bin_count; ++i) {
    const double p = std::max(static_cast<double>(all[i]) / static_cast<double>(rows), kShareFloor);
    for (std::size_t c = 0; c <= length; ++c) {
      const double q = std::max(static_cast<double>(c) / static_cast<double>(length), kShareFloor);
      term[i * (length + 1) + c] = (q - p) * std::log(q / p);
    }
  }
  constexpr std::size_t kMostWindows = 65'536;
  const std::size_t step = (rows - length) / kMostWindows + 1;
  std::vector<std::size_t> counts(bin_count, 0);
  std::vector<double> values;
  for (std::size_t end = 1; end <= rows; ++end) {
    ++counts[bins[end - 1]];
    if (end > length) {
      --counts[bins[end - 1 - length]];
    }
    if (end >= length && (end - length) % step == 0) {
      double sum = 0.0;
      for (std::size_t i = 0; i < bin_count; ++i) {
        sum += term[i * (length + 1) + counts[i]];
      }
      values.push_back(sum);
    }
  }
  std::sort(values.begin(), values.end());
  return {values.back(), edge_quantile(values, 0.99)};
}

}  // namespace mlpipe::drift
