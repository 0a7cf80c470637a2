// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/data/market_reader.hpp"

#include "data/role_sample.hpp"

namespace mlpipe::data {

/// A column used as a feature as it stands.
struct InputRole {
  std::size_t column = 0;
  bool categorical = false;
};

/// What each column of a file is for; columns by position.
struct Roles {
  std::size_t time = 0;
  std::optional<std::size_t> time_of_day, symbol, open, high, low, close, volume, target;
  std::vector<InputRole> inputs;
  bool inputs_named = false;  ///< by data.features, so that a useless one is the user's mistake
  bool target_is_text = false;
  std::vector<std::string> detected;  ///< sentences for ReadReport::detected
};

/// Names in the config win; what they leave open is found by the usual header names, or, for the
/// time, by what the cells look like.
/// @throws ConfigError (a name that the file does not have), DataError (two candidates, none, text
/// among the features)
[[nodiscard]] Roles find_roles(const RoleSample& sample, const DataOptions& options);

}  // namespace mlpipe::data
