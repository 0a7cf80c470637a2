// SPDX-License-Identifier: MIT
#include <atomic>
#include <stdexcept>
#include <vector>

#include "mlpipe/core/parallel.hpp"
#include "mlpipe/core/rng.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

#include "support/catch.hpp"

using namespace mlpipe;

TEST_CASE("SHA-256 gives the vectors of FIPS 180-4", "[core]") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 pieces;
  pieces.update("a");
  pieces.update("bc");
  CHECK(pieces.hex() == sha256_hex("abc"));
}

TEST_CASE("SplitMix64 gives its published first outputs", "[core]") {
  Rng rng(1234567);  // from the reference implementation's test, prng.di.unimi.it
  CHECK(rng.next() == 6457827717110365317ULL);
  CHECK(rng.next() == 3203168211198807973ULL);
}

TEST_CASE("every task runs once whatever the number of threads", "[core]") {
  for (const int threads : {0, 1, 2, 8}) {
    std::vector<std::atomic<int>> hits(100);
    parallel_for(threads, hits.size(), [&](std::size_t i) { ++hits[i]; });
    for (const auto& hit : hits) {
      CHECK(hit == 1);
    }
  }
}

TEST_CASE("little work is not worth a thread", "[core]") {
  CHECK(paying_threads(8, 0) == 1);
  CHECK(paying_threads(8, 100'000) == 1);
  CHECK(paying_threads(8, 300'000) == 2);
  CHECK(paying_threads(8, 1'000'000'000) == 8);
  CHECK(paying_threads(0, 1'000'000'000) == 1);
}

TEST_CASE("the failure of the lowest task is the one told", "[core]") {
  const auto run = [](int threads) {
    parallel_for(threads, 4, [](std::size_t i) {
      if (i == 1) {
        throw std::runtime_error("one");
      }
    });
  };
  CHECK_THROWS_WITH(run(1), "one");
  CHECK_THROWS_WITH(run(3), "one");
}

TEST_CASE("a slip of the keyboard finds the name meant, a strange word finds none", "[core]") {
  const std::vector<std::string> known{"train", "validate", "rollback", "drift"};
  CHECK(nearest_name("trian", known) == "train");
  CHECK(nearest_name("Validte", known) == "validate");
  CHECK_FALSE(nearest_name("quux", known).has_value());
}

TEST_CASE("outside text is made fit for a message", "[core]") {
  CHECK(quote("a\tb\xff") == "\"a\\x09b\\xFF\"");
  CHECK(quote("caf\xc3\xa9") == "\"caf\xc3\xa9\"");
  CHECK(quote("abcdef", 3) == "\"abc...\"");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(12) == "12");
}
