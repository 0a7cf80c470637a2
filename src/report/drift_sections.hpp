// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/report/drift_report.hpp"

namespace mlpipe::report {

/// Features beyond this many are not told one by one in sentences and detail.
inline constexpr std::size_t kMostDetails = 20;

[[nodiscard]] bool is_alarm(drift::Verdict verdict);

/// What it sorts by: critical, warning, cannot tell, ok; then gain times adjusted PSI, the largest
/// first; then adjusted PSI; then the model's order.
[[nodiscard]] std::vector<const DriftColumn*> by_urgency(const DriftReport& report);

/// Features by verdict, indexed by it.
struct VerdictCounts {
  std::uint64_t ok = 0, warning = 0, critical = 0, cannot_tell = 0;
};
[[nodiscard]] VerdictCounts verdict_counts(const DriftReport& report);
/// "CRITICAL 2 / warning 3 / ok 43 / cannot tell 2 of 50 features; prediction critical"
[[nodiscard]] std::string verdict_line(const DriftReport& report);

/// 1 for the feature with the largest gain of all in the reference; empty for one that the model
/// does not use, and without a reference.
[[nodiscard]] std::optional<std::size_t> importance_rank(const DriftReport& report,
                                                         const DriftColumn& column);

/// The name on one line, cut to 48 letters: names come from data.
[[nodiscard]] std::string short_name(const drift::FeatureCheck& check);

/// Bold where it alarms.
[[nodiscard]] Text verdict_text(drift::Verdict verdict);

/// "0.128"; "n/a" where there was nothing to compare.
[[nodiscard]] std::string psi_text(const drift::FeatureCheck& check, double value);

/// "higher, more missing", "" if nothing moved far enough to be named.
[[nodiscard]] std::string direction_text(const drift::FeatureCheck& check);

/// Shares of the bins, reference behind. Of many categories the first, the others as one; a gap and
/// the missing rows at the end.
[[nodiscard]] Spark bins_spark(const DriftColumn& column);

/// PSI of the last checks, at most 12, cut at twice the critical threshold.
[[nodiscard]] Spark history_spark(const DriftColumn& column, const drift::DecideOptions& options);

/// What each bin holds: "up to 0.12", "0.12 to 0.34", "above 2.1", "3", "everything else",
/// "missing". As many as the check counts.
[[nodiscard]] std::vector<std::string> bin_names(const DriftColumn& column);

/// Rows of the longest reference column; 0 if it is not known.
[[nodiscard]] std::uint64_t reference_rows(const DriftReport& report);

/// The retraining rule's answer in a sentence.
[[nodiscard]] std::string retraining_text(const DriftReport& report);

/// "2026-09-01 to 2026-11-27", "" without times.
[[nodiscard]] std::string span_text(const std::optional<Timestamp>& first,
                                    const std::optional<Timestamp>& last);

void add_consequences(const DriftReport& report, Document& document);
void add_faults(const DriftReport& report, Document& document);
void add_outcome(const DriftReport& report, Document& document);
void add_features(const DriftReport& report, Document& document);
void add_alarms(const DriftReport& report, Document& document);
void add_windows(const DriftReport& report, Document& document);
void add_reading(const DriftReport& report, Document& document);
void add_setting(const DriftReport& report, Document& document);

}  // namespace mlpipe::report
