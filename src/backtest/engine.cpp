// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/engine.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace mlpipe::backtest {
namespace {

/// What happens on one bar, as growth factors, none below 0.
struct BarFactors {
  double before = 1.0;  ///< old position, until the fill
  double leave = 1.0;   ///< cost that belongs to the old position
  double enter = 1.0;   ///< cost that belongs to the new one
  double after = 1.0;   ///< new position, from the fill to the close
  double carry = 1.0;   ///< borrowing and funding of the new position
};

double growth(double position, double ratio) {
  return std::max(1.0 + position * (ratio - 1.0), 0.0);
}

void set_cost(double from, double to, double kappa, BarFactors& bar) {
  if (from == to) {
    return;
  }
  if (from * to < 0.0) {  // a flip is two trades
    bar.leave = std::max(1.0 - kappa * std::abs(from), 0.0);
    bar.enter = std::max(1.0 - kappa * std::abs(to), 0.0);
    return;
  }
  (to == 0.0 ? bar.leave : bar.enter) = std::max(1.0 - kappa * std::abs(to - from), 0.0);
}

/// Follows the runs of one sign.
class TradeBook {
 public:
  explicit TradeBook(std::vector<EngineTrade>& trades) : trades_(trades) {}

  void bar(std::size_t fill_bar, double from, double to, const BarFactors& bar) {
    const bool ends = from != 0.0 && from * to <= 0.0;
    const bool begins = to != 0.0 && from * to <= 0.0;
    if (from != 0.0) {
      current_.growth *= bar.before * bar.leave;
    }
    if (ends) {
      current_.exit = fill_bar;
      trades_.push_back(current_);
    }
    if (begins) {
      current_ = {fill_bar, fill_bar, to > 0.0 ? 1 : -1, false, 1.0};
    }
    if (to != 0.0) {
      current_.growth *= bar.enter * bar.after * bar.carry;
    }
  }

  /// @param position  at the last bar
  void finish(std::size_t last_bar, double position, bool open) {
    if (position != 0.0) {
      current_.exit = last_bar;
      current_.open = open;
      trades_.push_back(current_);
    }
  }

 private:
  std::vector<EngineTrade>& trades_;
  EngineTrade current_;
};

}  // namespace

EngineRun run_engine(std::span<const double> open, std::span<const double> close,
                     std::span<const double> target, Fill fill, const Costs& costs) {
  const std::size_t n = close.size();
  const bool at_open = fill == Fill::kNextOpen;
  const std::size_t delay = fill == Fill::kNextClose ? 2 : 1;
  assert(target.size() == n && (!at_open || open.size() == n));
  EngineRun run;
  run.position.resize(n);
  run.turnover.resize(n);
  run.gross.resize(n);
  run.net.resize(n);
  TradeBook book(run.trades);
  double held = 0.0;
  for (std::size_t t = 1; t < n; ++t) {
    const double next = t >= delay ? target[t - delay] : 0.0;
    BarFactors bar;
    set_cost(held, next, costs.trade, bar);
    if (at_open) {
      bar.before = growth(held, open[t] / close[t - 1]);
      bar.after = growth(next, close[t] / open[t]);
    } else {
      bar.after = growth(next, close[t] / close[t - 1]);
    }
    if (next != 0.0) {
      bar.carry = 1.0 - costs.funding * next + std::min(next, 0.0) * costs.borrow;
    }
    run.position[t] = next;
    run.turnover[t] = std::abs(next - held);
    run.gross[t] = bar.before * bar.after - 1.0;
    run.net[t] = bar.before * (bar.leave * bar.enter) * bar.after * bar.carry - 1.0;
    book.bar(at_open ? t : t - 1, held, next, bar);
    held = next;
    if (run.net[t] <= -1.0) {
      run.net[t] = -1.0;
      run.ruin = t;
      break;
    }
  }
  if (n > 0) {
    book.finish(run.ruin.value_or(n - 1), held, !run.ruin);
  }
  return run;
}

}  // namespace mlpipe::backtest
