// SPDX-License-Identifier: MIT
#include "commands/matrix_cache.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using commands::MatrixCache;

namespace {

model::FitMatrix make(std::size_t rows) {
  std::vector<float> values(rows);
  std::vector<float> label(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    values[i] = static_cast<float>(i);
    label[i] = static_cast<float>(i % 2);
  }
  model::BoostOptions options;
  options.params = {{"objective", "binary:logistic"}};
  options.feature_names = {"x"};
  return {model::FitData{{values.data(), rows, 1}, label, {}}, nullptr, options};
}

}  // namespace

TEST_CASE("a matrix is made once, also for those who ask meanwhile", "[commands][xgboost]") {
  MatrixCache cache(1U << 20U);
  std::atomic<int> made = 0;
  std::vector<MatrixCache::Matrix> got(4);
  std::vector<std::thread> threads;
  for (auto& one : got) {
    threads.emplace_back([&] {
      one = cache.get("a", [&] {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return make(50);
      });
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  CHECK(made == 1);
  for (const auto& one : got) {
    CHECK(one == got.front());
  }
}

TEST_CASE("those used last stay, and one that is in use lives on", "[commands][xgboost]") {
  MatrixCache cache(3 * make(100).bytes());
  std::vector<std::string> made;
  const auto get = [&](const std::string& key) {
    return cache.get(key, [&] {
      made.push_back(key);
      return make(100);
    });
  };
  const auto a = get("a");
  (void)get("b");
  (void)get("c");
  (void)get("a");
  (void)get("d");  // "b" goes
  (void)get("a");
  (void)get("b");
  CHECK(made == std::vector<std::string>{"a", "b", "c", "d", "b"});
  CHECK(a->bytes() > 0);
}

TEST_CASE("what could not be made is tried again", "[commands][xgboost]") {
  MatrixCache cache(1000);
  CHECK_THROWS_AS(cache.get("a", []() -> model::FitMatrix { throw DataError("no rows"); }),
                  DataError);
  CHECK(cache.get("a", [] { return make(10); }) != nullptr);
}
