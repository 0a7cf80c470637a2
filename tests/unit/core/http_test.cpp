// SPDX-License-Identifier: MIT
#include "mlpipe/core/http.hpp"

#include <string>

#include "support/catch.hpp"

using namespace mlpipe;

namespace {

HttpResponse answered(const std::string& body, const std::string& type = "") {
  HttpResponse out;
  out.status = 500;
  out.body = body;
  out.content_type = type;
  return out;
}

std::string message_of(const std::string& body) {
  return server_message(answered(body));
}

}  // namespace

TEST_CASE("failures on the way pass, ours and those of certificates do not", "[core]") {
  for (const auto failure : {HttpFailure::kResolve, HttpFailure::kConnect, HttpFailure::kTimeout,
                             HttpFailure::kBroken}) {
    CHECK(is_transient(failure));
  }
  for (const auto failure :
       {HttpFailure::kNone, HttpFailure::kUrl, HttpFailure::kTls, HttpFailure::kFile}) {
    CHECK_FALSE(is_transient(failure));
  }
}

TEST_CASE("HTML is known by its type or its beginning", "[core]") {
  CHECK(is_html(answered("x", "text/html; charset=utf-8")));
  CHECK(is_html(answered("  <!DOCTYPE html><p>")));
  CHECK(is_html(answered("<HTML>")));
  CHECK_FALSE(is_html(answered("{}", "application/json")));
  CHECK_FALSE(is_html(answered("<Error/>", "application/xml")));
}

TEST_CASE("what a server says is its message, its document or its first line", "[core]") {
  CHECK(message_of(R"({"message": "Bad credentials", "status": "401"})") == "Bad credentials");
  CHECK(message_of("{\n  \"error\": {\n    \"code\": 7\n  }\n}\n") == R"({"error":{"code":7}})");
  CHECK(message_of("[\n  1\n]") == "[1]");
  CHECK(message_of("<?xml version=\"1.0\"?>\n<Error>\n  <Code>NoSuchBucket</Code>\n</Error>") ==
        "<Error> <Code>NoSuchBucket</Code> </Error>");
  CHECK(message_of("<?xml torn") == "<?xml torn");
  CHECK(message_of("  no_service\nsecond line") == "no_service");
  CHECK(message_of("").empty());
  CHECK(message_of("<html><body>500</body></html>").empty());
  CHECK_FALSE(message_of("{\"error\": \"\xff\"}").empty());
}
