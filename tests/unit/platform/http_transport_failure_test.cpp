// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <thread>

#include "mlpipe/core/http.hpp"
#include "mlpipe/platform/platform.hpp"

#include "http_client.hpp"
#include "platform/http_failure.hpp"
#include "support/catch.hpp"
#include "support/loopback_server.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using namespace mlpipe::testing;
using std::chrono::milliseconds;

TEST_CASE("who cannot be reached is named, without user, password and query", "[platform]") {
  HttpClient client;
  const auto refused = client.get(url_of_nobody("/secret-path"));
  CHECK(refused.failure == HttpFailure::kConnect);
  CHECK(refused.problem.rfind("127.0.0.1:", 0) == 0);
  CHECK_THAT(refused.problem, !ContainsSubstring("user") && !ContainsSubstring("secret-path"));
  const auto unknown = client.get("http://no-such-host.invalid/");
  CHECK(unknown.failure == HttpFailure::kResolve);
  CHECK(unknown.problem.rfind("no-such-host.invalid: ", 0) == 0);
  CHECK(client.get("ftp://127.0.0.1/").failure == HttpFailure::kUrl);
  CHECK(client.get("http://[bad/").failure == HttpFailure::kUrl);
}

TEST_CASE("a proxy's password in the environment is no part of a message", "[platform]") {
  const char* const before = std::getenv("http_proxy");
  const std::string kept = before == nullptr ? "" : before;
  HttpClient client;
  for (const std::string& proxy :
       {"quux://u:" + kCanary + "@127.0.0.1:9", "http://u:" + kCanary + "@:x",
        "http://u:" + kCanary + "@127.0.0.1:1"}) {
    ::setenv("http_proxy", proxy.c_str(), 1);
    const auto response = client.get("http://no-such-host.invalid/");
    INFO(response.problem);
    CHECK(response.failure != HttpFailure::kNone);
  }
  kept.empty() ? ::unsetenv("http_proxy") : ::setenv("http_proxy", kept.c_str(), 1);
}

