// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// Draws a figure as one <svg> element, `width` user units wide (a unit is a CSS pixel at full
/// size). Coordinates are rounded to 0.01. A curve of any number of points is reduced to the lowest
/// and highest point of each pixel column, so that peaks stay visible and a million points take
/// some 15 KB. Colours are CSS classes: see below. A figure without a finite value says so.
[[nodiscard]] std::string to_svg(const Figure& figure, double width);

/// CSS for to_svg(): colours for light pages, told apart by colour-blind readers (Okabe and Ito
/// 2008, "Color Universal Design"); curves differ by dashes too.
[[nodiscard]] std::string_view light_chart_style();
/// Goes after it: colours where the reader's system is dark.
[[nodiscard]] std::string_view dark_chart_style();

}  // namespace mlpipe::report
