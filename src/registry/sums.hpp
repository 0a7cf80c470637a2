// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace mlpipe::registry {

/// Name of a file -> its SHA-256.
using Sums = std::map<std::string, std::string>;

/// Reads what sha256sum writes: 64 lower-case hex digits, two blanks, a plain file name, a line
/// end.
/// @throws IntegrityError naming source and line
[[nodiscard]] Sums parse_sums(std::string_view text, const std::string& source);

[[nodiscard]] std::string to_text(const Sums& sums);

}  // namespace mlpipe::registry