TEST_CASE("what is no HTTP, cut off or endless is a failure", "[platform]") {
  HttpClient client;
  LoopbackServer garbage({Answer{"SSH-2.0-OpenSSH_9.2\r\n", false}});
  const auto strange = client.get(garbage.url("/"));
  CHECK(strange.failure == HttpFailure::kBroken);
  CHECK_THAT(strange.problem, ContainsSubstring("does not speak HTTP"));
  LoopbackServer closes({Answer{"", false}});
  CHECK(client.get(closes.url("/")).failure == HttpFailure::kBroken);
  LoopbackServer cut({Answer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", false}});
  const auto half = client.get(cut.url("/"));
  CHECK(half.failure == HttpFailure::kBroken);
  CHECK_THAT(half.problem, ContainsSubstring("cut after 5 bytes"));
  CHECK(half.body.empty());
  LoopbackServer huge({Answer{
      "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string((64U << 20U) + 1, 'x'), false}});
  CHECK_THAT(client.get(huge.url("/")).problem, ContainsSubstring("longer than 64 MiB"));
}

TEST_CASE("an answer is an answer whatever its status, type and wait", "[platform]") {
  HttpClient client;
  LoopbackServer server(
      {http_answer("503 Busy", "<html>", "Content-Type: text/html\r\nRetry-After: 7\r\n"),
       http_answer("404 Not Found", "")});
  const auto busy = client.get(server.url("/"));
  CHECK(busy.status == 503);
  CHECK_FALSE(busy.succeeded());
  CHECK(busy.body == "<html>");
  CHECK(busy.content_type == "text/html");
  CHECK(busy.retry_after == milliseconds(7000));
  const auto missing = client.get(server.url("/"));
  CHECK(missing.status == 404);
  CHECK(missing.content_type.empty());
  CHECK_FALSE(missing.retry_after);
}

TEST_CASE("a server that falls silent is given up, also on a kept connection", "[platform]") {
  HttpClient client;
  LoopbackServer server({kept_answer("here"),
                         Answer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", true},
                         Answer{"", true}});
  HttpRequest request;
  request.url = server.url("/");
  CHECK(client.send(request).body == "here");
  request.timeout = milliseconds(200);
  const auto slow = client.send(request);
  CHECK(slow.failure == HttpFailure::kTimeout);
  CHECK_THAT(slow.problem, ContainsSubstring("nothing came for 200 ms (after 5 bytes)"));
  CHECK(client.send(request).failure == HttpFailure::kTimeout);
}

TEST_CASE("all of a request has its limit", "[platform]") {
  LoopbackServer server({Answer{"", true}});
  HttpClient client;
  HttpRequest request;
  request.url = server.url("/");
  request.longest = milliseconds(50);
  const auto late = client.send(request);
  CHECK(late.failure == HttpFailure::kTimeout);
  CHECK_THAT(late.problem, ContainsSubstring("50 ms in all"));
}

TEST_CASE("a signal ends a request, and none begins after it", "[platform]") {
  LoopbackServer server({Answer{"", true}});
  HttpClient client;
  std::thread stopper([&] {
    while (server.requests().empty()) {
      std::this_thread::yield();
    }
    client.stop.set(15);
  });
  HttpRequest request;
  request.url = server.url("/");
  CHECK_THROWS_AS(client.http->send(request), Interrupted);
  stopper.join();
  CHECK_THROWS_AS(client.http->send(request), Interrupted);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("TLS to a server without it, or with missing certificates, is told as such",
          "[platform]") {
  LoopbackServer server({Answer{"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", false}});
  HttpClient client;
  HttpRequest request;
  request.url = server.url("/").replace(0, 4, "https");
  CHECK(client.send(request).failure == HttpFailure::kTls);
  request.tls.verify = false;
  CHECK(client.send(request).failure == HttpFailure::kTls);
  request.tls.client = "/no/such/client.pem";
  const auto no_client = client.send(request);
  CHECK(no_client.failure == HttpFailure::kTls);
  CHECK_THAT(no_client.problem, ContainsSubstring("client"));
  request.tls = {};
  request.tls.authorities = "/no/such/ca.pem";
  CHECK(client.send(request).failure == HttpFailure::kTls);
}

TEST_CASE("only what certificates can mend is a matter of TLS", "[platform]") {
  const auto kind = [](CURLcode code, const std::string& detail) {
    CurlOutcome outcome;
    outcome.code = code;
    outcome.detail = detail;
    HttpRequest request;
    request.url = HttpClient::with_secrets("https://host/");
    const HttpResponse response = explain(outcome, request);
    CHECK(response.problem == "host: " + detail);
    return response.failure;
  };
  CHECK(kind(CURLE_RECV_ERROR, "OpenSSL SSL_read: tlsv13 alert certificate required, errno 0") ==
        HttpFailure::kTls);
  CHECK(kind(CURLE_PEER_FAILED_VERIFICATION, "SSL certificate problem") == HttpFailure::kTls);
  CHECK(kind(CURLE_SSL_CONNECT_ERROR, "wrong version number") == HttpFailure::kTls);
  CHECK(kind(CURLE_SSL_CONNECT_ERROR, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection") ==
        HttpFailure::kBroken);
  CHECK(kind(CURLE_RECV_ERROR, "Recv failure: Connection reset by peer") == HttpFailure::kBroken);
}

TEST_CASE("a header that would become two is not sent", "[platform]") {
  LoopbackServer server({http_answer("200 OK", "{}")});
  HttpClient client;
  HttpRequest request;
  request.url = server.url("/");
  request.headers = {{"X-Token", kCanary + "\r\nX-Evil: 1"}};
  const auto response = client.send(request);
  CHECK(response.failure == HttpFailure::kUrl);
  CHECK_THAT(response.problem, ContainsSubstring("X-Token"));
  CHECK(server.requests().empty());
}
