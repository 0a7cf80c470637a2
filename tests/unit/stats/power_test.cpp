// SPDX-License-Identifier: MIT
#include "mlpipe/stats/power.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace mlpipe::stats;

TEST_CASE("the detectable Sharpe difference matches the table it was published in",
          "[stats][reference]") {
  struct Row {
    double years, rho, difference;
  };
  for (const auto& row : {Row{0.25, 0.5, 4.97}, Row{0.25, 0.9, 2.22}, Row{1.0, 0.8, 1.57},
                          Row{3.0, 0.95, 0.45}, Row{5.0, 0.5, 1.11}}) {
    const double error = std::sqrt(2.0 * (1.0 - row.rho) / row.years);
    CAPTURE(row.years, row.rho);
    CHECK(minimum_detectable_effect(error, 0.05) == Approx(row.difference).margin(0.005));
  }
}

TEST_CASE("the minimum detectable effect is detected with the power asked for",
          "[stats][property]") {
  for (const double power : {0.5, 0.8, 0.95}) {
    for (const double alpha : {0.01, 0.05, 0.2}) {
      CAPTURE(power, alpha);
      const double effect = minimum_detectable_effect(0.3, alpha, power);
      CHECK(power_to_detect(effect, 0.3, alpha) == Approx(power).epsilon(1e-12));
      CHECK(power_to_detect(0.0, 0.3, alpha) == Approx(alpha).epsilon(1e-12));
    }
  }
  CHECK(minimum_detectable_effect(0.0, 0.05) == 0.0);
}
