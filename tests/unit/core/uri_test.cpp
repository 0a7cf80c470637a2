// SPDX-License-Identifier: MIT
#include "mlpipe/core/uri.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("an address is taken apart, and shown without its secrets", "[core]") {
  const auto uri = parse_uri("HTTPS://Ada:a%40b:c@Host.example:8443/ML/?x=1#y");
  REQUIRE(uri);
  CHECK(uri->scheme == "https");
  CHECK(uri->user == "Ada");
  CHECK(uri->password == "a@b:c");
  CHECK(uri->host == "host.example:8443");
  CHECK(uri->path == "/ML/");
  CHECK(uri->shown() == "https://host.example:8443/ML");
  CHECK(parse_uri("http://a@b@host/")->host == "host");
  CHECK(parse_uri("http://host?u@v")->host == "host");
  CHECK_FALSE(parse_uri("http://u@host")->password);
  CHECK(parse_uri("mlflow-artifacts:/1")->path == "/1");
  CHECK_FALSE(parse_uri("/srv/mlruns"));
  CHECK_FALSE(parse_uri("C:/mlruns"));
  CHECK_FALSE(parse_uri("a b:c"));
  CHECK_FALSE(parse_uri(""));
}

TEST_CASE("one origin is scheme, host and port, however written", "[core]") {
  const auto same = [](const char* one, const char* other) {
    return parse_uri(one)->same_origin(*parse_uri(other));
  };
  CHECK(same("http://Host/a", "http://host:80/b"));
  CHECK(same("https://host:443", "https://host"));
  CHECK(same("http://[::1]:80", "http://[::1]"));
  CHECK_FALSE(same("http://host", "https://host"));
  CHECK_FALSE(same("http://host", "http://host:81"));
  CHECK_FALSE(same("http://host", "http://host.evil"));
}

TEST_CASE("loopback is this machine alone", "[core]") {
  for (const char* text : {"http://localhost:5000", "http://127.0.0.1", "http://127.8.9.1:5",
                           "http://[::1]:5000", "http://ml.localhost"}) {
    CHECK(is_loopback(*parse_uri(text)));
  }
  for (const char* text : {"http://localhost.evil.example", "http://10.0.0.1", "http://[::2]",
                           "http://127.evil.example"}) {
    CHECK_FALSE(is_loopback(*parse_uri(text)));
  }
}

TEST_CASE("escapes are written and read", "[core]") {
  CHECK(percent_encode("a b/ä~'") == "a%20b%2F%C3%A4~%27");
  CHECK(percent_encode_path("/a b//c#") == "/a%20b//c%23");
  CHECK(percent_decode("a%20b%2f%C3%A4") == "a b/ä");
  CHECK(percent_decode("%zz%4%") == "%zz%4%");
  CHECK(percent_decode(percent_encode("100% é\n")) == "100% é\n");
}

TEST_CASE("base64 agrees with RFC 4648's vectors", "[core]") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xff\xfe") == "//4=");
}
