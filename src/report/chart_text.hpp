// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// A figure for formats that cannot draw.
struct FigureSummary {
  std::vector<std::string> sparklines;  ///< already one line each, ready for a fixed-width font
  Table table;                          ///< no columns: there is nothing to tabulate
};

[[nodiscard]] FigureSummary summarise(const Chart& chart);
[[nodiscard]] FigureSummary summarise_chart(const ScatterChart& chart);
[[nodiscard]] FigureSummary summarise_chart(const ScatterPanels& chart);
[[nodiscard]] FigureSummary summarise_chart(const ParallelChart& chart);

}  // namespace mlpipe::report
