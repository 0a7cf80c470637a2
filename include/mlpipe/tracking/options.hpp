// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/json_reader.hpp"

namespace mlpipe::tracking {

/// Section "tracking" of config/pipeline.json; "off" in its place, or as `uri`, switches tracking
/// off.
struct TrackingOptions {
  /// As MLFLOW_TRACKING_URI, which goes over it: http(s)://..., sqlite:///file, or "off"; empty:
  /// mlflow.db in the working folder.
  std::optional<std::string> uri;
  std::string experiment = "mlpipe";        ///< MLFLOW_EXPERIMENT_NAME goes over it
  std::string registered_model = "mlpipe";  ///< name of the model in MLflow's registry
  std::size_t trials = 100;                 ///< of a study, the best so many as runs of their own
  Duration budget{30, Duration::Unit::kSeconds};  ///< that a run spends on tracking at most
  std::string outbox = ".mlpipe/outbox";          ///< folder of runs that wait for their server
};

[[nodiscard]] TrackingOptions parse_tracking_options(JsonReader& reader);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::ordered_json write_tracking_options(const TrackingOptions& options);

}  // namespace mlpipe::tracking
