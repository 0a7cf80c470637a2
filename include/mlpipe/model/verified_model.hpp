// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/model/booster.hpp"
#include "mlpipe/model/library_version.hpp"

namespace mlpipe::model {

constexpr std::size_t kMaxModelBytes = 1U << 30U;

/// What a model file says about itself.
struct ModelSummary {
  std::string format;      ///< "ubj" or "json"
  LibraryVersion version;  ///< of the XGBoost that wrote it
  std::string objective;
  std::string booster;  ///< "gbtree", "dart" or "gblinear"
  std::size_t feature_count = 0;
  std::size_t class_count = 0;             ///< 0 unless multi:
  std::size_t target_count = 1;            ///< outputs of a multi-target regression
  std::vector<std::string> feature_names;  ///< empty if saved without
};

/// Walks the whole file without XGBoost: the structure must be sound to the last byte, lengths
/// within the file, nesting at most 64. Time and memory are bounded by the size of the file. This
/// finds damage and nonsense, but does not make a file of unknown origin safe: tree indices may
/// still be wrong.
/// @throws IntegrityError with what is wrong and the offset
[[nodiscard]] ModelSummary inspect_model(std::string_view bytes);

/// The only way from stored bytes to a Booster.
///
/// XGBoost crashes, hangs or predicts wrongly on damaged files, and an older library loads a newer
/// model without an error and predicts wrongly (3.1 and later into 3.0 and earlier). So first:
/// size, SHA-256, inspect_model(), and the version of the model is not above the library's
/// (major.minor).
/// @param expected_sha256  as recorded when the model was written, 64 lower-case hex digits
/// @throws IntegrityError for any of these; it names the version that is needed
[[nodiscard]] Booster load_verified(std::string_view bytes, const std::string& expected_sha256,
                                    std::size_t max_bytes = kMaxModelBytes);

}  // namespace mlpipe::model
