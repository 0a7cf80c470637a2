// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/drift/decide.hpp"

namespace mlpipe::drift {

/// What the history keeps of one feature of a check.
struct FeatureRecord {
  std::string name;
  double psi = 0.0;
  double psi_adjusted = 0.0;
  double p = 1.0;
  double q = 1.0;
  double missing = 0.0;  ///< share of the current rows
  Verdict verdict = Verdict::kCannotTell;
  bool operator==(const FeatureRecord&) const = default;
};

[[nodiscard]] FeatureRecord record_of(const FeatureCheck& check);

/// One check: a line of reports/drift_history.jsonl.
struct CheckRecord {
  Timestamp time{};    ///< of the check
  std::string model;   ///< version, or whatever names the reference
  std::string window;  ///< as the settings have it; empty: all current rows
  std::uint64_t rows = 0;
  std::optional<Timestamp> first, last;  ///< of the current rows
  Rule rule = Rule::kAdjusted;
  Verdict verdict = Verdict::kCannotTell;  ///< overall
  std::vector<FeatureRecord> features;
  std::optional<FeatureRecord> prediction;
  bool failed = false;   ///< at or above fail_on
  bool retrain = false;  ///< a new training is wanted
  bool operator==(const CheckRecord&) const = default;
};

inline constexpr int kHistoryVersion = 1;

/// JSON with a line end; the numbers of features with six digits.
[[nodiscard]] std::string to_line(const CheckRecord& record);

struct History {
  std::vector<CheckRecord> records;  ///< as they stand in the file, the newest last
  std::vector<std::string> notes;    ///< what could not be read, a sentence each
};

/// A line that is damaged, or torn at the end of the file, or of another version is left out, with
/// a note: a history informs, and nothing depends on its being whole.
/// @param source  named in notes
/// @param last    only so many lines, from the end
[[nodiscard]] History parse_history(std::string_view text, const std::string& source,
                                    std::size_t last = std::numeric_limits<std::size_t>::max());

/// What a history file takes for records more.
struct HistoryUpdate {
  bool replaces = false;  ///< `bytes` are the whole file; else they go behind what it holds
  std::string bytes;
};

/// Records go behind the others until there are more than `most` lines and a tenth; then the newest
/// `most` stay, and at least these. Lines stay as they are, whatever they hold, but for a torn one
/// at the end, which goes.
/// @param text     what the file holds
/// @param records  the newest last, one or more
/// @param most     at least 1
[[nodiscard]] HistoryUpdate update_history(std::string_view text,
                                           std::span<const CheckRecord> records, std::size_t most);

/// One number of a feature (or of the prediction, if no feature has that name) over the records;
/// NaN where a record has nothing by that name or could not tell.
[[nodiscard]] std::vector<double> series(std::span<const CheckRecord> records,
                                         std::string_view feature,
                                         double FeatureRecord::*number = &FeatureRecord::psi);

/// A verdict that is another than the one before.
struct StateChange {
  std::string feature;
  bool is_prediction = false;
  Verdict before = Verdict::kOk;
  Verdict now = Verdict::kOk;
  bool operator==(const StateChange&) const = default;
};

/// "rsi: ok -> warning", "prediction: back to ok".
[[nodiscard]] std::string describe(const StateChange& change);

/// Changes of the last record against the last that could tell, features first, the prediction
/// behind. Only records of the same model and window are compared; before the first all is ok.
[[nodiscard]] std::vector<StateChange> state_changes(std::span<const CheckRecord> records);

/// What to tell of the last record.
struct Alert {
  /// The worse first. `before` is what was told last, not what was found last.
  std::vector<StateChange> changes;
  std::size_t held_back = 0;  ///< changes that were told within the cool-down
  bool retrain = false;       ///< wanted, and not already asked for within the cool-down
};

/// Only changes of state are told, and none that was told within the cool-down already; one that
/// was held back is told when the cool-down is over, if it still stands. What earlier checks told
/// is worked out from their records, of the same model and window; a new training is asked for
/// once, whatever the model and window.
/// @param records    the newest last: the check at hand, told at `now`
/// @param cool_down  a length of time
[[nodiscard]] Alert alert(std::span<const CheckRecord> records, Timestamp now,
                          const Duration& cool_down);

/// For `mlpipe drift --history`: for each window the overall verdicts over time, then each feature
/// of its last record with a sparkline of PSI, the last numbers and since when its verdict stands.
/// @param width  of a sparkline; so many of the newest records
[[nodiscard]] std::string history_table(const History& history, std::size_t width = 40);

}  // namespace mlpipe::drift
