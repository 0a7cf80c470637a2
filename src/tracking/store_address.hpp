// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/tracking/settings.hpp"

namespace mlpipe::tracking {

/// Fills in kind, database, and rest.uri with the credentials in it.
/// @param from  where the address was given, for messages: "MLFLOW_TRACKING_URI", "/tracking/uri"
/// @throws ConfigError
void read_address(const std::string& text, const std::string& from, StoreChoice& choice);

}  // namespace mlpipe::tracking
