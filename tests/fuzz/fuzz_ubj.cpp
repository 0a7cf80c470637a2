// SPDX-License-Identifier: MIT
// A model file of unknown origin is refused, or gives a summary whose parts fit together.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mlpipe/core/error.hpp"
#include "mlpipe/model/verified_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto summary = mlpipe::model::inspect_model(bytes);
    const bool names_fit =
        summary.feature_names.empty() || summary.feature_names.size() == summary.feature_count;
    if (summary.feature_count == 0 || summary.objective.empty() || !names_fit) {
      std::abort();
    }
  } catch (const mlpipe::IntegrityError&) {
    return 0;
  }
  return 0;
}
