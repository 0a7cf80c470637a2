// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/time.hpp"

namespace mlpipe::registry {

/// One judgement of a candidate: a line of looks.jsonl. Who looks often enough finds a "better"
/// model by luck, so each look is kept, and later ones must clear a higher bar.
struct Look {
  Timestamp time{};
  std::string candidate;
  std::string model_sha256;
  std::string recipe_sha256;
  std::string data_sha256;
  std::string baseline;  ///< version in production; empty: none
  std::string policy;    ///< "refresh" or "new-recipe"
  Timestamp window_from{}, window_to{};
  std::string verdict;
  std::size_t number = 1;   ///< K, see look_number()
  std::optional<double> p;  ///< of the primary test; empty: there was none

  bool operator==(const Look&) const = default;
};

/// Where the looks lie in the models folder.
inline constexpr const char* kLooksFile = "looks.jsonl";

/// In order of writing; empty if there is no such file.
/// @param files  of the models folder @throws IntegrityError naming file and line
[[nodiscard]] std::vector<Look> read_looks(const FileSystem& files);

/// K: how many new recipes have been judged since `since`, this one included. The same recipe, data
/// and window judged again are one look; refreshes, and judgements that came to no test, are none.
/// @param since  later of the last promotion and a year ago
[[nodiscard]] std::size_t look_number(std::span<const Look> looks, const Look& mine,
                                      Timestamp since);

/// Adds one. The caller holds the lock. @throws IoError; the file is then as it was
void add_look(FileSystem& files, const Look& look);

}  // namespace mlpipe::registry
