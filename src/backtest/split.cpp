// SPDX-License-Identifier: MIT
#include "mlpipe/backtest/split.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "backtest/time_axis.hpp"

namespace mlpipe::backtest {
namespace {

enum class Outcome { kWhole, kBeforeData, kFewTestBars, kFewTrainRows };

/// A test window before its train window is known: distinct times [begin, end) of the axis, and the
/// bound from which calendar train lengths are taken.
struct TestWindow {
  Timestamp lower, upper;
  std::size_t begin = 0, end = 0;
  Timestamp origin;                ///< fixed end (or start) of all windows
  std::vector<Duration> to_lower;  ///< origin minus all of these is `lower`, when not in bars
};

class Splitter {
 public:
  Splitter(std::span<const Timestamp> time, std::span<const Timestamp> label_end,
           const SplitOptions& options)
      : axis_(time), label_end_(label_end), options_(options) {
    step_ = options.step.count > 0 ? options.step : options.test;
  }

  Splits run();

 private:
  bool bars() const { return options_.test.unit == Duration::Unit::kBars; }
  std::optional<TestWindow> window(std::size_t k) const;
  std::optional<TestWindow> bar_window(std::size_t k) const;
  std::optional<TestWindow> calendar_window(std::size_t k) const;
  std::optional<std::size_t> first_start() const;
  std::size_t usable_end(std::optional<Timestamp> train_bound) const;
  std::optional<std::size_t> train_begin(const TestWindow& test, std::size_t train_end) const;
  Outcome make_fold(const TestWindow& test, Fold& fold) const;
  [[noreturn]] void refuse(const Splits& splits) const;
  std::string largest_train() const;

