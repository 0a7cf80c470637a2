// SPDX-License-Identifier: MIT
#include "commands/validate_checks.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;

namespace {

const gate::Check& named(const std::vector<gate::Check>& checks, const std::string& name) {
  const auto found = std::find_if(checks.begin(), checks.end(),
                                  [&](const auto& check) { return check.name == name; });
  REQUIRE(found != checks.end());
  return *found;
}

}  // namespace

TEST_CASE("a model that forecasts NaN is rejected, however little else is known", "[validate]") {
  ArtifactSample sample;
  sample.finite = false;
  const auto checks = artifact_checks(Side{}, sample, {}, false, "");
  CHECK(named(checks, "artifact.finite").result == gate::CheckResult::kFail);
  CHECK(named(checks, "artifact.agreement").result == gate::CheckResult::kNotNeeded);
  CHECK(gate::verdict_of(checks) == gate::Verdict::kReject);
}

TEST_CASE("a model that dies in a process of its own is rejected with what that said",
          "[validate]") {
  const auto checks = artifact_checks(Side{}, {}, {}, true, "it ends with status 139");
  CHECK(named(checks, "artifact.fresh_process").result == gate::CheckResult::kFail);
  CHECK(named(checks, "artifact.fresh_process").explanation == "it ends with status 139");
  CHECK(gate::verdict_of(checks) == gate::Verdict::kReject);
  const auto untried = artifact_checks(Side{}, {}, {}, false, "");
  CHECK(named(untried, "artifact.fresh_process").result == gate::CheckResult::kNotNeeded);
}
