// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/report/validation_report.hpp"

namespace mlpipe::report {

/// "0.031", "<0.001", "n/a"
[[nodiscard]] std::string p_text(std::optional<double> p);

/// The smaller of both p-values: "better 0.031". @param item  has both
[[nodiscard]] std::string leaning_text(const gate::MetricDifference& item);

/// What a metric is worth without any skill: of the base rate's forecast, or of buying and holding.
/// Empty where no direction of the metric is better.
struct Yardstick {
  std::string name;  ///< "base rate"
  std::optional<double> value;
};
[[nodiscard]] Yardstick yardstick_of(const ValidationReport& report, const std::string& metric);

/// Were both models scored on the same bars, and tested?
[[nodiscard]] bool is_compared(const ValidationReport& report);

void add_judgement(const ValidationReport& report, Document& document);
void add_checks(const ValidationReport& report, Document& document);
void add_comparison(const ValidationReport& report, Document& document);
void add_tests(const ValidationReport& report, Document& document);
void add_detectable(const ValidationReport& report, Document& document);
void add_accounts(const ValidationReport& report, Document& document);
void add_parts(const ValidationReport& report, Document& document);
void add_calibrations(const ValidationReport& report, Document& document);
void add_models(const ValidationReport& report, Document& document);
void add_method(const ValidationReport& report, Document& document);

}  // namespace mlpipe::report
