// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/time.hpp"
#include "mlpipe/data/dataset.hpp"

namespace mlpipe::backtest {

enum class WindowKind { kRolling, kExpanding };
enum class Anchor {
  kEnd,    ///< the last test window ends at the newest row; what is left over is oldest
  kStart,  ///< the first train window begins at the oldest row
};

/// The "walk_forward" section of config/pipeline.json. Lengths in bars count distinct times.
struct SplitOptions {
  WindowKind window = WindowKind::kRolling;
  /// Rolling: length; expanding: least length. 0 ("auto"): half of the bars, see
  /// fill_open_lengths().
  Duration train{0, Duration::Unit::kBars};
  Duration test{0, Duration::Unit::kBars};  ///< 0 ("auto"): a tenth of what train leaves
  Duration step{0,
                Duration::Unit::kBars};  ///< 0: the length of test; else bars iff test is in bars
  /// Least distance in time of the last training row before the test window, on top of the rule
  /// that its label must have ended. Absent: that rule alone, which is enough.
  std::optional<Duration> purge;
  Duration embargo{0, Duration::Unit::kBars};  ///< extra distance of label ends before the test
  Anchor anchor = Anchor::kEnd;
  bool partial_test = false;         ///< anchor start only: keep a last, shorter test window
  std::size_t min_test_bars = 20;    ///< a fold with fewer distinct test times is left out
  std::size_t min_train_rows = 200;  ///< a fold with fewer usable training rows is left out
  std::size_t max_folds = 0;         ///< 0: all; else the newest so many
  bool operator==(const SplitOptions&) const = default;
};

[[nodiscard]] SplitOptions parse_split_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::json write_split_options(const SplitOptions& options);

/// Fills in lengths that are left open, from the data at hand: train takes the older half of the
/// bars, test a tenth of what then remains after the purge, so that ten folds cover the newer half.
/// In a short history train is as long as min_train_rows asks and test as long as min_test_bars,
/// if both fit, so that there are fewer folds rather than none.
/// @param time, label_end  [n_rows], as for split_walk_forward()
[[nodiscard]] SplitOptions fill_open_lengths(const SplitOptions& options,
                                             std::span<const Timestamp> time,
                                             std::span<const Timestamp> label_end);

/// One train window and the test window after it, in rows of a Dataset.
struct Fold {
  Timestamp test_lower, test_upper;  ///< test rows have test_lower < time <= test_upper
  data::RowRange test;
  data::RowRange train;   ///< a row in it is used iff its label_end <= train_bound
  Timestamp train_bound;  ///< test_lower minus the embargo
  bool operator==(const Fold&) const = default;
};

struct Splits {
  std::vector<Fold> folds;         ///< in time order
  std::vector<std::string> notes;  ///< folds left out, holes between test windows
};

/// Walk-forward folds over rows in time order. Windows are (lower, upper] on close times, so one
/// moment is never on both sides; calendar lengths are always taken from the one fixed end. General
/// purge rule (López de Prado 2018, ch. 7, for labels of any length, panels and irregular bars): a
/// training row is kept iff label_end <= test_lower - embargo.
/// @param time       [n_rows], not decreasing
/// @param label_end  [n_rows], Timestamp::max() while the label is not known
/// @param options    without open lengths
/// @throws ConfigError if no fold results, with the largest train length that would give one
[[nodiscard]] Splits split_walk_forward(std::span<const Timestamp> time,
                                        std::span<const Timestamp> label_end,
                                        const SplitOptions& options);

/// Rows of fold.train that may be learnt from: label known (not NaN) and ended by the bound.
/// @param label  [n_rows]; an empty span looks at label_end alone
[[nodiscard]] std::vector<std::size_t> training_rows(const Fold& fold,
                                                     std::span<const Timestamp> label_end,
                                                     std::span<const float> label);

/// @throws ConfigError if test windows overlap (step shorter than test): one row must not be
/// predicted twice in an out-of-sample series
void require_disjoint_tests(std::span<const Fold> folds);

/// A train window cut in two for early stopping.
struct InnerSplit {
  std::vector<std::size_t> fit;   ///< labels ended before the first time of `stop`
  std::vector<std::size_t> stop;  ///< the newest part
  Timestamp stop_first;
};

/// The last `fraction` of the distinct times of `rows` as `stop` (at least one time, never all);
/// of the others, those whose label has ended before. Both are empty if fewer than two times.
/// @param rows  ascending row numbers, e.g. of training_rows()
[[nodiscard]] InnerSplit inner_split(std::span<const std::size_t> rows,
                                     std::span<const Timestamp> time,
                                     std::span<const Timestamp> label_end, double fraction = 0.15);

/// The same windows by pure arithmetic on n regular rows, gap = purge + embargo. All half-open.
struct IndexPlan {
  std::size_t n = 0, train = 0, test = 0;
  std::size_t step = 0;  ///< 0: test
  std::size_t gap = 0;
  WindowKind window = WindowKind::kRolling;
  Anchor anchor = Anchor::kEnd;
  bool partial_test = false;
};
struct IndexFold {
  data::RowRange train, test;
  bool operator==(const IndexFold&) const = default;
};
/// Empty if not even one fold fits. @param plan  train and test at least 1
[[nodiscard]] std::vector<IndexFold> split_indices(const IndexPlan& plan);

}  // namespace mlpipe::backtest
