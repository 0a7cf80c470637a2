// SPDX-License-Identifier: MIT
#include "mlpipe/core/pinned_threads.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("each task stays with its thread, to the end", "[core]") {
  std::vector<std::thread::id> first(5);
  std::vector<std::thread::id> last(5);
  std::atomic<int> strays = 0;
  {
    PinnedThreads pinned(5, 2, [&](std::size_t i) { last[i] = std::this_thread::get_id(); });
    pinned.run([&](std::size_t i) { first[i] = std::this_thread::get_id(); });
    for (int call = 0; call < 50; ++call) {
      pinned.run([&](std::size_t i) { strays += first[i] == std::this_thread::get_id() ? 0 : 1; });
    }
  }
  CHECK(strays == 0);
  CHECK(first == last);
  const std::set<std::thread::id> different(first.begin(), first.end());
  CHECK(different.size() == 5);
  CHECK(different.count(std::this_thread::get_id()) == 0);
}

TEST_CASE("no more threads work at a time than may", "[core]") {
  for (const int at_once : {0, 1, 3}) {
    std::atomic<int> active = 0;
    std::atomic<int> most = 0;
    std::atomic<int> done = 0;
    PinnedThreads pinned(8, at_once);
    pinned.run([&](std::size_t) {
      const int now = ++active;
      int seen = most;
      while (seen < now && !most.compare_exchange_weak(seen, now)) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      --active;
      ++done;
    });
    CHECK(done == 8);
    CHECK(most <= std::max(at_once, 1));
  }
}

TEST_CASE("the failure of the lowest task is told, when all are done", "[core]") {
  std::atomic<int> done = 0;
  PinnedThreads pinned(6, 6);
  const auto fail = [&](std::size_t i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(6 - i));
    ++done;
    if (i >= 2) {
      throw std::runtime_error("task " + std::to_string(i));
    }
  };
  CHECK_THROWS_WITH(pinned.run(fail), "task 2");
  CHECK(done == 6);
  CHECK_NOTHROW(pinned.run([&](std::size_t) { ++done; }));
  CHECK(done == 12);
}

TEST_CASE("no threads have nothing to do", "[core]") {
  PinnedThreads none(0, 4);
  none.run([](std::size_t) { FAIL("there is no task"); });
  const PinnedThreads idle(3, 4);
}
