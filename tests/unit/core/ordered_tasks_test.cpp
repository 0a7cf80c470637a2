// SPDX-License-Identifier: MIT
#include "mlpipe/core/ordered_tasks.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("results are taken in order, whichever thread did the task", "[core]") {
  for (const int threads : {0, 1, 2, 8}) {
    std::vector<int> results(50);
    std::vector<std::size_t> order;
    OrderedTasks tasks(
        results.size(),
        [&](std::size_t i) {
          std::this_thread::sleep_for(std::chrono::microseconds(i * 7919 % 5 * 100));
          results[i] = static_cast<int>(i) + 1;
        },
        [&](std::size_t i) {
          CHECK(results[i] == static_cast<int>(i) + 1);
          order.push_back(i);
          return true;
        });
    tasks.finish(threads);
    REQUIRE(order.size() == results.size());
    CHECK(std::is_sorted(order.begin(), order.end()));
    CHECK_FALSE(tasks.claim());
  }
}

TEST_CASE("no result behind the one that ends it is taken", "[core]") {
  for (const int threads : {1, 4}) {
    std::atomic<std::size_t> done = 0;
    std::vector<std::size_t> taken;
    OrderedTasks tasks(
        100, [&](std::size_t) { ++done; },
        [&](std::size_t i) {
          taken.push_back(i);
          return i < 2;
        });
    tasks.finish(threads);
    CHECK(taken == std::vector<std::size_t>{0, 1, 2});
    CHECK_FALSE(tasks.wanted());
    CHECK((threads > 1 || done == 3));
  }
}

TEST_CASE("a task in the hands of another thread is waited for", "[core]") {
  std::vector<std::size_t> taken;
  OrderedTasks tasks(
      3, [](std::size_t) {},
      [&](std::size_t i) {
        taken.push_back(i);
        return true;
      });
  const auto claimed = tasks.claim();
  REQUIRE(claimed == 0U);
  std::jthread helper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    tasks.perform(*claimed);
  });
  tasks.finish(1);
  CHECK(taken == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("the first failure in order is told, one that nobody wanted is not", "[core]") {
  const auto run = [](std::size_t last_wanted, int threads) {
    OrderedTasks tasks(
        8,
        [](std::size_t i) {
          if (i >= 3) {
            throw std::runtime_error("task " + std::to_string(i));
          }
        },
        [&](std::size_t i) { return i < last_wanted; });
    tasks.finish(threads);
  };
  for (const int threads : {1, 4}) {
    CHECK_THROWS_WITH(run(7, threads), "task 3");
    CHECK_NOTHROW(run(2, threads));
  }
  OrderedTasks taking(
      2, [](std::size_t) {}, [](std::size_t) -> bool { throw std::runtime_error("taking"); });
  CHECK_THROWS_WITH(taking.finish(1), "taking");
}
