// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe::model {

/// A value that is neither object nor array, with the keys and indices that lead to it.
struct ModelLeaf {
  const std::vector<std::string>& path;  ///< e.g. {"learner", "objective", "name"}
  std::string_view text;                 ///< of a string, as it stands; of an integer, in decimal
};

/// Called for each string and integer whose path is at most kMaxLeafPath long.
using OnLeaf = std::function<void(const ModelLeaf&)>;

constexpr std::size_t kMaxModelDepth = 64;
constexpr std::size_t kMaxLeafPath = 6;

/// Walks one UBJSON object to its last byte. Loops instead of recursing; every length is held
/// against the bytes that are left, so time and memory are bounded by them. Counted arrays must be
/// of fixed-size numbers or of values that take at least a byte each.
/// Source: the UBJSON specification, draft 12, as far as XGBoost writes it (no no-op, no char, no
/// high-precision number, no typed object).
/// @throws IntegrityError with the offset
void walk_ubj(std::string_view bytes, const OnLeaf& on_leaf);

/// The same for JSON.
void walk_json(std::string_view bytes, const OnLeaf& on_leaf);

}  // namespace mlpipe::model
