// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe::model {

/// The file that XGBoost was loaded from. @throws IoError if it cannot be loaded
[[nodiscard]] std::string library_file();

}  // namespace mlpipe::model
