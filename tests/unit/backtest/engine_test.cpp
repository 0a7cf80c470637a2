// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/engine.hpp"

#include <cmath>
#include <map>
#include <numeric>

#include <nlohmann/json.hpp>

#include "mlpipe/backtest/simulation.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/metrics/returns.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe;
using namespace mlpipe::backtest;
using metrics::value_of;

namespace {

const std::map<std::string, Fill> kFills{{"next_open", Fill::kNextOpen},
                                         {"next_close", Fill::kNextClose},
                                         {"same_close", Fill::kSameClose}};

struct Prices {
  std::vector<double> open, close;
  std::vector<std::string> date;
};

Prices load_prices() {
  const auto csv = golden::read_csv("backtest/prices.csv");
  return {csv.numbers("open"), csv.numbers("close"), csv.text("date")};
}

Prices random_prices(std::uint64_t seed, std::size_t n) {
  Rng rng(seed);
  Prices out;
  double last = 100.0;
  for (std::size_t t = 0; t < n; ++t) {
    out.open.push_back(last * std::exp(0.01 * rng.normal()));
    out.close.push_back(out.open.back() * std::exp(0.02 * rng.normal()));
    last = out.close.back();
  }
  return out;
}

std::vector<double> random_targets(std::uint64_t seed, std::size_t n) {
  Rng rng(seed + 1000);
  std::vector<double> out;
  for (std::size_t t = 0; t < n; ++t) {
    out.push_back(rng.uniform() < 0.3 ? 0.0 : std::round(4.0 * rng.uniform() - 2.0) / 2.0);
  }
  return out;
}

/// The market of prices.csv, to run whole simulations with.
data::MarketData market_of(const Prices& prices) {
  data::MarketData market;
  market.symbols = {""};
  market.offsets = {0, prices.close.size()};
  market.open = prices.open;
  market.close = prices.close;
  for (const auto& date : prices.date) {
    market.close_time.push_back(from_iso8601(date + "T00:00:00Z").value());
  }
  return market;
}

void check_metric(const std::vector<metrics::MetricValue>& list, const std::string& name,
                  const nlohmann::json& expected) {
  CAPTURE(name);
  const auto found = value_of(list, name);
  REQUIRE(found.has_value() == !expected.is_null());
  if (found) {
    CHECK(*found == Approx(expected.get<double>()).epsilon(1e-9).margin(1e-12));
  }
}

const std::vector<std::pair<const char*, const char*>> kGoldenNames{
    {"bars", "n"},
    {"total_return", "total_return"},
    {"cagr", "cagr"},
    {"volatility", "volatility"},
    {"sharpe", "sharpe"},
    {"sharpe_per_bar", "sharpe_per_bar"},
    {"sortino", "sortino"},
    {"max_drawdown", "max_drawdown"},
    {"drawdown_duration", "max_drawdown_duration_bars"},
    {"calmar", "calmar"},
    {"ulcer", "ulcer_index"},
    {"profit_factor_bars", "profit_factor_bars"},
    {"win_rate_bars", "win_rate_bars"},
    {"skewness", "skew"},
    {"kurtosis", "kurtosis"},
    {"benchmark_return", "benchmark_total_return"},
    {"tracking_error", "tracking_error"},
    {"information_ratio", "information_ratio"},
    {"beta", "beta"},
    {"gross_total_return", "gross_total_return"},
    {"turnover", "turnover_total"},
    {"turnover_annual", "turnover_annual"},
    {"exposure_time", "exposure_time"},
    {"exposure_gross", "exposure_gross_mean"},
    {"exposure_net", "exposure_net_mean"},
    {"trades", "trades"},
    {"open_trades", "open_trades"},
    {"hit_rate", "hit_rate"},
    {"expectancy", "expectancy"},
    {"average_win", "avg_win"},
    {"average_loss", "avg_loss"},
    {"payoff_ratio", "payoff_ratio"},
    {"profit_factor", "profit_factor"},
    {"best_trade", "best_trade"},
    {"worst_trade", "worst_trade"},
    {"bars_held", "avg_bars_held"},
};

/// Options under which signals.csv's probabilities give its target columns.
ExecutionOptions options_for(const std::string& sizing) {
  ExecutionOptions options;
  if (sizing == "long_only") {
    options.long_only = true;
  } else if (sizing == "linear") {
    options.sizing = Sizing::kLinear;
    options.gain = 2.0;
  } else {
    options.long_above = 0.55;
    options.short_below = 0.45;
  }
  return options;
}

}  // namespace

