// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/predict.hpp"

#include "cli/args.hpp"
#include "cli/outcome.hpp"

namespace mlpipe::cli {

/// time[,symbol],<values>: a header and a line a forecast. Numbers read back as the same floats.
[[nodiscard]] std::string forecasts_csv(const commands::PredictOutcome& outcome);

/// The same as one object a line.
[[nodiscard]] std::string forecasts_json_lines(const commands::PredictOutcome& outcome);

/// `mlpipe predict`. @throws what commands::run_predict() throws
[[nodiscard]] Outcome run_predict_command(const commands::App& app, const PredictArgs& args,
                                          const GlobalArgs& global);

}  // namespace mlpipe::cli
