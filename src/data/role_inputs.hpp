// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/role_finder.hpp"

namespace mlpipe::data {

/// Position of a column named in the config. @throws ConfigError with the nearest name
[[nodiscard]] std::size_t require_column(const RoleSample& sample, std::string_view key,
                                         const std::string& name);

/// '"a", "b", "c" and 9 more'
[[nodiscard]] std::string list_names(const std::vector<std::string>& names);

/// Decides which columns are features, and says which are not used.
/// @param taken  columns that have another role
/// @throws ConfigError, DataError (text among the features; nothing to learn from)
void add_inputs(const RoleSample& sample, const DataOptions& options,
                const std::vector<bool>& taken, Roles& roles);

}  // namespace mlpipe::data
