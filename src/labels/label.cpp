// SPDX-License-Identifier: MIT
#include "mlpipe/labels/label.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::labels {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
/// More distinct whole numbers than this are taken for a quantity, not for classes.
constexpr std::size_t kMostClasses = 20;

/// Bars from a row to the bar at whose close its label is known.
std::size_t reach_of(const LabelOptions& options) {
  return options.horizon + (options.from == "next_open" ? 1 : 0);
}

void check_columns(const data::MarketData& market, const LabelOptions& options) {
  if (options.kind == "column") {
    if (market.target.empty()) {
      throw ConfigError("/label/kind",
                        "\"column\" needs a target; name its column in /data/target");
    }
    return;
  }
  if (market.close.empty()) {
    throw ConfigError("/label/kind", "\"" + options.kind +
                                         "\" is worked out from the close, which the data lack; "
                                         "name the column in /data/close, or use kind \"column\" "
                                         "with /data/target");
  }
  if (options.from == "next_open" && market.open.empty()) {
    throw ConfigError("/label/from",
                      "\"next_open\" needs the open, which the data lack; use \"close\"");
  }
}

void check_reach(const data::MarketData& market, std::size_t reach) {
  std::size_t longest = 0;
  for (std::size_t s = 0; s < market.symbol_count(); ++s) {
    longest = std::max(longest, market.offsets[s + 1] - market.offsets[s]);
  }
  if (reach >= longest) {
    throw DataError("the label looks " + grouped(reach) + " bars ahead, but " +
                    (market.symbol_count() > 1 ? "the longest symbol has " : "the data have ") +
                    grouped(longest) +
                    " rows: no row has a known future; shorten /label/horizon "
                    "or give more data");
  }
}

/// Fills forward_return of one symbol's rows, where there are closes.
void look_ahead(const data::MarketData& market, const LabelOptions& options, std::size_t symbol,
                Labels& labels) {
  const std::size_t reach = reach_of(options);
  const std::size_t end = market.close.empty() ? 0 : market.offsets[symbol + 1];
  const bool next_open = options.from == "next_open";
  for (std::size_t t = market.offsets[symbol]; t + reach < end; ++t) {
    const double entry = next_open ? market.open[t + 1] : market.close[t];
    const double change = market.close[t + reach] / entry - 1.0;
    // Prices at or below zero (power, spreads) have no return in per cent.
    labels.forward_return[t] = entry > 0.0 && reach > 0 ? change : kMissing;
  }
}

void label_returns(const LabelOptions& options, Labels& labels) {
  for (std::size_t t = 0; t < labels.label.size(); ++t) {
    const double r = labels.forward_return[t];
    if (std::isnan(r)) {
      continue;
    }
    const bool inside = std::abs(r) <= options.dead_band;
    if (options.kind == "return") {
      labels.label[t] = options.log_return ? std::log1p(r) : r;
    } else if (options.kind == "direction3") {
      labels.label[t] = inside ? 1.0 : (r > 0.0 ? 2.0 : 0.0);
    } else if (options.dead_band == 0.0 || !inside) {
      labels.label[t] = r > 0.0 ? 1.0 : 0.0;
    }
    labels.label[t] = std::isfinite(labels.label[t]) ? labels.label[t] : kMissing;
  }
  if (options.kind == "return") {
    labels.task = Task::kRegression;
  } else if (options.kind == "direction3") {
    labels.class_names = {"down", "flat", "up"};
  } else {
    labels.class_names = {"not up", "up"};
  }
}

/// The distinct values, if there are few and all of them are whole numbers.
std::optional<std::set<double>> class_values(const std::vector<double>& target) {
  std::set<double> values;
  for (const double value : target) {
    if (std::isnan(value)) {
      continue;
    }
    if (value != std::floor(value) || std::isinf(value)) {
      return std::nullopt;
    }
    values.insert(value);
    if (values.size() > kMostClasses) {
      return std::nullopt;
    }
  }
  return values;
}

