// SPDX-License-Identifier: MIT
#include "mlpipe/core/http.hpp"
#include "mlpipe/platform/platform.hpp"
#include "mlpipe/version.hpp"

#include "http_client.hpp"
#include "support/catch.hpp"
#include "support/loopback_server.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using namespace mlpipe::testing;
using std::chrono::milliseconds;

TEST_CASE("a request goes out as it was given, and the answer comes back whole", "[platform]") {
  LoopbackServer server(
      {http_answer("200 OK", R"({"a":1})", "Content-Type: application/json\r\nETag: \"tag\"\r\n")});
  HttpClient client;
  const auto response = client.send(post(server.url("/api?x=1"), R"({"b":2})"));
  CHECK(response.succeeded());
  CHECK(response.body == R"({"a":1})");
  CHECK(response.content_type == "application/json");
  CHECK(response.etag == "\"tag\"");
  CHECK_FALSE(response.retry_after);
  const std::string head = server.requests().at(0);
  CHECK(head.rfind("POST /api?x=1 HTTP/1.1\r\n", 0) == 0);
  CHECK_THAT(head, ContainsSubstring("Content-Length: 7\r\n") &&
                       ContainsSubstring("Content-Type: application/json\r\n") &&
                       ContainsSubstring("Authorization: Bearer " + kCanary) &&
                       ContainsSubstring("User-Agent: mlpipe/" + std::string(kVersion)) &&
                       !ContainsSubstring("Expect"));
  CHECK(server.bodies().at(0) == R"({"b":2})");
}

TEST_CASE("one connection serves request after request, each with its own options", "[platform]") {
  LoopbackServer server({kept_answer("1"), kept_answer("2"), kept_answer("3")});
  HttpClient client;
  CHECK(client.send(post(server.url("/a"), "body")).body == "1");
  HttpRequest patch = post(server.url("/b"), "");
  patch.method = "PATCH";
  CHECK(client.send(patch).body == "2");
  CHECK(client.get(server.url("/c")).body == "3");
  CHECK(server.connections() == 1);
  CHECK(server.requests().at(1).rfind("PATCH /b ", 0) == 0);
  CHECK(server.requests().at(2).rfind("GET /c?", 0) == 0);
  CHECK_THAT(server.requests().at(2), !ContainsSubstring("Content-"));
}

