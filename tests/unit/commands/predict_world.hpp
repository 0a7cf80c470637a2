// SPDX-License-Identifier: MIT
#pragma once

// A world with a trained model, for the tests of `mlpipe predict`.

#include "mlpipe/commands/predict.hpp"
#include "mlpipe/core/error.hpp"

#include "command_world.hpp"
#include "support/catch.hpp"

namespace mlpipe::testing {

inline constexpr std::size_t kRows = 600;

inline commands::PredictConfig staged() {
  commands::PredictConfig config;
  config.model = "staging";
  return config;
}

/// A trained world; `predict` scores the training file unless told otherwise.
struct Trained : World {
  explicit Trained(const commands::TrainConfig& config = quick()) { (void)train(config); }

  commands::PredictOutcome predict(const commands::PredictConfig& config = staged()) {
    return commands::run_predict(app, config);
  }
  commands::PredictOutcome predict(const std::string& rows,
                                   const commands::PredictConfig& config = staged()) {
    sources.give(rows);
    return predict(config);
  }
  std::vector<registry::LedgerEntry> ledger(const std::string& model) {
    return registry::read_ledger(*disk.below("models"), model, events);
  }
};

template <class ErrorType>
std::string refusal(Trained& world, const std::string& rows,
                    const commands::PredictConfig& config = staged()) {
  try {
    (void)world.predict(rows, config);
  } catch (const ErrorType& error) {
    return error.what();
  }
  FAIL("not refused");
  return "";
}

/// Rows of the dataset that `train` keeps as golden ones.
inline std::size_t golden_row(std::size_t i, std::size_t rows) {
  return (rows - 1) * i / 7;
}

/// Every golden row of the metadata is predicted again by predict, to the bit.
inline void check_golden(const Trained& world, const commands::PredictOutcome& outcome) {
  const auto golden = world.metadata()["golden_rows"]["predictions"];
  const std::size_t outputs = outcome.columns.size();
  REQUIRE(golden.size() == 8 * outputs);
  for (std::size_t i = 0; i < 8; ++i) {
    const auto& forecast = outcome.forecasts.at(golden_row(i, outcome.forecasts.size()));
    for (std::size_t k = 0; k < outputs; ++k) {
      CHECK(forecast.values.at(k) == golden[i * outputs + k].get<float>());
    }
  }
}

}  // namespace mlpipe::testing