TEST_CASE("target positions match the golden columns", "[backtest][golden]") {
  const auto csv = golden::read_csv("backtest/signals.csv");
  for (const auto& [column, signal] :
       std::map<std::string, std::string>{{"long_short", "prob_candidate"},
                                          {"long_only", "prob_candidate"},
                                          {"linear", "prob_candidate"},
                                          {"prod_long_short", "prob_production"}}) {
    CAPTURE(column);
    CHECK(target_positions(csv.numbers(signal), SignalKind::kProbability, {},
                           options_for(column)) == csv.numbers("w_" + column));
  }
}

TEST_CASE("24 simulations match every golden return and trade metric", "[backtest][golden]") {
  const auto golden = golden::read_json("backtest/expected_backtest.json").at("results");
  const auto market = market_of(load_prices());
  const auto signals = golden::read_csv("backtest/signals.csv");
  std::vector<std::size_t> bars(market.rows());
  std::iota(bars.begin(), bars.end(), std::size_t{0});
  REQUIRE(golden.size() == 24);
  for (const auto& [key, expected] : golden.items()) {
    CAPTURE(key);
    const std::string sizing = key.substr(0, key.find('|'));
    const std::string fill = key.substr(sizing.size() + 1, key.rfind('|') - sizing.size() - 1);
    auto options = options_for(sizing);
    options.fill = kFills.at(fill);
    options.commission_bps = std::stod(key.substr(key.rfind('|') + 1)) * 1e4;
    options.half_spread_bps = 0.0;
    options.slippage_bps = 0.0;
    const auto signal =
        signals.numbers(sizing == "prod_long_short" ? "prob_production" : "prob_candidate");
    const auto result = simulate(market, {bars, signal, SignalKind::kProbability}, {}, options);
    CHECK(result.bars.bars_per_year == 252.0);
    CHECK(result.bars.inferred);
    for (const auto& [ours, theirs] : kGoldenNames) {
      check_metric(result.metrics, ours, expected.at(theirs));
    }
  }
}

TEST_CASE("bar series match the golden vectors to 1e-12", "[backtest][golden]") {
  const auto expected = golden::read_csv("backtest/expected_series.csv");
  const auto signals = golden::read_csv("backtest/signals.csv");
  const auto prices = load_prices();
  const auto check_column = [&](const std::string& name, const std::vector<double>& found) {
    CAPTURE(name);
    const auto column = expected.numbers(name);
    REQUIRE(column.size() == found.size());
    for (std::size_t t = 0; t < column.size(); ++t) {
      CAPTURE(t);
      REQUIRE(found[t] == Approx(column[t]).epsilon(1e-12).margin(1e-15));
    }
  };
  const auto check_run = [&](const std::string& prefix, const char* target, Fill fill) {
    const auto run =
        run_engine(prices.open, prices.close, signals.numbers(target), fill, {0.001, 0.0, 0.0});
    check_column(prefix + "_pos", run.position);
    check_column(prefix + "_turnover", run.turnover);
    check_column(prefix + "_gross", run.gross);
    check_column(prefix + "_net", run.net);
  };
  check_run("ls_next_open", "w_long_short", Fill::kNextOpen);
  check_run("ls_same_close", "w_long_short", Fill::kSameClose);
  check_run("lin_next_close", "w_linear", Fill::kNextClose);

  const auto market = market_of(prices);
  std::vector<std::size_t> bars(market.rows());
  std::iota(bars.begin(), bars.end(), std::size_t{0});
  auto options = options_for("long_short");
  options.commission_bps = 8.0;  // with the default half spread and slippage: 10 bp
  const auto result = simulate(
      market, {bars, signals.numbers("prob_candidate"), SignalKind::kProbability}, {}, options);
  const auto curve = equity_curve(result.series.net);
  check_column("ls_next_open_equity", curve.equity);
  check_column("ls_next_open_drawdown", curve.drawdown);

  const auto ledger = golden::read_csv("backtest/expected_trades.csv");
  REQUIRE(ledger.rows == result.trades.size());
  for (std::size_t i = 0; i < ledger.rows; ++i) {
    const auto& trade = result.trades[i];
    CAPTURE(i);
    const auto cell = [&](const char* name) { return std::stod(ledger.text(name)[i]); };
    CHECK(static_cast<double>(trade.entry_bar) == cell("entry_index"));
    CHECK(static_cast<double>(trade.exit_bar) == cell("exit_index"));
    CHECK(to_display(market.close_time[trade.entry_bar]) == ledger.text("entry_date")[i]);
    CHECK(to_display(market.close_time[trade.exit_bar]) == ledger.text("exit_date")[i]);
    CHECK(trade.entry_price == cell("entry_price"));
    CHECK(trade.exit_price == cell("exit_price"));
    CHECK(trade.direction == cell("direction"));
    CHECK(static_cast<double>(trade.exit_bar - trade.entry_bar) == cell("bars"));
    CHECK(trade.open == (cell("open") != 0.0));
    CHECK(trade.net_return == Approx(cell("return")).epsilon(1e-9).margin(1e-12));
  }
}