TEST_CASE("a file is sent as a stream with its length, or a part of it", "[platform]") {
  const TemporaryFolder folder;
  const std::string text = std::string(300'000, 'x') + std::string(100, 'y');
  HttpRequest put;
  put.method = "PUT";
  put.body_file = folder.write("model.ubj", text);
  LoopbackServer server({http_answer("200 OK", "{}")});
  put.url = server.url("/artifacts/model.ubj");
  HttpClient client;
  CHECK(client.send(put).succeeded());
  put.file_offset = 299'990;
  put.file_bytes = 20;
  put.method = "POST";
  CHECK(client.send(put).succeeded());
  put.file_offset = 400'000;
  CHECK(client.send(put).succeeded());
  CHECK(server.bodies().at(0) == text);
  CHECK(server.bodies().at(1) == "xxxxxxxxxxyyyyyyyyyy");
  CHECK(server.bodies().at(2).empty());
  CHECK(server.requests().at(0).rfind("PUT /artifacts/model.ubj ", 0) == 0);
  CHECK(server.requests().at(1).rfind("POST ", 0) == 0);
  CHECK_THAT(server.requests().at(0), ContainsSubstring("Content-Length: 300100\r\n") &&
                                          !ContainsSubstring("Expect") &&
                                          !ContainsSubstring("chunked"));
}

TEST_CASE("a file that cannot be sent is told before anything is", "[platform]") {
  const TemporaryFolder folder;
  LoopbackServer server({http_answer("200 OK", "{}")});
  HttpRequest put;
  put.method = "PUT";
  put.url = server.url("/x");
  put.body_file = folder.path() / "none";
  HttpClient client;
  const auto gone = client.send(put);
  CHECK(gone.failure == HttpFailure::kFile);
  CHECK_THAT(gone.problem, ContainsSubstring("none") && ContainsSubstring("No such file"));
  put.body_file = folder.path();
  CHECK(client.send(put).failure == HttpFailure::kFile);
  CHECK(server.requests().empty());
}

TEST_CASE("a redirected POST stays one, with its body, be it a file", "[platform]") {
  for (const char* status : {"301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect"}) {
    LoopbackServer server(
        {http_answer(status, "gone", "Location: /new\r\n"), http_answer("200 OK", "{}"),
         http_answer(status, "gone", "Location: /new\r\n"), http_answer("200 OK", "{}")});
    HttpClient client;
    CHECK(client.send(post(server.url("/old"), "body")).succeeded());
    const TemporaryFolder folder;
    HttpRequest put = post(server.url("/old"), "");
    put.body_file = folder.write("f", "file");
    CHECK(client.send(put).succeeded());
    INFO(status);
    CHECK(server.requests().at(1).rfind("POST /new ", 0) == 0);
    CHECK(server.bodies().at(1) == "body");
    CHECK_THAT(server.requests().at(1), ContainsSubstring("Authorization: "));
    CHECK(server.requests().at(3).rfind("POST /new ", 0) == 0);
    CHECK(server.bodies().at(3) == "file");
  }
}

TEST_CASE("credentials do not follow a redirect to another host or port", "[platform]") {
  LoopbackServer other({http_answer("200 OK", "{}")});
  std::string by_name = other.url("/there");
  by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
  LoopbackServer first({http_answer("307 Moved", "", "Location: " + other.url("/there") + "\r\n"),
                        http_answer("307 Moved", "", "Location: " + by_name + "\r\n")});
  HttpClient client;
  CHECK(client.send(post(first.url("/"), "{}")).succeeded());
  CHECK(client.send(post(first.url("/"), "{}")).succeeded());
  REQUIRE(other.requests().size() == 2);
  for (const auto& head : other.requests()) {
    CHECK_THAT(head, !ContainsSubstring("Authorization") && !ContainsSubstring(kCanary));
  }
  CHECK_THAT(first.requests().at(0), ContainsSubstring(kCanary));
}

TEST_CASE("redirects end after five, at other schemes, and where they are not wanted",
          "[platform]") {
  LoopbackServer server({http_answer("302 Found", "", "Location: /again\r\n")});
  HttpClient client;
  CHECK_THAT(client.get(server.url("/")).problem, ContainsSubstring("more than 5 times"));
  HttpRequest request;
  request.url = server.url("/");
  request.redirects = false;
  CHECK(client.send(request).status == 302);
  LoopbackServer away({http_answer("302 Found", "", "Location: file:///etc/passwd\r\n")});
  CHECK_THAT(client.get(away.url("/")).problem, ContainsSubstring("not http or https"));
}

TEST_CASE("what a server says of pages, limits and redirects is passed on", "[platform]") {
  LoopbackServer server(
      {http_answer("200 OK", "[]", "Link: <http://h/?page=2>; rel=\"next\"\r\n"),
       http_answer("403 Forbidden", "{}",
                   "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1795399200\r\n"),
       http_answer("403 Forbidden", "{}",
                   "X-RateLimit-Remaining: none\r\nX-RateLimit-Reset: 99999999999999999999\r\n"),
       http_answer("302 Found", "", "Location: /else?where\r\n")});
  HttpClient client;
  const auto page = client.get(server.url("/"));
  CHECK(page.link == "<http://h/?page=2>; rel=\"next\"");
  CHECK_FALSE(page.requests_left);
  CHECK_FALSE(page.limit_ends);
  CHECK(page.location.empty());
  const auto limited = client.get(server.url("/"));
  CHECK(limited.requests_left == std::optional<std::int64_t>(0));
  CHECK(limited.limit_ends == std::optional(Timestamp(std::chrono::seconds(1795399200))));
  const auto nonsense = client.get(server.url("/"));
  CHECK_FALSE(nonsense.requests_left);
  CHECK_FALSE(nonsense.limit_ends);
  HttpRequest request;
  request.url = server.url("/");
  request.redirects = false;
  const auto moved = client.send(request);
  CHECK(moved.status == 302);
  CHECK(moved.location == server.url("/else?where"));
}