  TimeAxis axis_;
  std::span<const Timestamp> label_end_;
  const SplitOptions& options_;
  Duration step_;
  mutable std::optional<std::size_t> first_start_;
};

std::optional<TestWindow> Splitter::window(std::size_t k) const {
  return bars() ? bar_window(k) : calendar_window(k);
}

/// Anchor start: the least index of a first test bar that leaves enough training times before it.
std::optional<std::size_t> Splitter::first_start() const {
  if (first_start_) {
    return first_start_;
  }
  for (std::size_t s = 1; s < axis_.size(); ++s) {
    const auto bound = axis_.back_from(axis_.at(s - 1), options_.embargo);
    const std::size_t end = usable_end(bound);
    const bool enough = options_.train.unit == Duration::Unit::kBars
                            ? end >= static_cast<std::size_t>(options_.train.count)
                            : end > 0 && axis_.covers(go_back(axis_.at(s - 1), {options_.train}));
    if (enough) {
      first_start_ = s;
      return s;
    }
  }
  return std::nullopt;
}

std::optional<TestWindow> Splitter::bar_window(std::size_t k) const {
  const auto test = static_cast<std::size_t>(options_.test.count);
  const std::size_t shift = k * static_cast<std::size_t>(step_.count);
  const std::size_t n = axis_.size();
  std::size_t begin = 0;
  std::size_t end = 0;
  if (options_.anchor == Anchor::kEnd) {
    if (shift + test >= n) {
      return std::nullopt;
    }
    end = n - shift;
    begin = end - test;
  } else {
    const auto first = first_start();
    if (!first || *first + shift >= n || (*first + shift + test > n && !options_.partial_test)) {
      return std::nullopt;
    }
    begin = *first + shift;
    end = std::min(begin + test, n);
  }
  const Timestamp lower = axis_.at(begin - 1);
  return TestWindow{lower, axis_.at(end - 1), begin, end, lower, {}};
}

std::optional<TestWindow> Splitter::calendar_window(std::size_t k) const {
  const auto times = static_cast<std::int64_t>(k);
  TestWindow out;
  if (options_.anchor == Anchor::kEnd) {
    out.origin = axis_.last();
    out.upper = go_back(out.origin, {multiply(step_, times)});
    out.to_lower = {multiply(step_, times), options_.test};
  } else {
    // Just before the oldest bar, so that the first window holds it.
    out.origin = axis_.first() - std::chrono::microseconds(1);
    const bool calendar_train = options_.train.unit != Duration::Unit::kBars;
    if (!calendar_train) {
      const auto first = first_start();
      if (!first) {
        return std::nullopt;
      }
      out.origin = axis_.at(*first - 1);
    }
    const Duration forward = multiply(step_, -times);
    const Duration train = calendar_train ? multiply(options_.train, -1) : Duration{};
    out.to_lower = {forward, train};
    out.upper = go_back(out.origin, {forward, train, multiply(options_.test, -1)});
    if (out.upper > axis_.last() && !options_.partial_test) {
      return std::nullopt;
    }
  }
  out.lower = go_back(out.origin, out.to_lower);
  if (out.lower < axis_.first() || out.lower >= axis_.last()) {
    return std::nullopt;
  }
  out.begin = axis_.count_until(out.lower);
  out.end = axis_.count_until(out.upper);
  return out;
}

/// One past the last distinct time that has a row fit for training; 0 if there is none.
std::size_t Splitter::usable_end(std::optional<Timestamp> train_bound) const {
  if (!train_bound) {
    return 0;
  }
  const auto last = axis_.back_from(*train_bound, options_.purge.value_or(Duration{}));
  if (!last) {
    return 0;
  }
  const std::size_t rows = axis_.first_row(axis_.count_until(*last));
  for (std::size_t row = rows; row > 0; --row) {
    if (label_end_[row - 1] <= *train_bound) {
      return axis_.index_of_row(row - 1) + 1;
    }
  }
  return 0;
}

/// First distinct time of the train window; empty if the data do not reach that far back.
std::optional<std::size_t> Splitter::train_begin(const TestWindow& test,
                                                 std::size_t train_end) const {
  const bool rolling = options_.window == WindowKind::kRolling;
  if (options_.train.unit == Duration::Unit::kBars) {
    const auto length = static_cast<std::size_t>(options_.train.count);
    if (train_end < length) {
      return std::nullopt;
    }
    return rolling ? train_end - length : 0;
  }
  auto lengths = test.to_lower;
  lengths.push_back(options_.train);
  const Timestamp lower = go_back(test.origin, lengths);
  if (!axis_.covers(lower)) {
    return std::nullopt;
  }
  return rolling ? axis_.count_until(lower) : 0;
}

Outcome Splitter::make_fold(const TestWindow& test, Fold& fold) const {
  const auto bound = axis_.back_from(test.lower, options_.embargo);
  const std::size_t train_end = usable_end(bound);
  const auto begin = train_begin(test, train_end);
  if (train_end == 0 || !begin) {
    return Outcome::kBeforeData;
  }
  if (test.end - test.begin < options_.min_test_bars) {
    return Outcome::kFewTestBars;
  }
  fold.test_lower = test.lower;
  fold.test_upper = test.upper;
  fold.test = {axis_.first_row(test.begin), axis_.first_row(test.end)};
  fold.train = {axis_.first_row(*begin), axis_.first_row(std::max(train_end, *begin))};
  fold.train_bound = *bound;
  const auto usable = training_rows(fold, label_end_, {});
  return usable.size() < options_.min_train_rows ? Outcome::kFewTrainRows : Outcome::kWhole;
}

Splits Splitter::run() {
  Splits out;
  const bool from_end = options_.anchor == Anchor::kEnd;
  for (std::size_t k = 0;; ++k) {
    const auto test = window(k);
    Fold fold;
    const Outcome outcome = test ? make_fold(*test, fold) : Outcome::kBeforeData;
    if (!test || (outcome == Outcome::kBeforeData && from_end)) {
      break;
    }
    if (outcome == Outcome::kWhole) {
      out.folds.push_back(fold);
    } else if (outcome != Outcome::kBeforeData) {
      const bool tests = outcome == Outcome::kFewTestBars;
      out.notes.push_back("the fold tested on (" + to_display(test->lower) + ", " +
                          to_display(test->upper) + "] is left out: fewer than " +
                          (tests ? grouped(options_.min_test_bars) + " bars to test on"
                                 : grouped(options_.min_train_rows) + " rows to train on"));
    }
    if (from_end && options_.max_folds > 0 && out.folds.size() == options_.max_folds) {
      break;
    }
  }
  if (out.folds.empty()) {
    refuse(out);
  }
  std::sort(out.folds.begin(), out.folds.end(),
            [](const Fold& a, const Fold& b) { return a.test.begin < b.test.begin; });
  if (options_.max_folds > 0 && out.folds.size() > options_.max_folds) {
    out.folds.erase(out.folds.begin(),
                    out.folds.end() - static_cast<std::ptrdiff_t>(options_.max_folds));
  }
  for (std::size_t f = 1; f < out.folds.size(); ++f) {
    if (out.folds[f].test.begin > out.folds[f - 1].test.end) {
      out.notes.emplace_back("there are bars between the test windows that no fold is tested on");
      break;
    }
  }
  return out;
}

/// The longest train window that leaves one fold, tested on the newest bars.
std::string Splitter::largest_train() const {
  const std::size_t n = axis_.size();
  Timestamp lower;
  if (bars()) {
    const auto test = static_cast<std::size_t>(options_.test.count);
    if (test >= n) {
      return "";
    }
    lower = axis_.at(n - test - 1);
  } else {
    lower = go_back(axis_.last(), {options_.test});
  }
  if (lower < axis_.first()) {
    return "";
  }
  if (options_.train.unit == Duration::Unit::kBars) {
    const std::size_t end = usable_end(axis_.back_from(lower, options_.embargo));
    return end == 0 ? "" : to_string(Duration{static_cast<std::int64_t>(end)});
  }
  const auto days = std::chrono::floor<std::chrono::days>(lower - axis_.earliest_lower()).count();
  return days < 1 ? "" : to_string(Duration{days, Duration::Unit::kDays});
}

void Splitter::refuse(const Splits& splits) const {
  const std::string have = grouped(axis_.size()) + " distinct times from " +
                           to_display(axis_.first()) + " to " + to_display(axis_.last());
  if (!splits.notes.empty()) {
    throw ConfigError("/walk_forward", "no fold is left of " + have + ": " + splits.notes.front() +
                                           "; change the lengths, or min_test_bars and "
                                           "min_train_rows");
  }
  const std::string largest = largest_train();
  if (largest.empty()) {
    throw ConfigError("/walk_forward/test", "a test window of " + to_string(options_.test) +
                                                " leaves nothing to train on in " + have +
                                                "; make it shorter");
  }
  throw ConfigError("/walk_forward/train",
                    "no fold fits into " + have + " with train " + to_string(options_.train) +
                        " and test " + to_string(options_.test) +
                        "; the largest train that gives one fold is \"" + largest + "\"");
}

}  // namespace

Splits split_walk_forward(std::span<const Timestamp> time, std::span<const Timestamp> label_end,
                          const SplitOptions& options) {
  assert(time.size() == label_end.size());
  assert(std::is_sorted(time.begin(), time.end()));
  if (time.empty()) {
    throw ConfigError("/walk_forward", "there are no rows to split");
  }
  return Splitter(time, label_end, options).run();
}

}  // namespace mlpipe::backtest
