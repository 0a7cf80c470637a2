// SPDX-License-Identifier: MIT
#include "commands/drift_report.hpp"

#include <algorithm>

#include "mlpipe/version.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::size_t kShownChecks = 12;

/// Of the model and window of the last one.
std::vector<drift::CheckRecord> records_like_last(const drift::History& history) {
  std::vector<drift::CheckRecord> out;
  const auto& last = history.records.back();
  std::copy_if(history.records.begin(), history.records.end(), std::back_inserter(out),
               [&](const auto& record) {
                 return record.model == last.model && record.window == last.window;
               });
  if (out.size() > kShownChecks) {
    out.erase(out.begin(), out.end() - kShownChecks);
  }
  return out;
}

void add_windows(const DriftFindings& found, report::DriftReport& out) {
  if (found.slid) {
    out.windows = found.slid->windows;
    for (std::size_t i = 0; i < out.features.size(); ++i) {
      if (const auto& window = found.slid->since[i]) {
        out.features[i].since = found.current.time[window->begin];
      }
    }
  } else if (found.checks.size() > 1) {
    for (const auto& check : found.checks) {
      std::vector<std::pair<std::string, double>> psi;
      for (const auto& column : check.features) {
        psi.emplace_back(column.check.name, column.check.psi_adjusted);
      }
      out.windows.push_back(
          drift_window(found.current.time, check.span.rows, check.verdict, std::move(psi)));
    }
  }
}

void add_history(const DriftFindings& found, report::DriftReport& out) {
  const auto records = records_like_last(found.history);
  for (auto& column : out.features) {
    column.history = drift::series(records, column.check.name);
  }
  for (const auto& change : drift::state_changes(found.history.records)) {
    out.changes.push_back(drift::describe(change));
  }
}

}  // namespace

report::DriftReport drift_report(const DriftFindings& found) {
  const auto& check = found.checks[found.main];
  const auto& rows = check.span.rows;
  const auto& options = found.config.options;
  report::DriftReport out;
  out.model = found.model.found.name;
  out.model_sha256 = found.model.found.sha256;
  out.source = found.current.source;
  out.source_sha256 = found.current.sha256;
  out.mlpipe_version = kVersion;
  out.made_at = found.now;
  out.rows = rows.size();
  out.first = found.current.time[rows.begin];
  out.last = found.current.time[rows.end - 1];
  out.reference = &found.reference.profile;
  out.options = options.decide;
  out.numeric_tests = options.numeric_tests;
  out.categorical_tests = options.categorical_tests;
  out.fail_on = options.fail_on;
  out.verdict = check.verdict;
  out.exit_status = static_cast<int>(found.outcome.exit_code);
  out.features = check.features;
  out.prediction = check.prediction;
  out.target = check.target;
  out.faults = check.faults;
  out.performance = check.performance;
  out.retraining = {found.outcome.retrain, found.reasons};
  out.overdue = found.overdue;
  add_history(found, out);
  add_windows(found, out);
  return out;
}

}  // namespace mlpipe::commands
