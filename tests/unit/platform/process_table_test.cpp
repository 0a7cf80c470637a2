// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

#include "mlpipe/platform/platform.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::platform;

TEST_CASE("this process is not gone, and one of its number with another start is",
          "[platform][process]") {
  const auto table = make_process_table();
  const auto own = table->own();
  CHECK(own.pid == ::getpid());
  CHECK(own.pid_namespace > 0);
  CHECK(own.started > 0);
  CHECK_FALSE(table->is_gone(own.pid, own.started));
  CHECK(table->is_gone(own.pid, own.started + 1));
}

TEST_CASE("a process that has ended is gone, even while its parent has not asked for it",
          "[platform][process]") {
  const auto table = make_process_table();
  const int child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::_exit(0);
  }
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
  const std::string stat = testing::read_text("/proc/" + std::to_string(child) + "/stat");
  CHECK(stat.find(") Z ") != std::string::npos);
  std::istringstream fields(stat.substr(stat.find(") Z ") + 2));
  std::string field;
  for (int i = 3; i <= 22; ++i) {
    fields >> field;
  }
  const auto started = std::stoull(field);
  CHECK(table->is_gone(child, started));
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(table->is_gone(child, started));
}

TEST_CASE("a process's state and start are found behind a name with brackets and blanks",
          "[platform][process]") {
  const testing::TemporaryFolder folder;
  const std::string tail = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 777 20 21\n";
  folder.write("proc/50/stat", "50 (a) S (b)) S" + tail);
  folder.write("proc/51/stat", "51 (zombie) Z" + tail);
  const auto table = make_process_table(folder.path());
  CHECK_FALSE(table->is_gone(50, 777));
  CHECK(table->is_gone(50, 778));
  CHECK(table->is_gone(51, 777));
}

TEST_CASE("a process that /proc does not show is gone only if the kernel knows none either",
          "[platform][process]") {
  const testing::TemporaryFolder folder;
  const auto table = make_process_table(folder.path());
  CHECK_FALSE(table->is_gone(::getpid(), 1));
  CHECK(table->is_gone(0x3fffffff, 1));  // above any pid_max
  CHECK(table->own().pid_namespace == 0);
}

TEST_CASE("the local offset follows the zone and its summer time", "[platform]") {
  const char* const old = std::getenv("TZ");
  const std::string kept = old != nullptr ? old : "";
  ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  const Timestamp winter{std::chrono::seconds(1'795'399'200)};  // 2026-11-23
  CHECK(local_offset(winter) == std::chrono::minutes(60));
  CHECK(local_offset(winter - std::chrono::hours(24 * 150)) == std::chrono::minutes(120));
  ::setenv("TZ", "IST-5:30", 1);
  CHECK(local_offset(winter) == std::chrono::minutes(330));
  old != nullptr ? ::setenv("TZ", kept.c_str(), 1) : ::unsetenv("TZ");
}