TEST_CASE("the product of the trades is the final equity", "[backtest][property]") {
  const auto seed = GENERATE(range(1, 13));
  const auto fill = GENERATE(Fill::kNextOpen, Fill::kNextClose, Fill::kSameClose);
  const auto prices = random_prices(static_cast<std::uint64_t>(seed), 200);
  const auto target = random_targets(static_cast<std::uint64_t>(seed), 200);
  const auto run = run_engine(prices.open, prices.close, target, fill, {0.002, 1e-4, 5e-5});
  double equity = 1.0;
  for (const double r : run.net) {
    equity *= 1.0 + r;
  }
  double product = 1.0;
  int last = 0;
  std::size_t last_exit = 0;
  for (const auto& trade : run.trades) {
    product *= trade.growth;
    CHECK((trade.exit > trade.entry || trade.open));  // open: perhaps filled at the last bar
    CHECK(trade.entry >= last_exit);
    CHECK((trade.direction != last || trade.entry > last_exit));
    last = trade.direction;
    last_exit = trade.exit;
  }
  CAPTURE(seed, run.trades.size());
  CHECK(product == Approx(equity).epsilon(1e-12));
}

TEST_CASE("changing the future changes nothing before", "[backtest][property]") {
  const auto fill = GENERATE(Fill::kNextOpen, Fill::kNextClose, Fill::kSameClose);
  auto prices = random_prices(5, 300);
  auto target = random_targets(5, 300);
  const auto before = run_engine(prices.open, prices.close, target, fill, {0.001, 0.0, 0.0});
  const std::size_t now = 200;
  Rng rng(77);
  for (std::size_t t = now; t < 300; ++t) {
    target[t] = 2.0 * rng.uniform() - 1.0;
    prices.open[t + (t == now ? 1 : 0) < 300 ? t + (t == now ? 1 : 0) : t] *= 1.5 * rng.uniform();
    prices.close[t] *= t == now ? 1.0 : 1.5 * rng.uniform();
  }
  const auto after = run_engine(prices.open, prices.close, target, fill, {0.001, 0.0, 0.0});
  for (std::size_t t = 0; t < now; ++t) {
    REQUIRE(before.net[t] == after.net[t]);
    REQUIRE(before.position[t] == after.position[t]);
  }
  CHECK(before.position[now] == after.position[now]);  // decided before
}

TEST_CASE("an oracle earns and no signal earns nothing", "[backtest][property]") {
  const auto prices = random_prices(8, 500);
  std::vector<double> oracle(500, 0.0);
  for (std::size_t t = 0; t + 2 < 500; ++t) {  // filled at the open of t + 1, held to that of t + 2
    oracle[t] = prices.open[t + 2] > prices.open[t + 1] ? 1.0 : -1.0;
  }
  const auto rich = run_engine(prices.open, prices.close, oracle, Fill::kNextOpen, {});
  double equity = 1.0;
  for (const double r : rich.net) {
    equity *= 1.0 + r;
  }
  CHECK(equity > 50.0);
  const auto idle = run_engine(prices.open, prices.close, std::vector(500, 0.0), Fill::kNextOpen,
                               {0.01, 0.01, 0.01});
  for (const double r : idle.net) {
    REQUIRE(r == 0.0);
  }
  CHECK(idle.trades.empty());
}

TEST_CASE("a ruin takes all, ends trading and is one trade of -100 %", "[backtest]") {
  const std::vector<double> close{100, 100, 250, 260, 270, 280};
  const std::vector<double> short_all(6, -1.0);
  const auto run = run_engine(close, close, short_all, Fill::kSameClose, {});
  REQUIRE(run.ruin == std::size_t{2});
  CHECK(run.net == std::vector<double>{0.0, 0.0, -1.0, 0.0, 0.0, 0.0});
  REQUIRE(run.trades.size() == 1);
  CHECK(run.trades[0].growth == 0.0);
  CHECK_FALSE(run.trades[0].open);
  CHECK(run.position[3] == 0.0);
}

