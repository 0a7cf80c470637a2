// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/report/validation_report.hpp"

namespace mlpipe::report {

/// "-0.0312", "12.3%", "41": as the metric's unit asks; "n/a" if it is empty.
[[nodiscard]] std::string metric_text(const std::string& metric, std::optional<double> value);
/// The same for a difference, with its sign.
[[nodiscard]] std::string change_text(const std::string& metric, std::optional<double> value);
/// "Log loss"
[[nodiscard]] std::string metric_title(const std::string& metric);
/// "0.031", "<0.001", "n/a"
[[nodiscard]] std::string p_text(std::optional<double> p);

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
