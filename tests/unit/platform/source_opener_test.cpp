// SPDX-License-Identifier: MIT
#include <array>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"
#include "support/gzip_bytes.hpp"
#include "support/recording_sink.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;
using mlpipe::testing::gzip;
using mlpipe::testing::TemporaryFolder;

namespace {

struct Opener {
  NullSink events;
  StopFlag stop;

  std::string read(const std::string& where, std::uint64_t max_bytes = 1U << 30U,
                   int standard_input = 0) {
    SourceOpenerOptions options;
    options.standard_input = standard_input;
    SourceOptions transfer;
    transfer.max_bytes = max_bytes;
    const auto source = make_source_opener(events, stop, options)->open(where, transfer);
    std::string text;
    std::array<char, 777> buffer{};
    for (std::size_t count = 0; (count = source->read(buffer)) > 0;) {
      text.append(buffer.data(), count);
    }
    CHECK(source->read(buffer) == 0);
    return text;
  }
};

std::string numbers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += std::to_string(i * 7919) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a file is read as it is, an empty one too", "[platform]") {
  const TemporaryFolder folder;
  Opener opener;
  const std::string text = numbers(5000);
  CHECK(opener.read(folder.write("a.csv", text)) == text);
  CHECK(opener.read(folder.write("b.csv", "")).empty());
  CHECK(opener.read(folder.write("c.csv", "x")) == "x");
}

TEST_CASE("gzip is known by its first bytes, whatever the name", "[platform]") {
  const TemporaryFolder folder;
  Opener opener;
  const std::string text = numbers(50'000);
  CHECK(opener.read(folder.write("a.csv", gzip(text))) == text);
  CHECK(opener.read(folder.write("b.csv", gzip(text) + gzip("end"))) == text + "end");
  CHECK(opener.read(folder.write("c.csv", gzip("x") + std::string(70'000, '\0'))) == "x");
  CHECK(opener.read(folder.write("d.csv", gzip(""))).empty());
  CHECK(opener.read(folder.write("e.csv", gzip(gzip(text)))) == text);
  CHECK(opener.read(folder.write("f.csv", gzip("") + gzip("y"))) == "y");
}

TEST_CASE("gzip cut anywhere is an error and never a shorter text", "[platform]") {
  const TemporaryFolder folder;
  Opener opener;
  const std::string packed = gzip(numbers(100));
  for (std::size_t length = 2; length < packed.size(); length += length < 30 ? 1 : 37) {
    const auto file = folder.write("cut.gz", packed.substr(0, length));
    CHECK_THROWS_WITH(opener.read(file),
                      ContainsSubstring("cut.gz") && ContainsSubstring("end in the middle"));
  }
  const auto second = folder.write("second.gz", packed + packed.substr(0, 20));
  CHECK_THROWS_WITH(opener.read(second), ContainsSubstring("end in the middle"));
}

TEST_CASE("damaged gzip and text after it are errors with their place", "[platform]") {
  const TemporaryFolder folder;
  Opener opener;
  std::string packed = gzip(numbers(1000));
  CHECK_THROWS_WITH(opener.read(folder.write("a.gz", packed + "tail")),
                    ContainsSubstring("not gzip follows"));
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);
  CHECK_THROWS_WITH(opener.read(folder.write("b.gz", packed)),
                    ContainsSubstring("damaged") && ContainsSubstring("incorrect data check"));
  CHECK_THROWS_AS(opener.read(folder.write("c.gz", "\x1F\x8Bnonsense that is no header")),
                  DataError);
}

TEST_CASE("what comes out is held to the limit", "[platform]") {
  const TemporaryFolder folder;
  Opener opener;
  const std::string zeros(10'000'000, '0');
  CHECK_THROWS_WITH(opener.read(folder.write("bomb.gz", gzip(zeros)), 1'000'000),
                    ContainsSubstring("1,000,000 bytes"));
  CHECK(opener.read(folder.write("a", "12345"), 5) == "12345");
  CHECK_THROWS_AS(opener.read(folder.write("a", "123456"), 5), DataError);
}

TEST_CASE("a name that leads nowhere is explained", "[platform]") {
  const TemporaryFolder folder;
  folder.write("prices.csv", "x");
  Opener opener;
  const auto fails = [&](const std::string& where, const std::string& text) {
    CHECK_THROWS_AS(opener.read(where), DataError);
    CHECK_THROWS_WITH(opener.read(where), ContainsSubstring(text));
  };
  fails(folder.path() / "price.csv", "did you mean \"prices.csv\"?");
  fails(folder.path() / "absent/prices.csv", "nor is there a folder");
  fails(folder.path() / "prices.csv/x", "nor is there a folder");
  fails(folder.path(), "is a folder");
  fails("no_such_file_here.csv", "the path counts from");
  fails("~/prices.csv", "$HOME");
  fails("", "empty");
  fails("s3://bucket/key", "\"s3\"");
}

TEST_CASE("a file without read permission is refused by name", "[platform]") {
  const TemporaryFolder folder;
  const auto file = folder.write("secret.csv", "x");
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(file, std::filesystem::perms::none);
  // Root may read everything, so a test run by root goes on as nobody.
  constexpr uid_t kNobody = 65534;
  const uid_t me = ::geteuid();
  REQUIRE((me != 0 || ::seteuid(kNobody) == 0));
  CHECK_THROWS_WITH(Opener().read(file), ContainsSubstring("secret.csv: Permission denied"));
  REQUIRE(::seteuid(me) == 0);
}

TEST_CASE("a named pipe and standard input are read to their end", "[platform]") {
  const TemporaryFolder folder;
  const auto pipe_name = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe_name.c_str(), 0600) == 0);
  const std::string text = numbers(40'000);
  std::thread writer([&] { folder.write("pipe", gzip(text)); });
  Opener opener;
  CHECK(opener.read(pipe_name) == text);
  writer.join();

  const int file = ::open(folder.write("in.csv", text).c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(opener.read("-", 1U << 30U, file) == text);
  ::close(file);
  CHECK_THROWS_WITH(opener.read("-", 100, file), ContainsSubstring("closed"));
}

TEST_CASE("data from a terminal is refused and not waited for", "[platform]") {
  const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) {
    WARN("SKIPPED: no pseudo-terminal can be opened here (is /dev/pts mounted?)");
    return;
  }
  CHECK_THROWS_WITH(Opener().read("-", 100, terminal), ContainsSubstring("is a terminal"));
  ::close(terminal);
}

TEST_CASE("a signal ends the wait for a pipe", "[platform]") {
  const TemporaryFolder folder;
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  struct sigaction action {};
  struct sigaction old {};
  action.sa_handler = [](int) {};
  ::sigaction(SIGUSR1, &action, &old);
  Opener opener;
  const pthread_t reader = ::pthread_self();
  std::atomic<bool> done{false};
  // Again and again, since the first may come before the reader waits.
  std::thread sender([&] {
    opener.stop.set(SIGTERM);
    while (!done) {
      ::pthread_kill(reader, SIGUSR1);
      std::this_thread::yield();
    }
  });
  CHECK_THROWS_AS(opener.read("-", 100, ends[0]), Interrupted);
  done = true;
  sender.join();
  ::sigaction(SIGUSR1, &old, nullptr);
  ::close(ends[0]);
  ::close(ends[1]);
}
