// SPDX-License-Identifier: MIT
#include "mlpipe/drift/evidently.hpp"

#include <cmath>
#include <map>

#include "drift_cases.hpp"
#include "support/catch.hpp"

using namespace mlpipe::drift;

namespace {

/// Evidently's titles of what it chooses by itself.
const std::map<std::string, EvidentlyMethod> kTitles = {
    {"K-S p_value", EvidentlyMethod::kKolmogorovSmirnov},
    {"chi-square p_value", EvidentlyMethod::kChiSquare},
    {"Z-test p_value", EvidentlyMethod::kZ},
    {"Wasserstein distance (normed)", EvidentlyMethod::kWasserstein},
    {"Jensen-Shannon distance", EvidentlyMethod::kJensenShannon},
};

bool is_p_value(EvidentlyMethod method) {
  return method == EvidentlyMethod::kKolmogorovSmirnov || method == EvidentlyMethod::kChiSquare ||
         method == EvidentlyMethod::kZ || method == EvidentlyMethod::kT ||
         method == EvidentlyMethod::kMannWhitney;
}

void check_score(const std::optional<EvidentlyScore>& found, const nlohmann::json& expected) {
  REQUIRE(found.has_value() != expected.contains("error"));
  if (!found) {
    return;
  }
  INFO("score " << found->score << ", Evidently's " << expected.at("score").dump());
  CHECK(found->threshold == expected.at("threshold").get<double>());
  CHECK(found->drifted == expected.at("drifted").get<bool>());
  if (expected.at("score").is_null()) {
    CHECK(std::isnan(found->score));
  } else if (is_p_value(found->method)) {
    CHECK(drift_cases::near_p(found->score, expected.at("score")));
  } else {
    // A root near 0 has half the digits of what it is the root of.
    CHECK(drift_cases::near(found->score, expected.at("score"),
                            expected.at("score").get<double>() < 1e-6 ? 2e-8 : 1e-9));
  }
}

}  // namespace

TEST_CASE("scores, thresholds and default choice are Evidently's", "[drift][golden]") {
  const auto cases = golden::read_json("drift/cases.json").at("cases");
  const auto theirs = golden::read_json("drift/evidently.json").at("cases");
  REQUIRE(theirs.size() == cases.size());
  std::map<std::string, int> compared;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    REQUIRE(cases[i].at("id") == theirs[i].at("id"));
    const auto pair = drift_cases::read(cases[i]);
    const EvidentlyFeature feature = pair.numeric
                                         ? EvidentlyFeature(pair.reference, pair.current)
                                         : EvidentlyFeature(pair.old_categories, pair.categories);
    for (const auto& [name, expected] : theirs[i].at("results").items()) {
      INFO(cases[i].at("id").get<std::string>() << ", " << name);
      if (name == "default") {
        check_score(feature.score(feature.default_method()), expected);
        if (expected.contains("method")) {
          CHECK(feature.default_method() == kTitles.at(expected.at("method").get<std::string>()));
        }
      } else if (const auto method = evidently_method(name)) {
        check_score(feature.score(*method), expected);
        ++compared[name];
      }
    }
  }
  CHECK(compared.size() == 11);
  CHECK(compared["psi"] == 60);
  CHECK(compared["mannw"] == 46);
}

TEST_CASE("methods that are not reproduced have no name here", "[drift]") {
  CHECK_FALSE(evidently_method("anderson"));
  CHECK_FALSE(evidently_method("cramer_von_mises"));
  CHECK(evidently_name(EvidentlyMethod::kEnergy) == "ed");
}

TEST_CASE("a test of numbers has nothing to say of categories", "[drift]") {
  const CategorySample sample{{"a", "b"}, {0, 1, 1}};
  CHECK_FALSE(EvidentlyFeature(sample, sample).score(EvidentlyMethod::kWasserstein));
}
