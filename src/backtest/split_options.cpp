// SPDX-License-Identifier: MIT
#include <array>

#include <nlohmann/json.hpp>

#include "mlpipe/backtest/split.hpp"

namespace mlpipe::backtest {
namespace {

constexpr std::int64_t kMany = 1'000'000'000;

const std::array<std::string, 2> kWindows{"rolling", "expanding"};
const std::array<std::string, 2> kAnchors{"end", "start"};

bool in_bars(const Duration& duration) {
  return duration.unit == Duration::Unit::kBars;
}

std::size_t count(JsonReader& reader, const std::string& key, std::size_t fallback,
                  std::int64_t least) {
  return static_cast<std::size_t>(
      reader.integer(key, static_cast<std::int64_t>(fallback), least, kMany));
}

/// A length, or "auto": left open, 0.
Duration length(JsonReader& reader, const std::string& key) {
  const auto& value = reader.raw(key);
  if (value.is_null() || value == "auto") {
    return {};
  }
  const Duration duration = reader.duration(key, {1, Duration::Unit::kBars});
  if (duration.count < 1) {
    reader.problem(key, "a window needs a length above 0, or \"auto\"");
  }
  return duration;
}

std::string length_text(const Duration& duration) {
  return duration.count == 0 ? "auto" : to_string(duration);
}

}  // namespace

SplitOptions parse_split_options(JsonReader& reader) {
  SplitOptions options;
  options.window = reader.choice("window", kWindows[0], kWindows) == kWindows[0]
                       ? WindowKind::kRolling
                       : WindowKind::kExpanding;
  options.train = length(reader, "train");
  options.test = length(reader, "test");
  options.step = reader.duration("step", options.step);
  if (reader.has("purge")) {
    options.purge = reader.duration("purge", {});
  }
  options.embargo = reader.duration("embargo", options.embargo);
  options.anchor =
      reader.choice("anchor", kAnchors[0], kAnchors) == kAnchors[0] ? Anchor::kEnd : Anchor::kStart;
  options.partial_test = reader.boolean("partial_test", options.partial_test);
  options.min_test_bars = count(reader, "min_test_bars", options.min_test_bars, 1);
  options.min_train_rows = count(reader, "min_train_rows", options.min_train_rows, 1);
  options.max_folds = count(reader, "max_folds", options.max_folds, 0);
  if (options.step.count > 0 && in_bars(options.step) != in_bars(options.test)) {
    reader.problem("step", "test and step must both count bars or both be calendar lengths");
  }
  if (options.partial_test && options.anchor == Anchor::kEnd) {
    reader.problem("partial_test",
                   "needs anchor \"start\"; anchored at the end, the last test "
                   "window is always whole");
  }
  return options;
}

nlohmann::json write_split_options(const SplitOptions& options) {
  nlohmann::json out{
      {"window", kWindows[options.window == WindowKind::kRolling ? 0 : 1]},
      {"train", length_text(options.train)},
      {"test", length_text(options.test)},
      {"step", to_string(options.step)},
      {"embargo", to_string(options.embargo)},
      {"anchor", kAnchors[options.anchor == Anchor::kEnd ? 0 : 1]},
      {"partial_test", options.partial_test},
      {"min_test_bars", options.min_test_bars},
      {"min_train_rows", options.min_train_rows},
      {"max_folds", options.max_folds},
  };
  if (options.purge) {
    out["purge"] = to_string(*options.purge);
  }
  return out;
}

}  // namespace mlpipe::backtest
