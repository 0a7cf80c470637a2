// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/file_system.hpp"

namespace mlpipe::registry {

/// What `mlpipe validate` found about one candidate, stored beside it as validation.json. It holds
/// for exactly the bytes that it names.
struct StoredVerdict {
  std::string verdict;  ///< "PROMOTE", "REJECT" or "INCONCLUSIVE"
  std::string model_sha256;
  /// Of the model whose forecasts were judged, if that is another: trained with a hold-out, and
  /// this one is its recipe fitted on everything. Empty: the same.
  std::string judged_sha256{};
  std::string data_sha256;  ///< of the data it was judged on
  std::string window_from;  ///< ISO 8601 UTC
  std::string window_to;
  std::string baseline;  ///< version it was compared with; empty: the floors alone
  std::string created_at;
  std::string summary;  ///< one sentence
};

/// @throws IntegrityError naming the JSON pointer
[[nodiscard]] StoredVerdict parse_verdict(const nlohmann::json& document,
                                          const std::string& source);

[[nodiscard]] nlohmann::ordered_json write_verdict(const StoredVerdict& verdict);

/// Of the folder of a candidate or version; empty if it was never judged.
[[nodiscard]] std::optional<StoredVerdict> read_verdict(const FileSystem& files,
                                                        const FileSystem::Path& folder);

}  // namespace mlpipe::registry
