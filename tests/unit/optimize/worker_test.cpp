// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/worker.hpp"

#include <set>

#include "support/catch.hpp"
#include "support/manual_clock.hpp"

using namespace mlpipe;
using namespace mlpipe::optimize;

namespace {

class FakeProcesses final : public ProcessTable {
 public:
  ProcessIdentity identity{"box-with-hyphens", "abc", 4026531836, 17, 12345};
  std::set<std::pair<int, std::uint64_t>> running{{17, 12345}};

  [[nodiscard]] ProcessIdentity own() const override { return identity; }
  [[nodiscard]] bool is_gone(int pid, std::uint64_t started) const override {
    return running.count({pid, started}) == 0;
  }
};

}  // namespace

TEST_CASE("a worker's name says which process it is", "[optimize][worker]") {
  const FakeProcesses processes;
  const auto who = process_of(worker_name(processes, testing::ManualClock()));
  REQUIRE(who);
  CHECK(who->host == "box-with-hyphens");
  CHECK(who->pid_namespace == 4026531836);
  CHECK(who->pid == 17);
  CHECK(who->started == 12345);
}

TEST_CASE("no two worker names are the same, and none shows the machine's id",
          "[optimize][worker]") {
  const FakeProcesses processes;
  const testing::ManualClock clock;
  const auto name = worker_name(processes, clock);
  CHECK(name != worker_name(processes, clock));
  CHECK(name.find("-abc-") == std::string::npos);
}

TEST_CASE("names that others gave say no process", "[optimize][worker]") {
  for (const char* name : {"", "mlpipe", "mlpipe-", "mlpipe-host", "mlpipe-h-m-1-2",
                           "mlpipe-h-m-1-x-3-4", "mlpipe-h-m-1-2-3-", "mlpipe-h-m-1--2-3-4x-5",
                           "b787b21d-4dde-4bae-91a6-53b3ccaeb694-140574647189568"}) {
    INFO(name);
    CHECK_FALSE(process_of(name));
    CHECK_FALSE(is_dead(FakeProcesses(), name));
  }
}

TEST_CASE("a worker is dead only if its process has ended for certain", "[optimize][worker]") {
  FakeProcesses processes;
  const auto name = worker_name(processes, testing::ManualClock());
  CHECK_FALSE(is_dead(processes, name));
  processes.running = {{17, 99999}};  // another process has its number now
  CHECK(is_dead(processes, name));
  const auto ours = processes.identity;
  SECTION("a process of another host is not ours to judge") {
    processes.identity.host = "elsewhere";
  }
  SECTION("nor one of another machine of the same name") {
    processes.identity.machine = "other";
  }
  SECTION("nor one of another pid namespace") {
    processes.identity.pid_namespace = 4026532000;
  }
  SECTION("nor can it be told where the namespace is unknown") {
    processes.identity.pid_namespace = 0;
  }
  CHECK_FALSE(is_dead(processes, name));
  processes.identity = ours;
  CHECK(is_dead(processes, name));
}

TEST_CASE("where the pid namespace is unknown, nobody is dead", "[optimize][worker]") {
  FakeProcesses processes;
  processes.identity.pid_namespace = 0;
  processes.running.clear();
  CHECK_FALSE(is_dead(processes, worker_name(processes, testing::ManualClock())));
}
