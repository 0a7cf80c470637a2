// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// "▁▂▇", or "▄▄▄ → ▁▂▇" with both sides on one scale.
[[nodiscard]] std::string spark_text(const Spark& bars);

/// One <svg>, two paths: what was before broad and grey behind, the values in front.
/// @param label  escaped here
[[nodiscard]] std::string spark_svg(const Spark& bars, const std::string& label);

}  // namespace mlpipe::report
