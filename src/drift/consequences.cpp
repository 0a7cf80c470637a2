// SPDX-License-Identifier: MIT
#include "mlpipe/drift/consequences.hpp"

#include <algorithm>

#include "mlpipe/core/text.hpp"

namespace mlpipe::drift {
namespace {

bool is_reason(const FeatureCheck& check, const DriftOptions& options) {
  return check.verdict == Verdict::kCritical &&
         (options.decide.rule != Rule::kAdjusted || check.q <= options.retrain.q);
}

std::string too_old(const std::string& what, Timestamp then, const Duration& limit) {
  return what + " is of " + to_display(then) + ", more than " + to_string(limit) + " ago";
}

}  // namespace

std::size_t gain_rank(const ReferenceProfile& reference, double gain) {
  return 1 + static_cast<std::size_t>(
                 std::count_if(reference.features.begin(), reference.features.end(),
                               [&](const FeatureProfile& other) { return other.gain > gain; }));
}

std::vector<std::string> retraining_reasons(const ReferenceProfile& reference,
                                            std::span<const FeatureCheck> checks,
                                            const FeatureCheck* prediction,
                                            const DriftOptions& options) {
  std::vector<std::string> out;
  if (options.retrain.on_prediction && prediction != nullptr && is_reason(*prediction, options)) {
    out.emplace_back("the prediction is critical");
  }
  std::vector<const FeatureCheck*> found;
  for (const auto& check : checks) {
    if (options.retrain.on_feature && check.gain > 0.0 && is_reason(check, options) &&
        gain_rank(reference, check.gain) <= options.retrain.top_by_gain) {
      found.push_back(&check);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->gain > b->gain; });
  for (const auto* check : found) {
    out.push_back(quote(check->name) + " is critical, number " +
                  std::to_string(gain_rank(reference, check->gain)) + " by gain");
  }
  return out;
}

std::vector<std::string> age_alarms(Timestamp now, std::optional<Timestamp> model,
                                    std::optional<Timestamp> training,
                                    const DriftOptions& options) {
  std::vector<std::string> out;
  const auto add = [&](const char* what, const std::optional<Timestamp>& then,
                       const std::optional<Duration>& limit) {
    if (then && limit && *then < subtract(now, *limit)) {
      out.push_back(too_old(what, *then, *limit));
    }
  };
  add("the model", model, options.max_model_age);
  add("the last training", training, options.max_training_age);
  return out;
}

}  // namespace mlpipe::drift
