// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/http.hpp"
#include "mlpipe/tracking/rest_store.hpp"

namespace mlpipe::tracking {

[[nodiscard]] bool is_html(const HttpResponse& response);

/// "HTTP status 503: "database is locked"", or what kept the server from answering; without secrets
/// of the options, and not longer than a few lines.
[[nodiscard]] std::string describe(const HttpResponse& response, const RestStoreOptions& options);

/// What to do about 401, 403 and HTML; empty for other answers.
[[nodiscard]] std::string advice(const HttpResponse& response, const RestStoreOptions& options);

/// The text with every secret of the options blotted out: a server may repeat what it was sent.
[[nodiscard]] std::string without_secrets(std::string text, const RestStoreOptions& options);

/// The value of the header Authorization; empty: none.
[[nodiscard]] std::string authorization(const RestStoreOptions& options);

}  // namespace mlpipe::tracking
