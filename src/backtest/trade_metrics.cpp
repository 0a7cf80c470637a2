// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "mlpipe/backtest/simulation.hpp"

namespace mlpipe::backtest {

std::vector<metrics::MetricValue> trade_metrics(std::span<const Trade> trades) {
  using metrics::measured;
  double closed = 0.0;
  double open = 0.0;
  double wins = 0.0;
  double losers = 0.0;
  double gains = 0.0;
  double losses = 0.0;
  double bars = 0.0;
  double best = std::numeric_limits<double>::lowest();
  double worst = std::numeric_limits<double>::max();
  for (const auto& trade : trades) {
    if (trade.open) {
      open += 1.0;
      continue;
    }
    const double r = trade.net_return;
    closed += 1.0;
    wins += r > 0.0 ? 1.0 : 0.0;
    losers += r < 0.0 ? 1.0 : 0.0;
    gains += std::max(r, 0.0);
    losses += std::max(-r, 0.0);
    bars += static_cast<double>(trade.exit_bar - trade.entry_bar);
    best = std::max(best, r);
    worst = std::min(worst, r);
  }
  const auto over = [](double numerator, double denominator) {
    return denominator > 0.0 ? std::optional(numerator / denominator) : std::nullopt;
  };
  const auto if_any = [&](double value) {
    return closed > 0.0 ? std::optional(value) : std::nullopt;
  };
  const auto mean_win = over(gains, wins);
  const auto mean_loss = over(-losses, losers);
  const auto payoff = mean_win && mean_loss ? std::optional(*mean_win / -*mean_loss) : std::nullopt;
  constexpr std::string_view kNone = "no closed trade";
  constexpr std::string_view kNoLoser = "no losing trade";
  return {
      measured("trades", closed),
      measured("open_trades", open),
      measured("hit_rate", over(wins, closed), kNone),
      measured("expectancy", over(gains - losses, closed), kNone),
      measured("average_win", mean_win, "no winning trade"),
      measured("average_loss", mean_loss, kNoLoser),
      measured("payoff_ratio", payoff, "no winning or no losing trade"),
      measured("profit_factor", over(gains, losses), kNoLoser),
      measured("best_trade", if_any(best), kNone),
      measured("worst_trade", if_any(worst), kNone),
      measured("bars_held", over(bars, closed), kNone),
  };
}

}  // namespace mlpipe::backtest
