// SPDX-License-Identifier: MIT
#pragma once

// The one include of Catch2: version 2 and 3 name their headers and some classes differently.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
using Catch::Matchers::ContainsSubstring;
#else
#include <catch2/catch.hpp>
using Catch::Matchers::Contains;
inline auto ContainsSubstring(const std::string& text) {
  return Contains(text);
}  // NOLINT
#endif
