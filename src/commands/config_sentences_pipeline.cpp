// SPDX-License-Identifier: MIT
#include "mlpipe/notify/options.hpp"

#include "commands/config_sentences.hpp"

namespace mlpipe::commands {
namespace {

const Sentences kData = {
    {"/data", "What is read, and how; docs/data.md"},
    {"/data/source", "File, http(s) URL, or - for standard input; plain or gzip"},
    {"/data/separator", "Between fields; null: found out"},
    {"/data/decimal", "Decimal mark; null: found out"},
    {"/data/header", "The first line names the columns; false: they are column_1, column_2, ..."},
    {"/data/skip_lines", "Lines before the header"},
    {"/data/comment", "Lines that begin so are left out; empty: none"},
    {"/data/missing", "Spellings of \"no value\" besides the usual ones"},
    {"/data/max_columns", "More are refused"},
    {"/data/max_line_bytes", "Longer records are refused"},
    {"/data/time", "Column with the time, or the date; null: found by name"},
    {"/data/time_of_day", "Second column, where date and time are apart; null: found by name"},
    {"/data/time_format", "As strftime writes it; null: found out where that is certain"},
    {"/data/time_zone", "IANA name: zone of stamps without offset, and of calendar features"},
    {"/data/stamp", "Which end of its bar a time in the file is"},
    {"/data/bar", "Length of a bar, for stamp \"open\"; null: inferred"},
    {"/data/symbol", "Column that tells the series of a panel apart; null: found by name"},
    {"/data/open", "Column; null: found by name"},
    {"/data/high", "Column; null: found by name"},
    {"/data/low", "Column; null: found by name"},
    {"/data/close", "Column; null: found by name"},
    {"/data/volume", "Column; null: found by name"},
    {"/data/target", "Column to be learnt, for label.kind \"column\"; null: found by name"},
    {"/data/features", "Ready-made feature columns; []: none; null: as docs/data.md says"},
    {"/data/categorical", "Those of them to be used as categories"},
    {"/data/on_bad_rows", "A row that cannot be used ends the run, or is left out and counted"},
    {"/data/duplicates", "Which of two rows with one time is kept; error: none, the run ends"},
    {"/data/allow_nonpositive_prices", "For spreads and power prices"},
    {"/data/transfer", "Of http(s) sources"},
    {"/data/transfer/connect_timeout_ms", "Milliseconds to connect"},
    {"/data/transfer/stall_timeout_ms", "Milliseconds without a byte that end an attempt"},
    {"/data/transfer/retries", "Further attempts after a failure that may pass"},
    {"/data/transfer/max_bytes", "Larger sources are refused, after decompression"},
};

const Sentences kRecipe = {
    {"/format_version", "Of this file's format"},
    {"/seed", "Of all that is random"},
    {"/features", "What the model is given; docs/features.md"},
    {"/features/preset", "core, alpha158, both, or [] for none"},
    {"/features/add", "Features by name, with any number in it, such as rsi_21"},
    {"/features/drop", "Features, or columns of the file, to leave out"},
    {"/features/leak_auc", "A column that alone tells classes this well is refused"},
    {"/features/leak_correlation", "A column that correlates so with a future return is refused"},
    {"/features/trusted_inputs", "Columns that this check passes over"},
    {"/label", "What the model learns; docs/features.md"},
    {"/label/kind", "Up or not, down/flat/up, the return itself, or a column of the file"},
    {"/label/horizon",
     "Bars the return reaches; for a column, bars until its value is known (from "
     "0 on)"},
    {"/label/dead_band", "A fraction: returns inside it are flat, or not labelled"},
    {"/label/log_return", "The logarithm of the return, for kind \"return\""},
    {"/label/from", "Price at which the return begins"},
    {"/label/task", "For a column: are its values classes or numbers?"},
    {"/model", "How it is fitted"},
    {"/model/params", "XGBoost's parameters, by its names"},
    {"/model/params/NAME", "Number, string, true or false; checked when the config is read"},
    {"/model/max_rounds", "Most boosting rounds"},
    {"/model/early_stopping_rounds", "Rounds without a better score that end boosting; 0: never"},
    {"/model/class_weight", "Weight of classes; or a list of one number each"},
    {"/model/time_decay", "Half-life of a row's weight; null: all weigh the same"},
    {"/walk_forward", "How it is scored: windows that move through time"},
    {"/walk_forward/window", "The train window moves on, or grows"},
    {"/walk_forward/train", "Length of a train window; \"auto\": half of the bars"},
    {"/walk_forward/test", "Length of a test window; \"auto\": ten folds of the rest"},
    {"/walk_forward/step", "From one test window to the next; 0: its length"},
    {"/walk_forward/purge",
     "Least distance from the last training row to the test window; absent: "
     "its label must have ended, which is enough"},
    {"/walk_forward/embargo", "Further distance of label ends before the test window"},
    {"/walk_forward/anchor", "Windows are laid from the newest bar, or from the oldest"},
    {"/walk_forward/partial_test", "Keep a last, shorter test window; for anchor \"start\""},
    {"/walk_forward/min_test_bars", "A fold with fewer moments is left out"},
    {"/walk_forward/min_train_rows", "A fold with fewer rows to train on is left out"},
    {"/walk_forward/max_folds", "The newest so many; 0: all"},
    {"/execution", "How forecasts are traded in the scores; docs/metrics.md"},
    {"/execution/fill", "When a decision made at a close is filled"},
    {"/execution/commission_bps", "Basis points of what is traded"},
    {"/execution/half_spread_bps", "Basis points of what is traded"},
    {"/execution/slippage_bps", "Basis points of what is traded"},
    {"/execution/borrow_rate", "A year's rate that a short position pays"},
    {"/execution/funding_rate", "A year's rate that longs pay to shorts"},
    {"/execution/sizing", "Position from a forecast"},
    {"/execution/long_above", "Probability from which on it is long"},
    {"/execution/short_below", "Probability from which down it is short"},
    {"/execution/value_band", "Forecast numbers within it are no position"},
    {"/execution/gain", "Factor of linear sizing"},
    {"/execution/target_volatility", "A year's, for volatility_target"},
    {"/execution/volatility_bars", "Bars its estimate looks back"},
    {"/execution/long_only", "No short positions"},
    {"/execution/leverage", "Largest position, in equity"},
    {"/execution/hold_until_opposite", "A position is kept until the forecast is opposite"},
    {"/execution/bars_per_year", "For yearly figures; absent: found from the times"},
    {"/execution/risk_free_rate", "A year's, taken off in ratios"},
    {"/execution/minimum_acceptable_return", "A year's, for the Sortino ratio"},
};

const Sentences kJudging = {
    {"/validation", "When a candidate is better; docs/gate.md"},
    {"/validation/window", "Newest part of the data that is judged on"},
    {"/validation/cadence", "How often both recipes are fitted anew inside it"},
    {"/validation/method", "Refits inside the window, or one fit before it"},
    {"/validation/policy", "Must not be worse, must be better, or what follows from the recipes"},
    {"/validation/alpha", "Chance of any false \"better\" among a year of looks"},
    {"/validation/veto_level", "One-sided level at which \"worse\" rejects"},
    {"/validation/replicates", "Of the bootstrap"},
    {"/validation/min_bars", "Fewer moments with a scored forecast are inconclusive"},
    {"/validation/min_trades", "Fewer closed trades of the candidate are inconclusive"},
    {"/validation/floors",
     "Least values of the candidate's own metrics: {\"sharpe\": 0.5}, or "
     "{\"min\": a, \"max\": b}"},
    {"/validation/floors/NAME", "One of the metrics of docs/metrics.md"},
    {"/validation/over_base_rate/NAME", "Lead in the metric's own unit"},
    {"/validation/over_buy_and_hold/NAME", "Lead in the metric's own unit"},
    {"/validation/margins/NAME", "Distance in the metric's own unit"},
    {"/validation/over_base_rate", "Least lead over the base-rate forecast, by metric"},
    {"/validation/over_buy_and_hold", "Least lead over buy and hold, by metric"},
    {"/validation/margins", "Largest loss against production that is let pass, by metric"},
    {"/validation/least_agreement",
     "Correlation of the stored model's forecasts with those of its "
     "recipe, fitted anew"},
    {"/validation/largest_shift", "Difference of the means of the two"},
    {"/tracking", "Runs in MLflow, or \"off\"; docs/tracking.md"},
    {"/tracking/uri", "http(s)://..., sqlite:///FILE or off; null: ./mlflow.db"},
    {"/tracking/experiment", "Name of the experiment"},
    {"/tracking/registered_model", "Name of the registered model"},
    {"/tracking/trials", "Best trials of a study that become runs of their own"},
    {"/tracking/budget", "Time that one command spends on it at most"},
    {"/tracking/outbox", "Folder of the runs that wait for their server"},
};

const Sentences kNotices = {
    {"/notifications", "Who is told what became of a job; docs/notifications.md"},
    {"/notifications/pipeline",
     "Name of this pipeline, where a repository has several: it stands in titles, and each has "
     "comments and issues of its own"},
    {"/notifications/budget", "Time for all destinations together; at most 60s"},
    {"/notifications/log_lines", "Last lines of a failed job's log that are shown"},
    {"/notifications/github", "How GitHub is spoken to"},
    {"/notifications/github/token_variable", "Environment variable with the token"},
    {"/notifications/github/token_file", "File with the token, before the variable; null: none"},
    {"/notifications/github/author", "Whose comments and issues are ours"},
    {"/notifications/github/label", "Of the status issues"},
    {"/notifications/issue", "Status issue of the job, closed on recovery"},
    {"/notifications/summary", "The step's summary"},
    {"/notifications/annotation", "Annotation of the run"},
    {"/notifications/comment", "Comment on the pull request, one and the same"},
    {"/notifications/slack", "Slack's incoming webhook"},
    {"/notifications/teams", "Microsoft Teams' workflow"},
    {"/notifications/discord", "Discord's webhook"},
    {"/notifications/webhook", "A webhook of one's own"},
    {"/notifications/webhook/secret_variable", "Environment variable with the key that signs"},
    {"/notifications/webhook/secret_file", "File with the key, before the variable; null: none"},
};

/// What every destination has.
Sentences of_destinations() {
  Sentences out;
  for (const auto& name : notify::destination_names()) {
    const std::string place = "/notifications/" + name;
    out[place + "/enabled"] = "Told at all";
    out[place + "/events"] = "Of what: all, news, or names of docs/notifications.md";
  }
  for (const char* name : {"slack", "teams", "discord", "webhook"}) {
    const std::string place = std::string("/notifications/") + name;
    out[place + "/url_variable"] = "Environment variable with the address, which is a secret";
    out[place + "/url_file"] = "File with the address, before the variable; null: none";
  }
  return out;
}

Sentences joined() {
  Sentences all = kData;
  for (const auto& part : {kRecipe, kJudging, kNotices, of_destinations()}) {
    all.insert(part.begin(), part.end());
  }
  return all;
}

}  // namespace

const Sentences& pipeline_sentences() {
  static const Sentences kSentences = joined();
  return kSentences;
}

}  // namespace mlpipe::commands
