// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/time.hpp"

namespace mlpipe::registry {

/// What a model said of one bar.
struct Forecast {
  std::string symbol;  ///< empty for a single series
  Timestamp time{};    ///< close of the bar
  /// When the outcome is known; empty: the data did not reach that far.
  std::optional<Timestamp> label_end;
  /// The probability of class 1; one of each class if there are more than two; or the estimate.
  std::vector<float> values;

  bool operator==(const Forecast&) const = default;
};

/// The run that forecasts came from.
struct ForecastRun {
  std::string model;  ///< "v1.2.0", or a candidate's name
  std::string model_sha256;
  std::string data_sha256;  ///< of the rows' file, decompressed
  Timestamp made_at{};

  bool operator==(const ForecastRun&) const = default;
};

struct LedgerEntry {
  ForecastRun run;
  Forecast forecast;

  bool operator==(const LedgerEntry&) const = default;
};

/// ledger/<model>.jsonl in the models folder.
[[nodiscard]] FileSystem::Path ledger_file(const std::string& model);

/// Adds one line a forecast, all in one write that other processes' lines cannot get into.
/// @param files  of the models folder
/// @return the file @throws IoError; the ledger is then as it was
FileSystem::Path append_forecasts(FileSystem& files, const ForecastRun& run,
                                  std::span<const Forecast> forecasts);

/// Everything forecast by a model, in the order of writing; empty if there is no ledger. What a
/// power cut tore is left out, with a Warning.
/// @throws IntegrityError naming file and line
[[nodiscard]] std::vector<LedgerEntry> read_ledger(const FileSystem& files,
                                                   const std::string& model, EventSink& events);

/// Was the forecast made while nobody could know the outcome? Only such a one is out of sample by
/// construction.
/// @param label_end  when the outcome was known, by the data that judge the forecast: what the
///                   entry itself says was not known yet for the newest bars
[[nodiscard]] inline bool made_before_outcome(const LedgerEntry& entry,
                                              Timestamp label_end) noexcept {
  return entry.run.made_at < label_end;
}

/// A double that is written with as few digits as tell the float from its neighbours, and that
/// reads back as the same float.
[[nodiscard]] double as_written(float value);

}  // namespace mlpipe::registry
