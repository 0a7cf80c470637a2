// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

// Plain values, filled by the train command. Nothing here is computed twice: numbers come from
// metrics and backtest, the report only compares and words them. Whatever is empty is left out.

enum class Better { kHigher, kLower, kNeither };

/// A metric of the model beside the same metric of each yardstick.
struct MetricRow {
  std::string name;  ///< "accuracy"
  NumberFormat format = {};
  Better better = Better::kNeither;
  Quantity model;
  std::vector<Quantity> yardsticks;  ///< as many as the table has yardsticks
  bool in_headline = false;  ///< one of the few that decide the verdict, and a tile at the top
};

struct MetricTable {
  std::vector<std::string> yardsticks;  ///< "majority class", "previous label", "buy and hold"
  std::vector<MetricRow> rows;
};

/// The one number that says whether forecasts carry information at all.
struct Skill {
  std::string name = "AUC";
  NumberFormat format = {};
  Quantity value;
  double without_skill = 0.5;  ///< what a coin reaches
  Quantity standard_error;     ///< of the value under no skill, in the same units
  Better better = Better::kHigher;
};

struct RunIdentity {
  std::string run_id;
  Timestamp created;
  std::string mlpipe_version;
  std::string xgboost_version;
  std::string git_commit;  ///< empty: not in a repository
  std::uint64_t seed = 0;
  std::string config_hash;  ///< SHA-256, hexadecimal
  std::string data_hash;
  std::string data_source;  ///< file or URL
  std::string feature_set;  ///< "core, 2 input columns"
  std::string label;        ///< "direction of the close, dead band 0"
  std::string horizon;      ///< "1 bar"
  std::string objective;    ///< "binary:logistic"
  int threads = 0;
};

struct DataSummary {
  std::uint64_t rows = 0;
  std::uint64_t labelled_rows = 0;
  std::uint64_t features = 0;
  std::vector<std::string> symbols;  ///< one for a single series; may be one empty name
  Timestamp first_bar;
  Timestamp last_bar;
  std::vector<std::string> detected;  ///< "separator: comma", "bar: 1 day, stamped at close"
  std::vector<std::pair<std::string, std::uint64_t>> findings;  ///< kind and count
  std::vector<std::string> first_findings;                      ///< with file, line, column, value
  std::uint64_t skipped_rows = 0;
};

struct FoldColumn {
  std::string name;
  NumberFormat format = {};
};

struct FoldRow {
  Timestamp test_from;
  Timestamp test_to;
  std::uint64_t train_rows = 0;
  std::uint64_t test_rows = 0;
  int rounds = 0;
  Quantity score;                ///< of FoldSummary::score_name
  Quantity naive_score;          ///< of the naive yardstick on the same rows
  std::vector<Quantity> values;  ///< as many as FoldSummary::columns
};

struct FoldSummary {
  std::string score_name;  ///< "log loss"
  std::string naive_name;  ///< "base rate of the train window"
  NumberFormat score_format;
  Better better = Better::kLower;
  std::vector<FoldColumn> columns;  ///< AUC, accuracy, return, Sharpe, ...
  std::vector<FoldRow> folds;       ///< in time order
  std::string scheme;               ///< "expanding window, test 252 bars, purge 1 bar, embargo 0"
};

struct SymbolRow {
  std::string symbol;
  std::uint64_t test_rows = 0;
  std::vector<Quantity> values;  ///< as many as SymbolTable::columns
};

struct SymbolTable {
  std::vector<FoldColumn> columns;
  std::vector<SymbolRow> rows;
};

/// Growth of 1 over the out-of-sample bars, after costs; and what lies below the last peak.
struct EquityCurve {
  std::vector<Timestamp> time;
  std::vector<double> model;
  std::vector<double> benchmark;           ///< buy and hold; may be empty
  std::vector<double> model_drawdown;      ///< fractions, 0 or less
  std::vector<double> benchmark_drawdown;  ///< may be empty
};

struct Importance {
  std::string feature;
  double gain_share = 0.0;  ///< of the total gain, fraction
};

struct CalibrationSummary {
  std::string event;  ///< "up"; for several classes, the one shown
  std::vector<CalibrationBin> bins;
};

struct RecipeSummary {
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string origin;  ///< "defaults", "config/best_hyperparameters.json"
  std::string origin_detail;
  int trials = 1;  ///< parameter sets tried on these folds to find this one
  int final_rounds = 0;
  std::string rounds_rule;  ///< "median of the folds' best rounds"
  std::string train_scope;  ///< "all labelled rows up to 2018-12-30"
};

struct Conventions {
  std::string fill;  ///< "next open"
  std::string cost;  ///< "5 bp of the traded fraction: 2 commission, 2 half spread, 1 slippage"
  Quantity bars_a_year;
  bool bars_a_year_inferred = false;
  std::string sizing;               ///< "long above 0.5, else flat"
  std::vector<std::string> others;  ///< further definitions, a sentence each
};

struct WrittenFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256;
};

struct NextStep {
  std::string command;
  std::string purpose;
};

struct TrainingReport {
  std::string name;  ///< of the model or project: "nasdaq-daily"
  RunIdentity run;
  DataSummary data;
  std::uint64_t out_of_sample_rows = 0;
  Skill skill;
  MetricTable metrics;
  MetricTable returns;
  std::string no_returns_reason;  ///< "the input has no prices"; used if returns has no rows
  EquityCurve equity;
  FoldSummary folds;
  SymbolTable symbols;
  std::vector<Importance> importance;  ///< by falling gain; the first 20 are drawn
  CalibrationSummary calibration;
  std::optional<Histogram> forecasts;  ///< how the forecasts are spread
  RecipeSummary recipe;
  Conventions conventions;
  std::vector<std::string> warnings;
  std::vector<WrittenFile> files;
  std::vector<NextStep> next_steps;
};

enum class Reading {
  kAhead,    ///< skill above noise, and no headline metric behind its best yardstick
  kMixed,    ///< skill above noise, but some headline metric is behind
  kNoise,    ///< the skill is within two standard errors of none
  kBehind,   ///< the skill is more than two standard errors worse than none
  kUnknown,  ///< the skill or its standard error is undefined
};

/// What the numbers say, by the rule beside each value of Reading. Two standard errors are about
/// one chance in forty of being ahead by luck, for one parameter set tried.
[[nodiscard]] Reading read_result(const TrainingReport& report);

/// One sentence with the numbers that decide: the first lines of the report and of the command.
[[nodiscard]] std::string headline(const TrainingReport& report);

/// The verdict and the deciding numbers, one a line, aligned: what a terminal shows.
[[nodiscard]] std::string summary(const TrainingReport& report);

/// The whole report, verdict first.
[[nodiscard]] Document make_training_report(const TrainingReport& report);

}  // namespace mlpipe::report
