// SPDX-License-Identifier: MIT
#include "mlpipe/notify/github_runner.hpp"

#include "support/catch.hpp"

using namespace mlpipe::notify;

TEST_CASE("an annotation is one line of its kind", "[notify]") {
  CHECK(annotation(Annotation::kNotice, "mlpipe", "PROMOTE v1") ==
        "::notice title=mlpipe::PROMOTE v1\n");
  CHECK(annotation(Annotation::kWarning, "a", "b") == "::warning title=a::b\n");
  CHECK(annotation(Annotation::kError, "a", "b") == "::error title=a::b\n");
}

TEST_CASE("what would begin another command in an annotation is escaped", "[notify]") {
  CHECK(annotation(Annotation::kNotice, "x", "a\n::set-env name=PATH::b\r\n100%") ==
        "::notice title=x::a%0A::set-env name=PATH::b%0D%0A100%25\n");
  CHECK(annotation(Annotation::kNotice, "t: a,b%\n::error::", "m, n: o") ==
        "::notice title=t%3A a%2Cb%25%0A%3A%3Aerror%3A%3A::m, n: o\n");
  // Escaped already, it stays what it was.
  CHECK(annotation(Annotation::kNotice, "x", "%0A") == "::notice title=x::%250A\n");
}
