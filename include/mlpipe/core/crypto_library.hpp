// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe {

/// What computes SHA-256 here: "OpenSSL 3.0.19 27 Jan 2026".
[[nodiscard]] std::string crypto_library();

}  // namespace mlpipe
