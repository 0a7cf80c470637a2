// SPDX-License-Identifier: MIT
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"

using namespace mlpipe::platform;

namespace {

constexpr const char* kRole = "MLPIPE_TEST_CHILD";
constexpr std::size_t kMoreThanAPipeHolds = 1'000'000;

[[noreturn]] void say_and_end(const std::string& text, int status) {
  (void)std::fputs(text.c_str(), stdout);
  (void)std::fflush(stdout);
  ::_exit(status);
}

void play(const std::string& role) {
  char byte = 0;
  if (role == "word") {
    (void)std::fputs("not for the parent", stderr);
    say_and_end("loads", 7);
  } else if (role == "much") {
    say_and_end(std::string(kMoreThanAPipeHolds, 'x'), 0);
  } else if (role == "read") {
    say_and_end(::read(STDIN_FILENO, &byte, 1) == 0 ? "nothing to read" : "something", 0);
  } else if (role == "killed") {
    (void)std::raise(SIGKILL);
  }
}

/// What /proc/self/exe, this test program, does in a role.
ProcessResult run_as(const char* role) {
  ::setenv(kRole, role, 1);
  auto result = run_own_process({"the second process of these tests"});
  ::unsetenv(kRole);
  return result;
}

/// Does the output end like this? Catch2 says something before it.
bool ends(const ProcessResult& result, const std::string& with) {
  return result.output.ends_with(with);
}

}  // namespace

TEST_CASE("the second process of these tests", "[platform]") {
  const char* role = std::getenv(kRole);
  play(role == nullptr ? "" : role);
}

TEST_CASE("a second process of this program gives its status and its standard output",
          "[platform]") {
  const auto result = run_as("word");
  CHECK(result.status == 7);
  CHECK(ends(result, "loads"));
  CHECK_THAT(result.output, !ContainsSubstring("not for the parent"));
}

TEST_CASE("a second process may say more than a pipe holds", "[platform]") {
  const auto result = run_as("much");
  CHECK(result.status == 0);
  CHECK(ends(result, std::string(kMoreThanAPipeHolds, 'x')));
}

TEST_CASE("a second process has nothing on its standard input", "[platform]") {
  CHECK(ends(run_as("read"), "nothing to read"));
}

TEST_CASE("a second process that is killed has 128 and the signal as its status", "[platform]") {
  CHECK(run_as("killed").status == 128 + SIGKILL);
}
