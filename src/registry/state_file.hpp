// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/registry/audit_log.hpp"

namespace mlpipe::registry {

/// registry.json: format_version, highest version ever given out, last record of the log.
[[nodiscard]] std::string state_text(const std::string& highest, const AuditTrail& trail);

/// The log must hold the record that registry.json knows of: else its end was cut off.
/// @throws IntegrityError
void check_state_file(const FileSystem& files, const AuditTrail& trail);

/// The highest version ever given out, live or not, pruned or not, by archive, log and
/// registry.json; empty: none yet.
[[nodiscard]] std::string highest_issued(const FileSystem& files, const AuditTrail& trail);

}  // namespace mlpipe::registry