TEST_CASE("borrowing costs shorts alone and funding pays them", "[backtest]") {
  const std::vector<double> close(5, 100.0);
  const auto net = [&](double w, const Costs& costs) {
    return run_engine(close, close, std::vector(5, w), Fill::kSameClose, costs).net.back();
  };
  CHECK(net(-0.5, {0.0, 0.001, 0.0}) == Approx(-0.0005));
  CHECK(net(0.5, {0.0, 0.001, 0.0}) == 0.0);
  CHECK(net(0.5, {0.0, 0.0, 0.001}) == Approx(-0.0005));
  CHECK(net(-0.5, {0.0, 0.0, 0.001}) == Approx(0.0005));
}

TEST_CASE("a side is held until the opposite one", "[backtest]") {
  const std::vector<double> p{0.5, 0.6, 0.5, 0.5, 0.3, 0.5, 0.7};
  ExecutionOptions options;
  options.long_above = 0.55;
  options.short_below = 0.45;
  options.hold_until_opposite = true;
  CHECK(target_positions(p, SignalKind::kProbability, {}, options) ==
        std::vector<double>{0, 1, 1, 1, -1, -1, 1});
  options.long_only = true;
  CHECK(target_positions(p, SignalKind::kProbability, {}, options) ==
        std::vector<double>{0, 1, 1, 1, 0, 0, 1});
}

TEST_CASE("a forecast number trades by its sign outside the band", "[backtest]") {
  const std::vector<double> value{0.01, 0.001, 0.0, -0.001, -0.02};
  ExecutionOptions options;
  CHECK(target_positions(value, SignalKind::kValue, {}, options) ==
        std::vector<double>{1, 1, 0, -1, -1});
  options.value_band = 0.005;
  options.sizing = Sizing::kLinear;
  options.gain = 80.0;
  CHECK(target_positions(value, SignalKind::kValue, {}, options) ==
        std::vector<double>{0.8, 0, 0, 0, -1});
}

TEST_CASE("a volatility target is causal, capped, and waits for its window", "[backtest]") {
  const auto prices = random_prices(4, 60);
  const auto sigma = rolling_volatility(prices.close, 20, 252.0);
  CHECK(std::isnan(sigma[19]));
  std::vector<double> returns;
  for (std::size_t t = 21; t <= 40; ++t) {
    returns.push_back(prices.close[t] / prices.close[t - 1] - 1.0);
  }
  CHECK(sigma[40] == Approx(metrics::return_stats(returns, {252.0, 0.0, 0.0}).volatility.value()));
  ExecutionOptions options;
  options.sizing = Sizing::kVolatilityTarget;
  options.target_volatility = 0.1;
  options.leverage = 0.3;
  const std::vector<double> up(60, 0.9);
  const auto w = target_positions(up, SignalKind::kProbability, sigma, options);
  CHECK(w[10] == 0.0);
  CHECK(w[40] == Approx(std::min(0.3, 0.1 / sigma[40])));
  CHECK(target_positions(std::vector{0.1}, SignalKind::kProbability, std::vector{0.0}, options) ==
        std::vector<double>{-0.3});
}

TEST_CASE("execution options survive writing and reading", "[backtest][property]") {
  ExecutionOptions options;
  options.fill = Fill::kSameClose;
  options.sizing = Sizing::kVolatilityTarget;
  options.commission_bps = 2.5;
  options.long_above = 0.6;
  options.short_below = 0.4;
  options.bars_per_year = 260.0;
  options.long_only = true;
  options.leverage = 2.0;
  options.funding_rate = -0.1;
  options.volatility_bars = 33;
  for (const auto& x : {ExecutionOptions{}, options}) {
    ExecutionOptions back;
    JsonReader::read(write_execution_options(x), "t",
                     [&](JsonReader& r) { back = parse_execution_options(r); });
    CHECK(back == x);
  }
  CHECK(ExecutionOptions{}.cost() == Approx(3e-4));
  const auto bad = parse_json(R"({"long_above": 0.4, "short_below": 0.6, "fill": "now"})", "t");
  CHECK_THROWS_WITH(
      JsonReader::read(bad, "t", [](JsonReader& r) { (void)parse_execution_options(r); }),
      ContainsSubstring("/short_below: must not be above") && ContainsSubstring("/fill"));
}
