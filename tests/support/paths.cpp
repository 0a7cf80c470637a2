// SPDX-License-Identifier: MIT
#include "support/paths.hpp"

namespace mlpipe::testing {

std::filesystem::path source_folder() {
  return MLPIPE_SOURCE_DIR;
}
std::filesystem::path fixtures_folder() {
  return MLPIPE_FIXTURES;
}
std::string mlpipe_program() {
  return MLPIPE_BINARY;
}

}  // namespace mlpipe::testing
