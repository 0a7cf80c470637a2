// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/simulation.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "mlpipe/core/text.hpp"

#include "backtest/portfolio.hpp"
#include "backtest/simulation_metrics.hpp"

namespace mlpipe::backtest {
namespace {

using metrics::Annualisation;

/// Decisions of one symbol, spread over the bars from the first to the last.
struct SymbolDecisions {
  std::size_t symbol = 0;
  std::size_t begin = 0, end = 0;  ///< rows of the market
  std::vector<double> signal;      ///< NaN: no decision (in a hole between folds)
};

/// The symbol of a market row, quick for rows that come in runs or in turns.
class SymbolFinder {
 public:
  explicit SymbolFinder(const std::vector<std::size_t>& offsets) : offsets_(offsets) {}
  std::size_t operator()(std::size_t row) {
    if (row < offsets_[last_] || row >= offsets_[last_ + 1]) {
      const auto next = std::upper_bound(offsets_.begin(), offsets_.end(), row);
      last_ = static_cast<std::size_t>(next - offsets_.begin()) - 1;
    }
    return last_;
  }

 private:
  const std::vector<std::size_t>& offsets_;
  std::size_t last_ = 0;
};

std::vector<SymbolDecisions> by_symbol(const data::MarketData& market, const Decisions& decisions) {
  std::vector<SymbolDecisions> all(market.symbol_count());
  SymbolFinder symbol_of(market.offsets);
  for (const std::size_t bar : decisions.bar) {
    auto& item = all[symbol_of(bar)];
    if (item.end == 0) {
      item.begin = bar;
    }
    item.end = bar + 1;  // bars ascend within a symbol
  }
  for (std::size_t s = 0; s < all.size(); ++s) {
    all[s].symbol = s;
    all[s].signal.assign(all[s].end - all[s].begin, std::numeric_limits<double>::quiet_NaN());
  }
  for (std::size_t i = 0; i < decisions.bar.size(); ++i) {
    auto& item = all[symbol_of(decisions.bar[i])];
    item.signal[decisions.bar[i] - item.begin] = decisions.signal[i];
  }
  std::erase_if(all, [](const SymbolDecisions& item) { return item.signal.empty(); });
  return all;
}

std::string why_no_returns(const data::MarketData& market,
                           std::span<const SymbolDecisions> symbols) {
  if (market.close.empty()) {
    return "the input has no prices";
  }
  if (symbols.empty()) {
    return "there are no out-of-sample bars";
  }
  for (const auto& item : symbols) {
    for (std::size_t row = item.begin; row < item.end; ++row) {
      const bool positive =
          market.close[row] > 0.0 && (market.open.empty() || market.open[row] > 0.0);
      if (!positive) {
        return "a price is not above 0 (" + to_display(market.close_time[row]) +
               "): simple returns are not defined";
      }
    }
  }
  return "";
}

/// Bars a year of the decisions' bars: of the symbol that has most of them.
Annualisation bar_year(const data::MarketData& market, std::span<const SymbolDecisions> symbols,
                       std::span<const std::int64_t> day, const ExecutionOptions& options) {
  if (options.bars_per_year) {
    return metrics::given_annualisation(*options.bars_per_year);
  }
  const auto& longest = *std::max_element(symbols.begin(), symbols.end(),
                                          [](const SymbolDecisions& a, const SymbolDecisions& b) {
                                            return a.signal.size() < b.signal.size();
                                          });
  std::size_t per_day = 1;
  if (market.intraday) {
    std::vector<std::int64_t> days;
    for (std::size_t row = longest.begin; row < longest.end; ++row) {
      days.push_back(day.empty() ? metrics::utc_day(market.close_time[row]) : day[row]);
    }
    per_day = metrics::usual_bars_per_day(days);
  }
  return metrics::infer_annualisation(market.close_time[longest.begin],
                                      market.close_time[longest.end - 1], longest.signal.size(),
                                      per_day);
}

std::vector<double> targets_of(const data::MarketData& market, const SymbolDecisions& item,
                               SignalKind kind, std::optional<double> bars_per_year,
                               const ExecutionOptions& options) {
  std::vector<double> volatility;
  if (options.sizing == Sizing::kVolatilityTarget) {
    // Bars before the first decision are history, not the future: they fill the window.
    const std::size_t first = market.offsets[item.symbol];
    const auto close = std::span(market.close).subspan(first, item.end - first);
    const auto all = rolling_volatility(close, options.volatility_bars, bars_per_year.value_or(1));
    volatility.assign(all.end() - static_cast<std::ptrdiff_t>(item.signal.size()), all.end());
  }
  return target_positions(item.signal, kind, volatility, options);
}

SymbolRun run_symbol(const data::MarketData& market, const SymbolDecisions& item,
                     std::span<const double> target, Fill fill, const Costs& costs) {
  const std::size_t n = item.signal.size();
  const auto close = std::span(market.close).subspan(item.begin, n);
  const auto open = market.open.empty() ? std::span<const double>()
                                        : std::span(market.open).subspan(item.begin, n);
  SymbolRun out{item.symbol, item.begin, run_engine(open, close, target, fill, costs), {}};
  out.benchmark.resize(n);
  for (std::size_t t = 1; t < n; ++t) {
    out.benchmark[t] = close[t] / close[t - 1] - 1.0;
  }
  return out;
}

void append_trades(const data::MarketData& market, const SymbolRun& item, Fill fill,
                   std::vector<Trade>& trades) {
  trades.reserve(trades.size() + item.run.trades.size());
  const auto& entry_prices = fill == Fill::kNextOpen ? market.open : market.close;
  for (const auto& trade : item.run.trades) {
    const std::size_t entry = item.begin + trade.entry;
    const std::size_t exit = item.begin + trade.exit;
    // A trade still open has no fill yet: it is valued at the last close.
    const double exit_price = trade.open ? market.close[exit] : entry_prices[exit];
    trades.push_back({item.symbol, entry, exit, entry_prices[entry], exit_price, trade.growth - 1.0,
                      trade.direction, trade.open});
  }
}

/// The fill that the data allow.
Fill possible_fill(const data::MarketData& market, Fill wanted, std::vector<std::string>& notes) {
  if (wanted == Fill::kNextOpen && market.open.empty()) {
    notes.emplace_back("the input has no open: decisions are filled at the next close");
    return Fill::kNextClose;
  }
  return wanted;
}

void add_symbol(const data::MarketData& market, SymbolRun& item, std::span<const std::int64_t> day,
                const ExecutionOptions& options, Simulation& out) {
  SymbolRun copy = item;
  const Series alone = combine(market, std::span(&copy, 1), day);
  std::vector<Trade> trades;
  append_trades(market, item, out.fill, trades);
  SymbolReturns result{item.symbol,
                       series_metrics(out, alone, 1, alone.net.size(), false, options)};
  append_exposure(alone, out.bars.bars_per_year, result.metrics);
  const auto of_trades = trade_metrics(trades);
  result.metrics.insert(result.metrics.end(), of_trades.begin(), of_trades.end());
  out.symbols.push_back(std::move(result));
}

void add_metrics(const ExecutionOptions& options, Simulation& out) {
  const std::size_t n = out.series.net.size();
  out.metrics = series_metrics(out, out.series, 1, n, false, options);
  append_exposure(out.series, out.bars.bars_per_year, out.metrics);
  const auto of_trades = trade_metrics(out.trades);
  out.metrics.insert(out.metrics.end(), of_trades.begin(), of_trades.end());
  out.benchmark_metrics = series_metrics(out, out.series, 1, n, true, options);
}

}  // namespace

Simulation simulate(const data::MarketData& market, const Decisions& decisions,
                    std::span<const std::int64_t> day, const ExecutionOptions& options) {
  assert(decisions.bar.size() == decisions.signal.size());
  assert(day.empty() || day.size() == market.rows());
  Simulation out;
  const auto symbols = by_symbol(market, decisions);
  out.no_returns_reason = why_no_returns(market, symbols);
  if (!out.no_returns_reason.empty()) {
    out.metrics = absent_metrics(out.no_returns_reason);
    return out;
  }
  out.fill = possible_fill(market, options.fill, out.notes);
  out.bars = bar_year(market, symbols, day, options);
  const double year = out.bars.bars_per_year.value_or(0.0);
  const Costs costs{options.cost(), year > 0.0 ? options.borrow_rate / year : 0.0,
                    year > 0.0 ? options.funding_rate / year : 0.0};
  std::vector<SymbolRun> runs;
  for (const auto& item : symbols) {
    const auto target = targets_of(market, item, decisions.kind, out.bars.bars_per_year, options);
    runs.push_back(run_symbol(market, item, target, out.fill, costs));
    append_trades(market, runs.back(), out.fill, out.trades);
    out.ruined = out.ruined || (runs.back().run.ruin && symbols.size() == 1);
  }
  out.daily = market.intraday;
  out.series = combine(market, runs, day);
  out.metric_year = out.daily ? day_year(out.series.day) : out.bars;
  if (runs.size() > 1) {
    for (auto& item : runs) {
      add_symbol(market, item, day, options, out);
    }
  }
  add_metrics(options, out);
  return out;
}

}  // namespace mlpipe::backtest
