// SPDX-License-Identifier: MIT
#include "mlpipe/features/causality.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/text.hpp"

#include "stretch.hpp"

namespace mlpipe::features {
namespace {

constexpr std::size_t kLeastStretch = 8192;

/// Bars [begin, end) of a symbol, cut off after `cut` bars of them.
struct Probe {
  std::size_t symbol = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t cut = 0;  ///< 1 .. end - begin
};

Probe draw_probe(const data::MarketData& market, std::size_t stretch, Rng& rng) {
  const std::size_t row = rng.below(market.rows());
  const auto after = std::upper_bound(market.offsets.begin(), market.offsets.end(), row);
  Probe probe;
  probe.symbol = static_cast<std::size_t>(after - market.offsets.begin()) - 1;
  const std::size_t size = market.offsets[probe.symbol + 1] - market.offsets[probe.symbol];
  const std::size_t t = row - market.offsets[probe.symbol];
  if (size > stretch) {
    const std::size_t least = t + 1 > stretch ? t + 1 - stretch : 0;
    const std::size_t most = std::min(t, size - stretch);
    probe.begin = least + rng.below(most - least + 1);
  }
  probe.end = std::min(size, probe.begin + stretch);
  probe.cut = t - probe.begin + 1;
  return probe;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

std::string value_text(double value) {
  return std::isnan(value) ? "missing" : shortest(value);
}

}  // namespace

CausalityResult check_truncation(const FeatureSet& features, const data::MarketData& market,
                                 std::size_t points, std::uint64_t seed) {
  CausalityResult result;
  if (market.rows() == 0) {
    return result;
  }
  const std::size_t stretch = std::max(kLeastStretch, 2 * (features.first_row() + 1));
  std::vector<double> full;
  std::vector<double> truncated;
  for (std::size_t point = 0; point < points; ++point) {
    Rng rng = Rng::stream(seed, point);
    const Probe probe = draw_probe(market, stretch, rng);
    const data::BarSpan bars =
        stretch_of(data::bars_of(market, probe.symbol), probe.begin, probe.end);
    const data::BarSpan head = bars.head(probe.cut);
    full.resize(bars.size());
    truncated.resize(head.size());
    ++result.points;
    for (std::size_t f = 0; f < features.features().size(); ++f) {
      features.compute(f, bars, full);
      features.compute(f, head, truncated);
      result.rows_compared += head.size();
      const auto differs =
          std::mismatch(truncated.begin(), truncated.end(), full.begin(), same_bits).first;
      if (differs == truncated.end()) {
        continue;
      }
      const auto row = static_cast<std::size_t>(differs - truncated.begin());
      result.ok = false;
      result.feature = features.features()[f].name;
      result.symbol = market.symbols[probe.symbol];
      result.bar = probe.begin + row;
      result.time = bars.time[row];
      result.full = full[row];
      result.truncated = truncated[row];
      return result;
    }
  }
  return result;
}

std::string describe(const CausalityResult& result) {
  if (result.ok) {
    return grouped(result.rows_compared) + " values at " + std::to_string(result.points) +
           " cuts stay the same without the bars that follow";
  }
  return "feature " + result.feature + (result.symbol.empty() ? "" : " of " + result.symbol) +
         " at " + to_display(result.time) + " is " + value_text(result.full) +
         " with later bars and " + value_text(result.truncated) +
         " without: it looks into the future";
}

}  // namespace mlpipe::features
