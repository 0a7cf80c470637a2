// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "mlpipe/core/rng.hpp"
#include "mlpipe/data/dataset.hpp"
#include "mlpipe/data/market_data.hpp"

namespace synthetic {

using mlpipe::Timestamp;

/// Random walks on one calendar; every third bar of symbol 1 and later is missing.
inline mlpipe::data::MarketData random_market(std::uint64_t seed, std::size_t bars,
                                              std::size_t symbols = 1,
                                              std::chrono::seconds step = std::chrono::hours(24)) {
  mlpipe::Rng rng(seed);
  mlpipe::data::MarketData market;
  market.intraday = step < std::chrono::hours(24);
  market.offsets = {0};
  const Timestamp start{std::chrono::hours(24 * 365 * 40)};
  for (std::size_t s = 0; s < symbols; ++s) {
    market.symbols.push_back(symbols == 1 ? "" : std::string(1, static_cast<char>('A' + s)));
    double last = 100.0;
    for (std::size_t t = 0; t < bars; ++t) {
      if (s > 0 && t % 3 == s % 3) {
        continue;
      }
      market.close_time.push_back(start + step * static_cast<int>(t));
      market.open.push_back(last * std::exp(0.002 * rng.normal()));
      market.close.push_back(market.open.back() * std::exp(0.01 * rng.normal()));
      last = market.close.back();
    }
    market.offsets.push_back(market.close.size());
  }
  return market;
}

/// Label 1 if the close `horizon` bars ahead is higher, else 0; or that return itself.
inline mlpipe::data::Dataset dataset_of(const mlpipe::data::MarketData& market, std::size_t horizon,
                                        bool regression = false) {
  mlpipe::data::Dataset set;
  std::vector<std::size_t> next(market.symbol_count());
  for (std::size_t s = 0; s < next.size(); ++s) {
    next[s] = market.offsets[s];
  }
  for (bool more = true; more;) {  // merge by time, then symbol
    std::size_t best = next.size();
    for (std::size_t s = 0; s < next.size(); ++s) {
      const bool left = next[s] < market.offsets[s + 1];
      if (left &&
          (best == next.size() || market.close_time[next[s]] < market.close_time[next[best]])) {
        best = s;
      }
    }
    more = best < next.size();
    if (!more) {
      break;
    }
    const std::size_t row = next[best]++;
    const bool known = row + horizon < market.offsets[best + 1];
    set.time.push_back(market.close_time[row]);
    set.symbol.push_back(static_cast<std::uint32_t>(best));
    set.bar.push_back(row);
    set.label_end.push_back(known ? market.close_time[row + horizon] : Timestamp::max());
    const double r = known ? market.close[row + horizon] / market.close[row] - 1.0 : 0.0;
    set.label.push_back(!known       ? std::numeric_limits<float>::quiet_NaN()
                        : regression ? static_cast<float>(r)
                                     : (r > 0.0 ? 1.0F : 0.0F));
  }
  set.features.resize(static_cast<std::ptrdiff_t>(set.time.size()), 0);
  return set;
}

}  // namespace synthetic
