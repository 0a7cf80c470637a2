// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/http.hpp"
#include "mlpipe/core/redactor.hpp"
#include "mlpipe/tracking/rest_store.hpp"

namespace mlpipe::tracking {

/// "HTTP status 503: "database is locked"", or what kept the server from answering; redacted, and
/// not longer than a few lines.
[[nodiscard]] std::string describe(const HttpResponse& response, const Redactor& redactor);

/// What to do about 401, 403 and HTML; empty for other answers.
[[nodiscard]] std::string advice(const HttpResponse& response, const RestStoreOptions& options);

/// Knows the secrets of the options: a server may repeat what it was sent.
[[nodiscard]] Redactor redactor_of(const RestStoreOptions& options);

/// The value of the header Authorization; empty: none.
[[nodiscard]] std::string authorization(const RestStoreOptions& options);

}  // namespace mlpipe::tracking
