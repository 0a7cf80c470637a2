// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/posix.hpp"

namespace mlpipe::platform {

/// A URL fit for a message: without user, password, query and fragment, which may be secret.
[[nodiscard]] std::string display_url(const std::string& url);

/// GETs a URL into an unlinked temporary file, positioned at its start. Repeats what may pass (no
/// connection, time-out, cut transfer, status 408, 425, 429, 5xx) up to transfer.retries times.
/// @throws DataError with the URL as display_url() and the reason; Interrupted
[[nodiscard]] Descriptor download(const std::string& url, const SourceOptions& transfer,
                                  const SourceOpenerOptions& opener, EventSink& events,
                                  const StopFlag& stop);

}  // namespace mlpipe::platform
