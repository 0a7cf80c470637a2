// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::tracking {

inline constexpr std::size_t kMostKeyCharacters = 250;
inline constexpr const char* kRunUidTag = "mlpipe.run_uid";
inline constexpr const char* kParentTag = "mlflow.parentRunId";
inline constexpr const char* kModelShaTag = "mlpipe.model_sha256";
/// Before a parameter's key: a value that came after another one, which stays.
inline constexpr std::string_view kConflictPrefix = "mlpipe.param_conflict.";
inline constexpr const char* kMissingTag = "mlpipe.missing_artifacts";
inline constexpr const char* kUnregisteredTag = "mlpipe.unregistered_model";

/// A path below a folder that cannot leave it: parts "." and ".." become '_' and "__", empty parts
/// go. Never empty.
[[nodiscard]] std::string clean_path(std::string_view path);

/// The path of an artifact as MLflow can fetch it: whole UTF-8 that cannot leave its folder, and
/// '_' for what ends or changes an address on the way ('#', '?', '%', '\\', control characters).
[[nodiscard]] std::string to_artifact_path(std::string_view path);

/// to_key() of every name, no two alike: names that are keys as they stand keep theirs, of others
/// that meet in one key the later ones get "_2", "_3" behind it. Depends on the names' order alone,
/// so a record that grew at its end keeps its keys.
[[nodiscard]] std::map<std::string, std::string> distinct_keys(
    const std::vector<std::string>& names);

/// UTF-8 without NUL: broken bytes and NULs become U+FFFD. Python, which reads what we write,
/// refuses whole tables for one broken byte.
[[nodiscard]] std::string clean_text(std::string_view text);

/// A name that MLflow takes for a registered model: no '/' and ':', at most 250 bytes, not empty.
[[nodiscard]] std::string to_model_name(std::string_view name);

}  // namespace mlpipe::tracking
