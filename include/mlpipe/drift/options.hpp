// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/time.hpp"
#include "mlpipe/drift/decide.hpp"
#include "mlpipe/drift/profile.hpp"

namespace mlpipe::drift {

/// A test that is printed beside PSI; no verdict rests on it.
enum class PrintedTest {
  kKolmogorovSmirnov,  ///< numeric alone
  kWasserstein,        ///< numeric alone; in deviations of the reference
  kJensenShannon,      ///< distance, natural logarithm
  kChiSquare,          ///< of rows that do not depend on each other
  kHellinger,          ///< distance
  kTotalVariation,     ///< largest difference of the shares of any set of bins
  kMissing,            ///< equal shares of missing rows
};

/// "ks", "wasserstein", "jensen_shannon", "chi_square", "hellinger", "total_variation", "missing".
[[nodiscard]] const std::string& to_string(PrintedTest test);

/// Value and p-value of a test; empty where there is none.
struct TestResult {
  std::optional<double> value, p;
};
[[nodiscard]] TestResult result_of(const FeatureCheck& check, PrintedTest test);

/// "adjusted", "plain", "evidently".
[[nodiscard]] const std::string& to_string(Rule rule);
[[nodiscard]] std::optional<Rule> rule_named(std::string_view word);

/// From which verdict on a check fails.
enum class FailOn { kWarning, kCritical, kNever };

/// "warning", "critical", "never".
[[nodiscard]] const std::string& to_string(FailOn fail_on);
[[nodiscard]] bool fails(Verdict verdict, FailOn fail_on);

/// When drift asks for a new training.
struct RetrainOptions {
  bool on_feature = true;        ///< a critical one among the first by gain
  std::size_t top_by_gain = 10;  ///< so many are the first
  bool on_prediction = true;     ///< critical
  double q = 0.01;               ///< and at this false discovery rate: a training costs more
};

/// config/drift.json.
struct DriftOptions {
  /// overrides: keys may be patterns; decide_options() puts the features in their place.
  DecideOptions decide;

  std::vector<std::string> features;       ///< names, or patterns with * and ?; empty: all
  std::optional<std::size_t> top_by_gain;  ///< of these, the first in the model; empty: all

  std::vector<PrintedTest> numeric_tests = {PrintedTest::kKolmogorovSmirnov,
                                            PrintedTest::kWasserstein, PrintedTest::kJensenShannon};
  std::vector<PrintedTest> categorical_tests = {PrintedTest::kChiSquare,
                                                PrintedTest::kJensenShannon};

  /// The newest rows, so many or of so long a time; each is checked. Empty: all current rows.
  std::vector<Duration> windows;
  std::optional<Duration> step;  ///< from one window to the next; empty: its length

  RetrainOptions retrain;
  FailOn fail_on = FailOn::kCritical;
  Duration cool_down = {7, Duration::Unit::kDays};  ///< nothing is told again within it
  std::optional<Duration> max_model_age = Duration{1, Duration::Unit::kYears};
  std::optional<Duration> max_training_age = Duration{3, Duration::Unit::kMonths};
  std::size_t history = 500;  ///< checks that reports/drift_history.jsonl keeps
};

/// @throws ConfigError with all problems at once
[[nodiscard]] DriftOptions parse_drift_options(const nlohmann::json& document,
                                               const std::string& source);
/// Every key, so that parse(write(x)) == x.
[[nodiscard]] nlohmann::ordered_json write_drift_options(const DriftOptions& options);

/// Places of the features to check, in the model's order.
/// @throws ConfigError with all names that the reference does not have, and patterns that fit none
[[nodiscard]] std::vector<std::size_t> monitored(const ReferenceProfile& reference,
                                                 const DriftOptions& options);

/// options.decide with a feature for each pattern. A feature's own name goes over patterns, a
/// longer pattern over a shorter one.
/// @throws ConfigError as monitored()
[[nodiscard]] DecideOptions decide_options(const ReferenceProfile& reference,
                                           const DriftOptions& options);

/// * is any text, ? any one character (of UTF-8).
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

}  // namespace mlpipe::drift
