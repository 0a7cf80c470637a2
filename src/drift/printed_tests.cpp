// SPDX-License-Identifier: MIT
#include "mlpipe/drift/options.hpp"

namespace mlpipe::drift {

TestResult result_of(const FeatureCheck& check, PrintedTest test) {
  if (test == PrintedTest::kMissing) {
    return check.missing ? TestResult{check.missing->z, check.missing->p} : TestResult{};
  }
  if (!check.counts.usable()) {
    return {};
  }
  switch (test) {
    case PrintedTest::kKolmogorovSmirnov:
      return {check.ks, check.ks_p};
    case PrintedTest::kWasserstein:
      return {check.wasserstein_by_deviation, {}};
    case PrintedTest::kJensenShannon:
      return {check.js_distance, {}};
    case PrintedTest::kChiSquare:
      return {check.independent.statistic, check.independent.p};
    case PrintedTest::kHellinger:
      return {hellinger(check.counts), {}};
    case PrintedTest::kTotalVariation:
      return {total_variation(check.counts), {}};
    case PrintedTest::kMissing:
      break;
  }
  return {};
}

bool fails(Verdict verdict, FailOn fail_on) {
  switch (fail_on) {
    case FailOn::kWarning:
      return verdict == Verdict::kWarning || verdict == Verdict::kCritical;
    case FailOn::kCritical:
      return verdict == Verdict::kCritical;
    case FailOn::kNever:
      break;
  }
  return false;
}

}  // namespace mlpipe::drift
