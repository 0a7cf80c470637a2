// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/drift/decide.hpp"
#include "mlpipe/drift/options.hpp"
#include "mlpipe/drift/profile.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// Schema of the JSON form; rises when a key changes its meaning or goes.
inline constexpr int kDriftSchema = 1;

/// One column held against its profile: a feature, the prediction or the target.
struct DriftColumn {
  drift::FeatureCheck check;
  drift::CurrentFeature current;                   ///< the quantiles of now
  const drift::FeatureProfile* profile = nullptr;  ///< not owned; null: bins are only numbered
  std::vector<double> history;  ///< PSI of the last checks, oldest first, this one last; NaN: none
  std::optional<Timestamp> since;  ///< off ever since this check or window
};

enum class FaultKind {
  kConstant,
  kInfinite,
  kAllMissing,
  kOtherUnit,
  kSwapped,
  kOutOfRange,
};

/// "constant", "infinite", ...
[[nodiscard]] const std::string& to_string(FaultKind kind);

/// Something wrong with the data rather than with the market. In reports, apart from drift.
struct DriftFault {
  FaultKind kind = FaultKind::kConstant;
  std::string column;
  std::string sentence;  ///< with its full stop
  bool fails = true;     ///< a failure in JUnit; values out of range are none
};

/// Is the model still as good, on rows whose labels are known by now?
struct DriftPerformance {
  std::uint64_t rows = 0;
  std::optional<double> log_loss_before, log_loss_now;
  std::optional<double> roc_auc_before, roc_auc_now;
  std::string verdict;  ///< a sentence
};

struct DriftRetraining {
  bool wanted = false;
  std::vector<std::string> reasons;  ///< why, or why not; clauses without an end
};

/// A stretch of the current rows checked by itself.
struct DriftWindow {
  Timestamp first{}, last{};
  std::uint64_t rows = 0;
  drift::Verdict verdict = drift::Verdict::kCannotTell;
  std::vector<std::pair<std::string, double>> worst;  ///< feature and adjusted PSI, worst first
};

/// Everything that `mlpipe drift` found out.
struct DriftReport {
  std::string model;  ///< "v1.2.0"
  std::string model_sha256;
  std::string source, source_sha256;  ///< of the current rows
  std::string mlpipe_version;
  Timestamp made_at{};
  std::string next_check;  ///< "2026-11-30 02:00Z"; empty: nobody knows
  std::uint64_t rows = 0;  ///< current
  std::optional<Timestamp> first, last;
  const drift::ReferenceProfile* reference = nullptr;  ///< not owned; null: unknown
  drift::DecideOptions options;
  /// Told of each feature that moved; no verdict rests on them.
  std::vector<drift::PrintedTest> numeric_tests = drift::DriftOptions{}.numeric_tests;
  std::vector<drift::PrintedTest> categorical_tests = drift::DriftOptions{}.categorical_tests;
  drift::FailOn fail_on = drift::FailOn::kCritical;
  drift::Verdict verdict = drift::Verdict::kCannotTell;
  int exit_status = 0;
  std::vector<DriftColumn> features;  ///< in the model's order
  std::optional<DriftColumn> prediction, target;
  std::vector<DriftFault> faults;
  std::optional<DriftPerformance> performance;
  DriftRetraining retraining;
  std::vector<DriftWindow> windows;  ///< in time order
  std::vector<std::string> changes;  ///< since the last check: "vol_20: ok -> warning"
  std::vector<std::string> overdue;  ///< what is too old, clauses; fails as a verdict does
};

/// "CRITICAL 2 / warning 3 / ok 43 / cannot tell 2 of 50 features: vol_20 (higher), ret_1 (wider)".
/// One line.
[[nodiscard]] std::string drift_headline(const DriftReport& report);

/// For a terminal: at most 25 lines, what alarms in a table with sparklines.
[[nodiscard]] std::string drift_summary(const DriftReport& report);

/// What happened and what follows, then the prediction, the features, each alarm in numbers, the
/// windows, how to read it.
[[nodiscard]] Document make_drift_report(const DriftReport& report);

/// The same for machines, full precision: counts, edges and rows of both sides, so that every
/// number can be worked out again. Ends in a line feed.
[[nodiscard]] std::string drift_report_json(const DriftReport& report);

/// JUnit's XML: one suite, a case for each feature, for the prediction and the target, and for each
/// fault. A verdict that `fail_on` names (or a worse one) is a failure, "cannot tell" is skipped.
/// "never" fails nothing but faults.
[[nodiscard]] std::string drift_report_junit(const DriftReport& report);

}  // namespace mlpipe::report
