// SPDX-License-Identifier: MIT
#include "mlpipe/stats/multiple_testing.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::stats;

TEST_CASE("adjusted p-values are the reference's", "[stats][golden]") {
  const auto cases = golden::read_json("drift/fdr.json").at("cases");
  REQUIRE(cases.size() == 7);
  for (const auto& entry : cases) {
    INFO(entry.at("why").get<std::string>());
    const auto& expected = entry.at("expected");
    const auto p = entry.at("p").get<std::vector<double>>();
    const auto q = benjamini_hochberg(p);
    const auto strict = bonferroni(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      CHECK(q[i] == Approx(expected.at("q")[i].get<double>()).epsilon(1e-12));
      CHECK((q[i] <= 0.05) == expected.at("rejected_at_05")[i].get<bool>());
      CHECK(strict[i] == Approx(expected.at("bonferroni")[i].get<double>()).epsilon(1e-12));
    }
  }
  CHECK(benjamini_hochberg({}).empty());
}
