// SPDX-License-Identifier: MIT
#include "mlpipe/core/shared_library.hpp"

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using Symbols = SharedLibrary::Symbols;

TEST_CASE("a library's functions are found by their names", "[core]") {
  for (const auto symbols : {Symbols::kOurs, Symbols::kForAll}) {
    const SharedLibrary library("libm.so.6", symbols, "install it");
    double (*larger)(double, double) = nullptr;
    library.find("fmax", larger);
    CHECK(larger(2.0, 3.0) == 3.0);
    CHECK_THROWS_WITH(library.find("no_such_function", larger),
                      ContainsSubstring("no_such_function") && ContainsSubstring("; install it"));
    CHECK(larger(5.0, 3.0) == 5.0);
  }
}

TEST_CASE("a library that is not there is told by its name", "[core]") {
  CHECK_THROWS_WITH(SharedLibrary("libnothing.so.1", Symbols::kOurs, "install it"),
                    ContainsSubstring("libnothing.so.1") && ContainsSubstring("; install it"));
  CHECK_THROWS_AS(SharedLibrary("libnothing.so.1", Symbols::kForAll, ""), IoError);
}
