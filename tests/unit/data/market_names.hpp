// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace mlpipe::data {

/// Sets an optional name of DataOptions. Not inlined: g++ 12 takes the string of an optional that
/// was never set for one that is used uninitialised.
[[gnu::noinline]] inline void name_column(std::optional<std::string>& column,
                                          const std::string& name) {
  column = name;
}

}  // namespace mlpipe::data
