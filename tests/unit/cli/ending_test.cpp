// SPDX-License-Identifier: MIT
// How a process ends: its status, its last words, the signals.
#include <array>
#include <csignal>
#include <functional>
#include <set>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/interrupt.hpp"

#include "cli/outcome.hpp"
#include "cli/signals.hpp"
#include "cli/version_text.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::cli;
using nlohmann::json;

namespace {

/// Runs a body in a child process; its wait status.
int status_of(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

constexpr int kNothingHappened = 99;

}  // namespace

TEST_CASE("a first signal is asked for, and the process then dies of it", "[cli]") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const int status = status_of([signal] {
      const StopFlag& stop = install_signal_handlers();
      stop.check();
      ::raise(signal);
      try {
        stop.check();
      } catch (const Interrupted& interrupt) {
        die_of_signal(interrupt.signal());
      }
      return kNothingHappened;
    });
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
  }
}

TEST_CASE("a second signal kills at once", "[cli]") {
  const int status = status_of([] {
    (void)install_signal_handlers();
    ::raise(SIGINT);
    ::raise(SIGINT);
    return kNothingHappened;
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("a signal that was ignored at the start stays ignored", "[cli]") {
  const int status = status_of([] {
    std::signal(SIGINT, SIG_IGN);
    const StopFlag& stop = install_signal_handlers();
    ::raise(SIGINT);
    stop.check();
    return kNothingHappened;
  });
  CHECK(WEXITSTATUS(status) == kNothingHappened);
}

TEST_CASE("a closed pipe on stdout is no error, a full disk is", "[cli]") {
  const int status = status_of([] {
    (void)install_signal_handlers();
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      return 1;
    }
    ::close(ends[0]);
    ::dup2(ends[1], STDOUT_FILENO);
    if (try_write_stdout("text") != 0) {
      return 2;
    }
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ::dup2(full, STDOUT_FILENO);
    return try_write_stdout("text") == ENOSPC ? 0 : 3;
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("every exit code has its own word", "[cli]") {
  std::set<std::string> words;
  for (int code = 0; code <= static_cast<int>(ExitCode::kNotify); ++code) {
    words.insert(error_code(static_cast<ExitCode>(code)));
  }
  CHECK(words.size() == 12);
}

TEST_CASE("a document is one line of JSON whatever the message holds", "[cli]") {
  const std::string failure = failure_document("train", 6, "data", "bad \xff\n\"x\"");
  CHECK(failure.find('\n') == failure.size() - 1);
  const json parsed = json::parse(failure);
  CHECK(parsed["schema"] == "mlpipe.train/1");
  CHECK(parsed["error"]["code"] == "data");
  Outcome outcome;
  outcome.exit_code = ExitCode::kRejected;
  outcome.result["folds"] = 3;
  const json success = json::parse(success_document("validate", outcome));
  CHECK(success["ok"] == false);
  CHECK(success["exit_code"] == 3);
  CHECK(success["folds"] == 3);
}

TEST_CASE("the version names XGBoost and the commit where they are known", "[cli]") {
  const VersionInfo info{[] { return std::string("1.7.4"); }, "0123456789abcdef"};
  const Outcome outcome = version_outcome(info);
  CHECK_THAT(outcome.text,
             ContainsSubstring("XGBoost 1.7.4") && ContainsSubstring("commit 0123456789ab"));
  CHECK(outcome.result["xgboost"] == "1.7.4");
  CHECK_FALSE(version_outcome(VersionInfo{}).result.contains("xgboost"));
}
