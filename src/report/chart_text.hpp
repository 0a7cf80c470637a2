// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

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

/// The values as block characters of eight heights between low and high, at most `width` of them
/// (each the last defined value of its share). A gap is a blank.
[[nodiscard]] std::string sparkline(const std::vector<double>& values, std::size_t width,
                                    double low, double high);

}  // namespace mlpipe::report
