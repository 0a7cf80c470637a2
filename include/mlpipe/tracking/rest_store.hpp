// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "mlpipe/core/service_doors.hpp"
#include "mlpipe/tracking/tracking_store.hpp"

namespace mlpipe::tracking {

struct RestStoreOptions {
  std::string uri;       ///< http(s)://host:port/prefix; user and password in it are taken out
  std::string registry;  ///< of the model registry, with the same credentials; empty: the same
  std::optional<std::string> experiment_id;   ///< goes before the name in a record
  std::optional<std::string> user, password;  ///< Basic; go before the token
  std::optional<std::string> token;           ///< Bearer
  std::optional<std::string> workspace;       ///< X-MLFLOW-WORKSPACE
  HttpTls tls;
  bool redirects = true;
  std::chrono::milliseconds timeout{120'000};  ///< of a request: to connect, and for silence
  int retries = 7;
  double backoff = 2.0;  ///< seconds; the n-th wait is backoff * 2^(n - 1), but the first is none
  double jitter = 1.0;   ///< seconds, at most, on top
  bool respect_retry_after = true;
  std::chrono::milliseconds budget{30'000};    ///< for all that one put() does, retries included
  bool multipart = false;                      ///< MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD
  std::uint64_t multipart_from = 500U << 20U;  ///< bytes of a file that goes in parts
  std::uint64_t multipart_chunk = 10U << 20U;  ///< bytes of a part
};

/// MLflow's REST API 2.0. Repeats what the official client repeats (connection and read errors,
/// 408, 429, 500, 502, 503, 504), but never makes a run, a dataset or a model version twice.
/// An artifact that cannot be sent (gone, refused for its name or size) is left out with a Warning
/// "tracking.incomplete" and a tag "mlpipe.missing_artifacts"; a parameter's second value becomes a
/// tag "mlpipe.param_conflict.<key>".
[[nodiscard]] std::unique_ptr<TrackingStore> make_rest_store(ServiceDoors doors,
                                                             RestStoreOptions options);

}  // namespace mlpipe::tracking
