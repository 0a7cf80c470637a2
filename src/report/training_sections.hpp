// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/report/training_report.hpp"

namespace mlpipe::report {

/// Gathers why numbers of a table are undefined, to be said once beneath it.
class Reasons {
 public:
  /// The text of the cell; a reason is kept with the place.
  [[nodiscard]] std::string cell(const Quantity& quantity, const NumberFormat& format,
                                 const std::string& place);
  /// "n/a: one class only (AUC of fold 3, AUC of fold 7)." for each reason; nothing if all are
  /// defined.
  void add_to(Document& document) const;

 private:
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons_;
};

/// The yardstick that is hardest to beat in this row; empty if none is defined or no direction is
/// better.
[[nodiscard]] std::optional<std::size_t> best_yardstick(const MetricRow& row);

/// -1, 0 or 1: a is worse than b, as good, or better. Values that print alike are as good.
[[nodiscard]] int compare(double a, double b, Better better, const NumberFormat& format);

/// "1 bar", "4,410 bars".
[[nodiscard]] std::string counted(std::uint64_t count, const std::string& noun);

void add_verdict(const TrainingReport& report, Document& document);
void add_returns(const TrainingReport& report, Document& document);
void add_metrics(const TrainingReport& report, Document& document);
void add_folds(const TrainingReport& report, Document& document);
void add_symbols(const TrainingReport& report, Document& document);
void add_calibration(const TrainingReport& report, Document& document);
void add_importance(const TrainingReport& report, Document& document);
void add_data(const TrainingReport& report, Document& document);
void add_recipe(const TrainingReport& report, Document& document);
void add_identity(const TrainingReport& report, Document& document);
void add_files(const TrainingReport& report, Document& document);
void add_conventions(const TrainingReport& report, Document& document);

}  // namespace mlpipe::report
