// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/http.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/tracking/tracking_store.hpp"

namespace mlpipe::tracking {

struct RestStoreOptions {
  std::string uri;       ///< http(s)://host:port/prefix, without user and password
  std::string registry;  ///< of the model registry; empty: the same
  std::optional<std::string> user, password;  ///< Basic; go before the token
  std::optional<std::string> token;           ///< Bearer
  std::optional<std::string> workspace;       ///< X-MLFLOW-WORKSPACE
  HttpTls tls;
  bool redirects = true;
  std::chrono::milliseconds timeout{120'000};  ///< of a request: to connect, and for silence
  int retries = 7;
  double backoff = 2.0;  ///< seconds; the n-th wait is backoff * 2^(n - 1)
  double jitter = 1.0;   ///< seconds, at most, on top
  bool respect_retry_after = true;
  std::chrono::milliseconds budget{30'000};  ///< for all that one put() does, retries included
  bool multipart = false;                    ///< MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD
};

/// MLflow's REST API 2.0. Repeats what the official client repeats (connection and read errors,
/// 408, 429, 500, 502, 503, 504), but never makes a run, a dataset or a model version twice.
/// @param sleep  waits between attempts; all references must outlive the store
[[nodiscard]] std::unique_ptr<TrackingStore> make_rest_store(
    HttpTransport& http, FileSystem& files, const Clock& clock, EventSink& events,
    const StopFlag& stop, std::function<void(std::chrono::milliseconds)> sleep,
    RestStoreOptions options);

}  // namespace mlpipe::tracking
