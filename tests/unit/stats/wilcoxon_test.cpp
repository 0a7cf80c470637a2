// SPDX-License-Identifier: MIT
#include "mlpipe/stats/wilcoxon.hpp"

#include "support/catch.hpp"
#include "support/fixtures.hpp"

using namespace mlpipe::stats;

TEST_CASE("signed-rank p-values match SciPy's", "[stats][golden]") {
  const auto cases = golden::read_json("optuna/pruners_v5.json").at("wilcoxon_signed_rank_zsplit");
  REQUIRE(cases.size() == 70);
  for (const auto& entry : cases) {
    CAPTURE(entry.at("kind").get<std::string>(), entry.at("diffs").size());
    const auto differences = entry.at("diffs").get<std::vector<double>>();
    const auto test = signed_rank_test(differences);
    CHECK(test.p_greater == Approx(entry.at("p_greater").get<double>()).epsilon(1e-12));
    CHECK(test.p_less == Approx(entry.at("p_less").get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("n differences of one sign have probability 2^-n by chance", "[stats]") {
  const std::vector<double> above = {0.1, 0.2, 0.4, 0.3};
  CHECK(signed_rank_test(above).p_greater == 0.0625);
  CHECK(signed_rank_test(above).p_less == 1.0);
  CHECK(signed_rank_test({}).p_greater == 1.0);
}
