// SPDX-License-Identifier: MIT
#include "mlpipe/stats/two_samples.hpp"

#include <cmath>

#include "mlpipe/stats/tails.hpp"

#include "support/catch.hpp"

using namespace mlpipe::stats;

// SciPy's numbers for pairs of samples are compared in tests/unit/drift/sample_test.cpp.

TEST_CASE("complete separation has the probability of two orders among all", "[stats]") {
  CHECK(ks_exact_tail(3, 3, 1.0) == Approx(2.0 / 20.0).epsilon(1e-14));
  CHECK(ks_exact_tail(4, 2, 1.0) == Approx(2.0 / 15.0).epsilon(1e-14));
  CHECK(ks_exact_tail(5, 7, 0.0) == 1.0);
  // Every order of two and one reaches one half.
  CHECK(ks_exact_tail(2, 1, 0.5) == Approx(1.0).epsilon(1e-14));
}

TEST_CASE("the exact tail nears that of one sample of n m / (n + m) rows", "[stats]") {
  CHECK(ks_exact_tail(4'000, 3'999, 0.03) == Approx(kolmogorov_tail(2'000, 0.03)).epsilon(0.02));
}

TEST_CASE("the finite-sample tail has no step where its formulas meet", "[stats]") {
  for (const std::uint64_t n : {50ULL, 140ULL, 141ULL, 1'000ULL, 1'001ULL, 100'000ULL}) {
    double last = 1.0;
    for (double x = 0.3; x < 2.5; x += 0.01) {
      CAPTURE(n, x);
      const double p = kolmogorov_tail(n, x / std::sqrt(static_cast<double>(n)));
      CHECK(p <= last);
      CHECK(p > 0.5 * kolmogorov_limit_tail(x + 0.01) - 1e-12);
      last = p;
    }
  }
  CHECK(kolmogorov_tail(1'000, 0.04) == Approx(kolmogorov_tail(1'001, 0.04)).epsilon(0.01));
}

TEST_CASE("the limit's two series agree where they meet", "[stats]") {
  CHECK(kolmogorov_limit_tail(1.0 - 1e-9) == Approx(kolmogorov_limit_tail(1.0)).epsilon(1e-8));
  CHECK(kolmogorov_limit_tail(0.0) == 1.0);
  CHECK(kolmogorov_limit_tail(1.0) == Approx(0.26999967167735456).epsilon(1e-12));
}

TEST_CASE("tails are those of the tables", "[stats]") {
  CHECK(chi_square_tail(16.918977604620448, 9) == Approx(0.05).epsilon(1e-10));
  CHECK(chi_square_tail(-1.0, 2.5) == 1.0);
  CHECK(f_tail(4.256494729, 2, 9) == Approx(0.05).epsilon(1e-7));
  CHECK(student_two_sided(-2.228138852, 10) == Approx(0.05).epsilon(1e-7));
  CHECK(normal_two_sided(1.959963984540054) == Approx(0.05).epsilon(1e-10));
  CHECK(normal_tail(1.6448536269514722) == Approx(0.05).epsilon(1e-10));
}
