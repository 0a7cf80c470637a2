// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/registry/metadata_diff.hpp"
#include "mlpipe/registry/model_registry.hpp"

#include "cli/outcome.hpp"

// What `mlpipe version` shows, for people and as JSON.
namespace mlpipe::cli {

/// "-" in place of nothing.
[[nodiscard]] std::string or_dash(const std::string& text);

[[nodiscard]] Outcome view_list(const std::vector<registry::VersionEntry>& entries,
                                const std::string& staged);
[[nodiscard]] Outcome view_version(const registry::VersionEntry& entry);
[[nodiscard]] Outcome view_history(const registry::AuditTrail& trail);
/// What was live at a time; for a whole day also every switch of that day.
/// @throws ConfigError if `at` is neither a day nor a time
[[nodiscard]] Outcome view_live_at(const registry::AuditTrail& trail, const std::string& at);
[[nodiscard]] Outcome view_diff(const std::string& a, const std::string& b,
                                const std::vector<registry::Difference>& differences);
[[nodiscard]] Outcome view_verify(const std::vector<registry::VerifyOutcome>& outcomes);

}  // namespace mlpipe::cli
