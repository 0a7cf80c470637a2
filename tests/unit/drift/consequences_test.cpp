// SPDX-License-Identifier: MIT
#include "mlpipe/drift/consequences.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using Words = std::vector<std::string>;

namespace {

FeatureCheck check_of(const std::string& name, double gain, Verdict verdict, double q) {
  FeatureCheck out;
  out.name = name;
  out.gain = gain;
  out.verdict = verdict;
  out.q = q;
  return out;
}

ReferenceProfile reference_of(const std::vector<FeatureCheck>& checks) {
  ReferenceProfile out;
  for (const auto& check : checks) {
    out.features.emplace_back().name = check.name;
    out.features.back().gain = check.gain;
  }
  return out;
}

}  // namespace

TEST_CASE("a new training is wanted for what the model leans on", "[drift]") {
  const std::vector<FeatureCheck> checks = {check_of("third", 3.0, Verdict::kCritical, 0.001),
                                            check_of("first", 9.0, Verdict::kCritical, 0.01),
                                            check_of("second", 5.0, Verdict::kWarning, 0.001),
                                            check_of("unsure", 8.0, Verdict::kCritical, 0.04),
                                            check_of("unused", 0.0, Verdict::kCritical, 0.0)};
  const auto reference = reference_of(checks);
  const auto critical = check_of("prediction", 0.0, Verdict::kCritical, 0.001);
  const auto warned = check_of("prediction", 0.0, Verdict::kWarning, 0.001);
  DriftOptions options;
  CHECK(retraining_reasons(reference, checks, &critical, options) ==
        Words{"the prediction is critical", "\"first\" is critical, number 1 by gain",
              "\"third\" is critical, number 4 by gain"});
  CHECK(retraining_reasons(reference, checks, nullptr, options).size() == 2);
  options.retrain.top_by_gain = 3;
  CHECK(retraining_reasons(reference, checks, &warned, options).size() == 1);
  options.decide.rule = Rule::kPlain;
  CHECK(retraining_reasons(reference, checks, &warned, options).size() == 2);
  options.retrain.on_feature = false;
  CHECK(retraining_reasons(reference, checks, &critical, options) ==
        Words{"the prediction is critical"});
  options.retrain.on_prediction = false;
  CHECK(retraining_reasons(reference, checks, &critical, options).empty());
}

TEST_CASE("a model or a last training that is too old is an alarm", "[drift]") {
  const Timestamp now = *from_iso8601("2026-11-28T06:00:00Z");
  const Timestamp old = *from_iso8601("2025-11-28T05:59:59Z");
  DriftOptions options;
  CHECK(age_alarms(now, old, old, options) ==
        Words{"the model is of 2025-11-28 05:59:59, more than 1y ago",
              "the last training is of 2025-11-28 05:59:59, more than 3M ago"});
  CHECK(age_alarms(now, old + std::chrono::seconds(1), now, options).empty());
  CHECK(age_alarms(now, {}, {}, options).empty());
  options.max_model_age.reset();
  options.max_training_age.reset();
  CHECK(age_alarms(now, old, old, options).empty());
}
