// SPDX-License-Identifier: MIT
#include "platform/http_download.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "mlpipe/core/error.hpp"
#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"
#include "support/gzip_bytes.hpp"
#include "support/loopback_server.hpp"
#include "support/recording_sink.hpp"
#include "support/small_disk.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using namespace mlpipe::testing;
using std::chrono::milliseconds;

namespace {

struct Client {
  RecordingSink events;
  StopFlag stop;
  SourceOptions transfer;
  SourceOpenerOptions opener;

  Client() {
    transfer.retries = 2;
    transfer.connect_timeout = milliseconds(5000);
    transfer.stall_timeout = milliseconds(5000);
    opener.first_wait = milliseconds(1);
    opener.longest_wait = milliseconds(5);
  }
  std::string get(const std::string& url) {
    const auto source = make_source_opener(events, stop, opener)->open(url, transfer);
    std::string text;
    std::array<char, 4096> buffer{};
    for (std::size_t count = 0; (count = source->read(buffer)) > 0;) {
      text.append(buffer.data(), count);
    }
    return text;
  }
};

}  // namespace

TEST_CASE("a URL gives its body, plain or gzip, encoded or not", "[platform]") {
  const std::string text(100'000, 'x');
  LoopbackServer server({http_answer("200 OK", text), http_answer("200 OK", gzip(text)),
                         http_answer("200 OK", gzip(text), "Content-Encoding: gzip\r\n"),
                         http_answer("200 OK", gzip(gzip(text)), "Content-Encoding: gzip\r\n")});
  Client client;
  for (int i = 0; i < 4; ++i) {
    CHECK(client.get(server.url("/prices.csv")) == text);
  }
  CHECK(client.events.events().empty());
  CHECK(server.requests().at(0).rfind("GET /prices.csv HTTP/1.1", 0) == 0);
}

TEST_CASE("a 404 is told with its body's first line, once and without secrets", "[platform]") {
  LoopbackServer server({http_answer("404 Not Found", "\n<b>no such series</b>\nmore\n")});
  Client client;
  std::string url = server.url("/data/x.csv?token=geheim#part");
  url.insert(std::string("http://").size(), "user:passwort@");
  CHECK_THROWS_AS(client.get(url), DataError);
  CHECK_THROWS_WITH(client.get(url),
                    ContainsSubstring("/data/x.csv?...") && ContainsSubstring("404") &&
                        ContainsSubstring("<b>no such series</b>") && !ContainsSubstring("more") &&
                        !ContainsSubstring("geheim") && !ContainsSubstring("passwort"));
  CHECK(server.requests().size() == 2);
  CHECK(client.events.events().empty());
}

TEST_CASE("what may pass is tried again, and told", "[platform]") {
  LoopbackServer server({http_answer("503 Service Unavailable", "busy"),
                         http_answer("429 Too Many Requests", "", "Retry-After: 1\r\n"),
                         http_answer("200 OK", "a,b\n")});
  Client client;
  CHECK(client.get(server.url("/")) == "a,b\n");
  const auto warnings = client.events.all<Warning>();
  REQUIRE(warnings.size() == 2);
  CHECK_THAT(warnings[0].message, ContainsSubstring("503") && ContainsSubstring("in 1 ms"));
  CHECK_THAT(warnings[1].message, ContainsSubstring("429") && ContainsSubstring("in 5 ms"));
}

TEST_CASE("retries end, and the error says how many there were", "[platform]") {
  LoopbackServer server({http_answer("500 Internal Server Error", "")});
  Client client;
  CHECK_THROWS_WITH(client.get(server.url("/")),
                    ContainsSubstring("500") && ContainsSubstring("tried 3 times"));
  CHECK(server.requests().size() == 3);
}

TEST_CASE("a transfer cut in the middle is begun anew, not patched", "[platform]") {
  const Answer cut{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", false};
  Client client;
  {
    LoopbackServer server({cut, http_answer("200 OK", "abc")});
    CHECK(client.get(server.url("/")) == "abc");
  }
  LoopbackServer server({cut});
  CHECK_THROWS_WITH(client.get(server.url("/")), ContainsSubstring("cut after 5 bytes"));
}

TEST_CASE("a server that says nothing is given up", "[platform]") {
  LoopbackServer server({Answer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", true}});
  Client client;
  client.transfer.retries = 0;
  client.transfer.stall_timeout = milliseconds(300);
  CHECK_THROWS_WITH(client.get(server.url("/slow.csv")),
                    ContainsSubstring("slow.csv") && ContainsSubstring("nothing came for 300 ms"));
}

TEST_CASE("a signal ends a download that hangs", "[platform]") {
  LoopbackServer server({Answer{"", true}});
  Client client;
  std::thread stopper([&] {
    while (server.requests().empty()) {
      std::this_thread::yield();
    }
    client.stop.set(15);
  });
  CHECK_THROWS_AS(client.get(server.url("/")), Interrupted);
  stopper.join();
}

TEST_CASE("redirects are followed five times and to http alone", "[platform]") {
  const auto moved = [](const std::string& to) {
    return http_answer("302 Found", "gone", "Location: " + to + "\r\n");
  };
  Client client;
  {
    LoopbackServer server({moved("/b"), http_answer("200 OK", "here")});
    CHECK(client.get(server.url("/a")) == "here");
  }
  {
    LoopbackServer server({moved("/again")});
    CHECK_THROWS_WITH(client.get(server.url("/a")), ContainsSubstring("more than 5 times"));
    CHECK(server.requests().size() == 6);
  }
  LoopbackServer server({moved("file:///etc/passwd")});
  CHECK_THROWS_WITH(client.get(server.url("/a")), ContainsSubstring("not http or https"));
}

TEST_CASE("a body over the limit is refused, announced or not", "[platform]") {
  Client client;
  client.transfer.max_bytes = 1000;
  LoopbackServer server(
      {http_answer("200 OK", std::string(1001, 'x')),
       Answer{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(5000, 'x'), false},
       http_answer("200 OK", gzip(std::string(5000, 'x')))});
  for (int i = 0; i < 3; ++i) {
    CHECK_THROWS_WITH(client.get(server.url("/")), ContainsSubstring("limit of 1,000 bytes"));
  }
  CHECK(server.requests().size() == 3);
}

TEST_CASE("a refused connection is tried again and then told", "[platform]") {
  std::string url;
  {
    const LoopbackServer gone({Answer{}});
    url = gone.url("/x.csv");
  }
  Client client;
  CHECK_THROWS_WITH(client.get(url), ContainsSubstring("x.csv") && ContainsSubstring("tried 3"));
}

TEST_CASE("a full temporary folder is told as that", "[platform]") {
  const TemporaryFolder folder;
  const SmallDisk disk(folder.path(), "64k");
  if (!disk.mounted()) {
    WARN("skipped: mounting a tmpfs needs root");
    return;
  }
  LoopbackServer server({http_answer("200 OK", std::string(300'000, 'x'))});
  Client client;
  client.opener.temporary_folder = folder.path();
  CHECK_THROWS_WITH(client.get(server.url("/")),
                    ContainsSubstring("No space left") && ContainsSubstring("TMPDIR"));
}

TEST_CASE("no file of a download is left, nor was one ever seen", "[platform]") {
  const TemporaryFolder folder;
  LoopbackServer server({http_answer("200 OK", "abc")});
  Client client;
  client.opener.temporary_folder = folder.path();
  const auto source = make_source_opener(client.events, client.stop, client.opener)
                          ->open(server.url("/"), client.transfer);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a URL in a message holds no secret", "[platform]") {
  CHECK(display_url("https://u:p@host:1/a?k=s#f") == "https://host:1/a?...");
  CHECK(display_url("https://host/a@b") == "https://host/a@b");
  CHECK(display_url("HTTP://host") == "HTTP://host");
}
