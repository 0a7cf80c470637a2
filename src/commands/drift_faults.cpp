// SPDX-License-Identifier: MIT
#include "commands/drift_faults.hpp"

#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"

namespace mlpipe::commands {
namespace {

using report::DriftFault;
using report::FaultKind;

/// Share of rows beyond everything seen in training from which it is worth a line.
constexpr double kFarOut = 0.05;
/// Share of rows from which infinite values are no single bad ticks.
constexpr double kOftenInfinite = 0.01;

/// Rounded to three significant digits.
std::string three_digits(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(value))) - 2.0);
  return shortest(std::round(value / unit) * unit);
}

void add_faults(const report::DriftColumn& column, std::vector<DriftFault>& out) {
  const auto& check = column.check;
  const auto& counts = column.current.counts;
  const auto& moments = column.current.moments;
  const auto add = [&](FaultKind kind, std::string sentence, bool fails = true) {
    out.push_back({kind, check.name, std::move(sentence), fails});
  };
  if (counts.rows > 0 && counts.missing == counts.rows && check.missing_before < 1.0) {
    add(FaultKind::kAllMissing, "No row has a value.");
    return;
  }
  if (counts.infinite > 0) {
    add(FaultKind::kInfinite,
        grouped(counts.infinite) + " of " + grouped(counts.rows) + " rows are infinite.",
        static_cast<double>(counts.infinite) >= kOftenInfinite * static_cast<double>(counts.rows));
  }
  const bool varied =
      column.profile != nullptr && column.profile->moments.max > column.profile->moments.min;
  if (varied && moments.n > 1 && moments.min == moments.max) {
    add(FaultKind::kConstant,
        "Every row is " + shortest(moments.min) + "; in training the values varied.",
        check.verdict == drift::Verdict::kCritical);  // a slow one may rest for a while
  }
  if (check.unit_factor) {
    add(FaultKind::kOtherUnit, "Values are about " + three_digits(*check.unit_factor) +
                                   " times those of training: another unit?");
  } else if (check.swapped_with) {
    add(FaultKind::kSwapped, "The values look like those of " + *check.swapped_with +
                                 " in training, and the other way round: swapped columns?");
  } else if (check.out_of_range >= kFarOut) {
    add(FaultKind::kOutOfRange,
        fixed(100.0 * check.out_of_range, 1) +
            " % of the rows lie beyond all values seen in training.",
        false);
  }
}

}  // namespace

std::vector<DriftFault> drift_faults(const std::vector<report::DriftColumn>& columns) {
  std::vector<DriftFault> out;
  for (const auto& column : columns) {
    add_faults(column, out);
  }
  return out;
}

bool has_failing_fault(const std::vector<DriftFault>& faults) {
  return std::any_of(faults.begin(), faults.end(), [](const auto& fault) { return fault.fails; });
}

void mark_faulty_critical(const std::vector<DriftFault>& faults,
                          std::vector<report::DriftColumn>& columns, drift::Verdict& overall) {
  for (const auto& fault : faults) {
    for (auto& column : columns) {
      if (fault.fails && fault.column == column.check.name) {
        column.check.verdict = overall = drift::Verdict::kCritical;
        column.check.rows_needed.reset();
      }
    }
  }
}

}  // namespace mlpipe::commands