void label_target(const data::MarketData& market, const LabelOptions& options, Labels& labels) {
  const bool text = !market.target_categories.empty();
  if (text && options.task == "regression") {
    throw ConfigError("/label/task",
                      "\"regression\" needs numbers, but the target column holds "
                      "text such as " +
                          quote(market.target_categories.front()));
  }
  for (std::size_t t = 0; t < labels.label.size(); ++t) {
    const bool known = labels.end_time[t] != Timestamp::max();
    labels.label[t] = known && std::isfinite(market.target[t]) ? market.target[t] : kMissing;
  }
  if (options.task == "regression") {
    labels.task = Task::kRegression;
    return;
  }
  if (text) {
    labels.class_names = market.target_categories;
    return;
  }
  const auto values = class_values(labels.label);
  if (!values && options.task == "auto") {
    labels.task = Task::kRegression;
    return;
  }
  if (!values) {
    throw DataError("the target column cannot be classes: it holds fractions, or more than " +
                    std::to_string(kMostClasses) +
                    " distinct values; set /label/task to \"regression\", or make it text");
  }
  const std::vector<double> codes(values->begin(), values->end());
  for (const double code : codes) {
    labels.class_names.push_back(shortest(code));
  }
  for (double& label : labels.label) {
    if (!std::isnan(label)) {
      label =
          static_cast<double>(std::lower_bound(codes.begin(), codes.end(), label) - codes.begin());
    }
  }
}

/// Refuses what no model can learn from.
void check_outcome(const LabelOptions& options, const Labels& labels) {
  const std::size_t rows = labels.label.size();
  std::vector<std::size_t> counts(labels.class_count());
  std::size_t labelled = 0;
  for (const double label : labels.label) {
    if (!std::isnan(label)) {
      ++labelled;
      if (!counts.empty()) {
        ++counts[static_cast<std::size_t>(label)];
      }
    }
  }
  if (labelled == 0) {
    throw DataError("none of " + grouped(rows) + " rows is labelled" +
                    (options.dead_band > 0.0 ? "; the dead band may be too wide (/label/dead_band)"
                     : options.kind == "column" ? "; the target column is empty (/data/target)"
                                                : "; look at the closes (/data/close)"));
  }
  const auto seen =
      counts.size() - static_cast<std::size_t>(std::count(counts.begin(), counts.end(), 0U));
  if (!counts.empty() && seen < 2) {
    std::vector<std::string> parts;
    for (std::size_t c = 0; c < counts.size(); ++c) {
      parts.push_back(grouped(counts[c]) + " x \"" + labels.class_names[c] + "\"");
    }
    throw DataError("all " + grouped(labelled) + " labelled rows have one class (" +
                    join(parts, ", ") +
                    "): there is nothing to tell apart; change /label or give "
                    "more data");
  }
}

}  // namespace

std::vector<Timestamp> label_ends(const data::MarketData& market, const LabelOptions& options) {
  const std::size_t reach = reach_of(options);
  std::vector<Timestamp> ends(market.rows(), Timestamp::max());
  for (std::size_t symbol = 0; symbol < market.symbol_count(); ++symbol) {
    for (std::size_t t = market.offsets[symbol]; t + reach < market.offsets[symbol + 1]; ++t) {
      ends[t] = market.close_time[t + reach];
    }
  }
  return ends;
}

std::vector<double> learnt_targets(const data::MarketData& market,
                                   std::span<const std::string> classes) {
  if (market.target.empty()) {
    throw ConfigError("/data/target", "the file has no target, or none with a value");
  }
  if (classes.empty() && market.target_categories.empty()) {
    return market.target;
  }
  std::vector<double> out;
  for (const double value : market.target) {
    if (std::isnan(value)) {
      out.push_back(kMissing);
      continue;
    }
    const std::string name = market.target_categories.empty()
                                 ? shortest(value)
                                 : market.target_categories[static_cast<std::size_t>(value)];
    const auto known = std::find(classes.begin(), classes.end(), name);
    if (known == classes.end()) {
      throw DataError("the target holds " + quote(name) + ", which is none of the classes " +
                      "learnt: " + (classes.empty() ? "numbers" : join(classes, ", ")));
    }
    out.push_back(static_cast<double>(known - classes.begin()));
  }
  return out;
}

Labels make_labels(const data::MarketData& market, const LabelOptions& options) {
  check_reach(market, reach_of(options));
  check_columns(market, options);
  Labels labels;
  labels.label.assign(market.rows(), kMissing);
  labels.end_time = label_ends(market, options);
  labels.forward_return.assign(market.rows(), kMissing);
  for (std::size_t symbol = 0; symbol < market.symbol_count(); ++symbol) {
    look_ahead(market, options, symbol, labels);
  }
  if (options.kind == "column") {
    label_target(market, options, labels);
  } else {
    label_returns(options, labels);
  }
  check_outcome(options, labels);
  if (labels.task != Task::kRegression) {
    labels.task = labels.class_count() == 2 ? Task::kBinary : Task::kMulticlass;
  }
  return labels;
}

}  // namespace mlpipe::labels
