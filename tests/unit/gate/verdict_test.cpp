// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <utility>

#include "mlpipe/gate/check.hpp"

#include "support/catch.hpp"

using namespace mlpipe::gate;

namespace {

Check failed(Severity severity, const std::string& name = "some") {
  Check check;
  check.name = name;
  check.severity = severity;
  check.result = CheckResult::kFail;
  return check;
}

Check with(CheckResult result) {
  Check check = failed(Severity::kUnsound);
  check.result = result;
  return check;
}

/// Any order of all checks, to go through their permutations.
bool before(const Check& a, const Check& b) {
  return std::pair(a.severity, a.result) < std::pair(b.severity, b.result);
}

}  // namespace

TEST_CASE("each severity alone has its verdict", "[gate]") {
  const auto alone = [](Severity severity) { return verdict_of(std::vector{failed(severity)}); };
  CHECK(alone(Severity::kUnsound) == Verdict::kReject);
  CHECK(alone(Severity::kEvidence) == Verdict::kInconclusive);
  CHECK(alone(Severity::kWorse) == Verdict::kReject);
  CHECK(alone(Severity::kUnproven) == Verdict::kInconclusive);
}

TEST_CASE("only failures count; without any the verdict is PROMOTE", "[gate]") {
  CHECK(verdict_of({}) == Verdict::kPromote);
  CHECK(deciding({}) == nullptr);
  const std::vector fine{with(CheckResult::kPass), with(CheckResult::kNotNeeded)};
  CHECK(verdict_of(fine) == Verdict::kPromote);
  CHECK(deciding(fine) == nullptr);
}

TEST_CASE("of several failures the worst decides, wherever it stands", "[gate]") {
  constexpr std::array order{Severity::kUnsound, Severity::kEvidence, Severity::kWorse,
                             Severity::kUnproven};
  constexpr std::array verdicts{Verdict::kReject, Verdict::kInconclusive, Verdict::kReject,
                                Verdict::kInconclusive};
  for (unsigned mask = 1; mask < 16; ++mask) {
    std::vector<Check> checks{with(CheckResult::kPass)};
    std::size_t worst = order.size();
    for (std::size_t k = order.size(); k-- > 0;) {
      if ((mask >> k & 1U) != 0) {
        checks.push_back(failed(order.at(k)));
        worst = k;
      }
    }
    CAPTURE(mask);
    std::sort(checks.begin(), checks.end(), before);
    do {
      REQUIRE(verdict_of(checks) == verdicts.at(worst));
      REQUIRE(deciding(checks)->severity == order.at(worst));
    } while (std::next_permutation(checks.begin(), checks.end(), before));
  }
}

TEST_CASE("of two equally bad failures the first is named", "[gate]") {
  const std::vector checks{failed(Severity::kUnproven, "late"), failed(Severity::kWorse, "first"),
                           failed(Severity::kWorse, "second")};
  CHECK(deciding(checks)->name == "first");
}

TEST_CASE("verdicts and results have the words that are stored", "[gate]") {
  CHECK(to_string(Verdict::kPromote) == "PROMOTE");
  CHECK(to_string(Verdict::kReject) == "REJECT");
  CHECK(to_string(Verdict::kInconclusive) == "INCONCLUSIVE");
  CHECK(to_string(CheckResult::kPass) == "pass");
  CHECK(to_string(CheckResult::kFail) == "fail");
  CHECK(to_string(CheckResult::kNotNeeded) == "not needed");
}
