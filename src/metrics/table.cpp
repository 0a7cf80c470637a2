// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/metrics/metric.hpp"

namespace mlpipe::metrics {
namespace {

using enum Direction;

constexpr std::array kTable{
    // Classification
    Metric{"n", "rows", "Rows scored", kNeutral, "rows with a label whose future is known"},
    Metric{"accuracy", "fraction", "Accuracy", kMaximise, "share of rows with the right class"},
    Metric{"majority_accuracy", "fraction", "Accuracy of the commoner class", kNeutral,
           "share of the most frequent class among the scored rows"},
    Metric{"balanced_accuracy", "fraction", "Balanced accuracy", kMaximise,
           "mean recall over the classes present"},
    Metric{"precision", "fraction", "Precision", kMaximise, "TP/(TP+FP); 0 if nothing is called 1"},
    Metric{"recall", "fraction", "Recall", kMaximise, "TP/(TP+FN); 0 without positives"},
    Metric{"specificity", "fraction", "Specificity", kMaximise, "TN/(TN+FP); 0 without negatives"},
    Metric{"f1", "fraction", "F1", kMaximise, "2TP/(2TP+FP+FN); 0 if that is 0/0"},
    Metric{"macro_precision", "fraction", "Macro precision", kMaximise,
           "mean precision over the classes present in the labels"},
    Metric{"macro_recall", "fraction", "Macro recall", kMaximise,
           "mean recall over the classes present in the labels"},
    Metric{"macro_f1", "fraction", "Macro F1", kMaximise,
           "mean F1 over the classes present in the labels"},
    Metric{"mcc", "", "Matthews correlation", kMaximise,
           "correlation of forecast and true class; 0 if either is constant"},
    Metric{"roc_auc", "fraction", "ROC AUC", kMaximise,
           "chance that a random 1 ranks above a random 0, ties half; n/a with one class"},
    Metric{"macro_auc", "fraction", "Macro ROC AUC", kMaximise,
           "mean one-against-rest ROC AUC over the classes present; n/a with one class"},
    Metric{"average_precision", "fraction", "Average precision", kMaximise,
           "sum of recall steps times precision over thresholds; n/a with one class"},
    Metric{"log_loss", "nats", "Log loss", kMinimise,
           "mean -ln of the true class's probability, clipped at 2^-52"},
    Metric{"brier", "", "Brier score", kMinimise, "mean (p - y)^2"},
    Metric{"brier_skill", "", "Brier skill", kMaximise,
           "1 - Brier/(b(1-b)), b the base rate; n/a if b is 0 or 1"},
    Metric{"base_rate", "fraction", "Base rate", kNeutral, "share of 1 among the labels"},
    Metric{"positive_rate", "fraction", "Share called 1", kNeutral, "share of p >= threshold"},
    // Regression
    Metric{"rmse", "target", "RMSE", kMinimise, "root of the mean squared error"},
    Metric{"mae", "target", "MAE", kMinimise, "mean absolute error"},
    Metric{"r2", "", "R2 against the training mean", kMaximise,
           "1 - SSE/SSE of the training mean; n/a if that is 0"},
    Metric{"ic", "", "IC", kMaximise, "Pearson correlation of forecast and truth"},
    Metric{"rank_ic", "", "Rank IC", kMaximise, "Spearman correlation of forecast and truth"},
    Metric{"ic_mean", "", "IC a moment, mean", kMaximise, "mean of the IC within each timestamp"},
    Metric{"ic_deviation", "", "IC a moment, deviation", kMinimise, "deviation (n-1) of the same"},
    Metric{"ic_ratio", "", "IC a moment, ratio", kMaximise, "mean over deviation of the same"},
    Metric{"rank_ic_mean", "", "Rank IC a moment, mean", kMaximise,
           "mean of the rank IC within each timestamp"},
    Metric{"rank_ic_deviation", "", "Rank IC a moment, deviation", kMinimise,
           "deviation (n-1) of the same"},
    Metric{"rank_ic_ratio", "", "Rank IC a moment, ratio", kMaximise,
           "mean over deviation of the same"},
    // Returns
    Metric{"bars", "bars", "Bars", kNeutral, "net returns in the series (days, if intraday)"},
    Metric{"total_return", "fraction", "Total return", kMaximise,
           "product of (1 + r) - 1, net of costs; -1 once any r <= -1"},
    Metric{"cagr", "fraction", "CAGR", kMaximise,
           "growth^(A/n) - 1, A bars a year; n/a below half a year"},
    Metric{"volatility", "fraction", "Volatility", kMinimise, "deviation (n-1) times sqrt(A)"},
    Metric{"sharpe", "", "Sharpe ratio", kMaximise,
           "mean(r - rf)/deviation(n-1) times sqrt(A); daily returns; n/a without deviation"},
    Metric{"sharpe_per_bar", "", "Sharpe ratio, not annualised", kMaximise,
           "mean(r - rf)/deviation(n-1)"},
    Metric{"sharpe_intraday", "", "Sharpe ratio from bars", kMaximise,
           "the Sharpe ratio of the bars themselves times sqrt(bars a year): shown second"},
    Metric{"sortino", "", "Sortino ratio", kMaximise,
           "mean(r - m)/sqrt(mean(min(r - m, 0)^2)) times sqrt(A), mean over all n"},
    Metric{"max_drawdown", "fraction", "Maximum drawdown", kMaximise,
           "least E_t/max(E_0..E_t) - 1, E_0 = 1 counted"},
    Metric{"drawdown_duration", "bars", "Longest drawdown", kMinimise,
           "bars from a peak until it is regained, or to the end"},
    Metric{"drawdown_recovered", "", "Longest drawdown recovered", kMaximise,
           "1 if it was regained, 0 if it lasts to the end; n/a without drawdown"},
    Metric{"calmar", "", "Calmar ratio", kMaximise,
           "CAGR/|maximum drawdown|; n/a without drawdown or below half a year"},
    Metric{"ulcer", "fraction", "Ulcer index", kMinimise, "root of the mean squared drawdown"},
    Metric{"profit_factor_bars", "", "Profit factor of bars", kMaximise,
           "sum of gains/|sum of losses| over bars; n/a without losses"},
    Metric{"win_rate_bars", "fraction", "Winning bars", kMaximise,
           "bars with r > 0 / bars with r != 0; n/a if all are 0"},
    Metric{"skewness", "", "Skewness", kNeutral, "population skewness of r"},
    Metric{"kurtosis", "", "Kurtosis", kNeutral, "RAW population kurtosis of r (normal: 3)"},
    Metric{"psr", "probability", "Probabilistic Sharpe ratio", kMaximise,
           "probability that the true Sharpe ratio is above 0 (Bailey, López de Prado 2012)"},
    Metric{"dsr", "probability", "Deflated Sharpe ratio", kMaximise,
           "probabilistic Sharpe ratio against the best that so many trials reach without skill"},
    Metric{"min_track_record", "bars", "Minimum track record", kMinimise,
           "bars until that probability is 95 %; n/a if the Sharpe ratio is not above 0"},
    Metric{"benchmark_return", "fraction", "Buy and hold", kNeutral,
           "total return of the same bars bought and held, close to close, no cost"},
    Metric{"information_ratio", "", "Information ratio", kMaximise,
           "mean(r - b)/deviation(r - b) times sqrt(A), b buy and hold of the same bars"},
    Metric{"tracking_error", "fraction", "Tracking error", kNeutral,
           "deviation(r - b) times sqrt(A)"},
    Metric{"beta", "", "Beta", kNeutral, "cov(r, b)/var(b)"},
    Metric{"gross_total_return", "fraction", "Total return before costs", kMaximise,
           "the same positions without cost"},
    Metric{"turnover", "equity", "Turnover", kMinimise,
           "sum of |change of position|; a round trip is 2"},
    Metric{"turnover_annual", "equity a year", "Turnover a year", kMinimise,
           "mean |change of position| of a bar times bars a year"},
    Metric{"exposure_time", "fraction", "Time in the market", kNeutral,
           "share of bars with a position"},
    Metric{"exposure_gross", "equity", "Gross exposure", kNeutral, "mean |position|"},
    Metric{"exposure_net", "equity", "Net exposure", kNeutral, "mean position"},
    // Trades: a trade is a maximal run of one sign of the position
    Metric{"trades", "trades", "Closed trades", kNeutral, "closed runs of one sign of position"},
    Metric{"open_trades", "trades", "Open trades", kNeutral, "runs still open at the last bar"},
    Metric{"hit_rate", "fraction", "Hit rate", kMaximise,
           "closed trades with return > 0 / closed trades; n/a without any"},
    Metric{"expectancy", "fraction", "Expectancy", kMaximise, "mean return of a closed trade"},
    Metric{"average_win", "fraction", "Mean win", kMaximise, "mean return of winning trades"},
    Metric{"average_loss", "fraction", "Mean loss", kMaximise, "mean return of losing trades"},
    Metric{"payoff_ratio", "", "Payoff ratio", kMaximise, "mean win/|mean loss|"},
    Metric{"profit_factor", "", "Profit factor", kMaximise,
           "sum of wins/|sum of losses| over closed trades; n/a without losers"},
    Metric{"best_trade", "fraction", "Best trade", kNeutral, "largest return of a closed trade"},
    Metric{"worst_trade", "fraction", "Worst trade", kNeutral, "least return of a closed trade"},
    Metric{"bars_held", "bars", "Bars held", kNeutral,
           "mean bars from entry to exit, closed trades"},
};

}  // namespace

std::span<const Metric> all_metrics() {
  return kTable;
}

const Metric& find_metric(std::string_view name) {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const Metric& metric) { return metric.name == name; });
  if (found != kTable.end()) {
    return *found;
  }
  std::vector<std::string> names;
  for (const auto& metric : kTable) {
    names.emplace_back(metric.name);
  }
  throw ConfigError("there is no metric " + quote(name) + did_you_mean(name, names) +
                    "; docs/metrics.md lists them");
}

MetricValue measured(std::string_view name, std::optional<double> value,
                     std::string_view reason_if_absent) {
  if (!value) {
    return absent(name, reason_if_absent);
  }
  if (!std::isfinite(*value)) {
    return absent(name, "not finite");
  }
  return {std::string(name), value, ""};
}

MetricValue measured(std::string_view name, double value) {
  return measured(name, std::optional<double>(value), "");
}

MetricValue absent(std::string_view name, std::string_view reason) {
  return {std::string(name), std::nullopt, std::string(reason)};
}

std::optional<double> value_of(std::span<const MetricValue> list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const MetricValue& item) { return item.name == name; });
  return found == list.end() ? std::nullopt : found->value;
}

}  // namespace mlpipe::metrics
