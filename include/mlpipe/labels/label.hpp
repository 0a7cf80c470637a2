// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/data/market_data.hpp"

namespace mlpipe::labels {

/// The "label" section of config/pipeline.json: what the model is to predict.
///
/// The return r of row t is measured on its own symbol, in bars of that symbol:
/// - from "close":     close[t + horizon] / close[t] - 1, known at the close of bar t + horizon;
/// - from "next_open": close[t + 1 + horizon] / open[t + 1] - 1, known one bar later.
struct LabelOptions {
  /// "direction"   1 if r > 0, else 0: a return of exactly 0 is "not up"
  /// "direction3"  0 down, 1 flat, 2 up; flat is |r| <= dead_band (r = 0 without one)
  /// "return"      r itself (regression)
  /// "column"      the column data.target
  std::string kind = "direction";
  /// Bars into the future. For "column": how many bars after its row the given value is known; 0 if
  /// it is known at the row's own close. Purging rests on it.
  std::size_t horizon = 1;
  /// A fraction, 0.001 is 0.1 %. For "direction", rows with |r| <= dead_band are not labelled at
  /// all if it is above 0.
  double dead_band = 0.0;
  bool log_return = false;     ///< ln(1 + r) in place of r, for "return"
  std::string from = "close";  ///< or "next_open", where an order decided at the close is filled
  /// For "column": "auto" (classification if the values look like classes), "classification" or
  /// "regression".
  std::string task = "auto";

  bool operator==(const LabelOptions&) const = default;
};

[[nodiscard]] LabelOptions parse_label_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::json write_label_options(const LabelOptions& options);

enum class Task { kBinary, kMulticlass, kRegression };

/// Labels of all rows of a MarketData, in its order. A row whose future is not known yet, whose
/// return is inside the dead band, or whose target is missing is not labelled; it never counts as
/// "down".
struct Labels {
  Task task = Task::kBinary;
  std::vector<std::string> class_names;  ///< [n_classes]; empty for regression
  std::vector<double> label;             ///< [n_rows]; a class is its code from 0; NaN: no label
  /// [n_rows] close of the bar at which the label is known (also inside the dead band);
  /// Timestamp::max() where that bar does not exist yet.
  std::vector<Timestamp> end_time;
  /// [n_rows] simple return over the label's span, a fraction; NaN where it is not known or the
  /// market has no close.
  std::vector<double> forward_return;

  [[nodiscard]] std::size_t class_count() const noexcept { return class_names.size(); }
};

/// @throws ConfigError  the market lacks a column that the kind needs
/// @throws DataError    no row is labelled, the horizon reaches beyond every symbol, only one class
///                      is seen (with counts), a target that cannot be classes where classification
///                      is asked for
[[nodiscard]] Labels make_labels(const data::MarketData& market, const LabelOptions& options);

/// [n_rows] The target column as a model that has learnt from such a column knows it: the place of
/// the value in `classes`, or the value itself if there are none. NaN where the target is missing.
/// @throws ConfigError  the market has no target
/// @throws DataError    a value that is none of the classes
[[nodiscard]] std::vector<double> learnt_targets(const data::MarketData& market,
                                                 std::span<const std::string> classes);

/// [n_rows] Labels::end_time alone: needs neither prices nor a target, and refuses nothing.
[[nodiscard]] std::vector<Timestamp> label_ends(const data::MarketData& market,
                                                const LabelOptions& options);

}  // namespace mlpipe::labels
