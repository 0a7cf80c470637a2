// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/drift/bins.hpp"
#include "mlpipe/drift/dependence.hpp"
#include "mlpipe/drift/evidently.hpp"
#include "mlpipe/drift/profile.hpp"
#include "mlpipe/drift/sample.hpp"
#include "mlpipe/drift/tests.hpp"

namespace mlpipe::drift {

/// What a verdict rests on.
enum class Rule {
  kAdjusted,   ///< PSI less its noise against the thresholds, and a false discovery rate
  kPlain,      ///< plain PSI against the thresholds, as the convention has it
  kEvidently,  ///< what Evidently 0.7.21 would say by default; needs the reference's rows
};

enum class Verdict { kOk, kWarning, kCritical, kCannotTell };

/// "ok", "warning", "critical", "cannot tell".
[[nodiscard]] const std::string& to_string(Verdict verdict);

/// How bad: -1 for kCannotTell, 0 for kOk, 1, 2 for kCritical.
[[nodiscard]] int rank(Verdict verdict);

/// What one feature has in place of the limits for all.
struct FeatureLimits {
  std::optional<double> warning = {}, critical = {}, warning_q = {}, critical_q = {};
  bool operator==(const FeatureLimits&) const = default;
};

struct DecideOptions {
  Rule rule = Rule::kAdjusted;
  double warning = 0.1;      ///< PSI, above 0
  double critical = 0.25;    ///< PSI, at least `warning`
  double warning_q = 0.05;   ///< false discovery rate of a warning, in (0, 1]
  double critical_q = 0.05;  ///< of a critical verdict
  /// Fewer current rows than this and the adjusted rule cannot tell: Pearson's p is no good then.
  std::uint64_t smallest_sample = 20;
  std::map<std::string, FeatureLimits, std::less<>> overrides = {};  ///< by name of the feature

  /// The same with a feature's own limits in place.
  [[nodiscard]] DecideOptions of(std::string_view feature) const;
};

/// One feature of the current rows, as its profile sees it. Counts are of all rows; what needs an
/// order is of at most 65,536 rows, evenly taken.
struct CurrentFeature {
  BinCounts counts;
  SampleMoments moments;                    ///< n: the finite rows looked at
  std::vector<double> grid;                 ///< 257 quantiles; empty for categories
  std::optional<double> ks;                 ///< statistic, by the profile's grid
  std::optional<double> wasserstein;        ///< first distance, by the profile's grid
  std::vector<std::string> new_categories;  ///< not among the profile's, by bytes
  std::optional<EvidentlyScore> evidently;  ///< for Rule::kEvidently; the caller's
};

/// @param profile  of the same kind: numbers, or categories
/// @param values, sample  [rows] in time order; NaN, or a negative code, is missing
[[nodiscard]] CurrentFeature describe_current(const FeatureProfile& profile,
                                              std::span<const double> values);
[[nodiscard]] CurrentFeature describe_current(const FeatureProfile& profile,
                                              std::span<const float> values);
[[nodiscard]] CurrentFeature describe_current(const FeatureProfile& profile,
                                              const CategorySample& sample);

/// What is to be said of one feature. Numbers of PSI are 0 and p is 1 where there was nothing to
/// compare (verdict kCannotTell).
struct FeatureCheck {
  std::string name;
  FeatureKind kind = FeatureKind::kNumeric;
  double gain = 0.0;
  Verdict verdict = Verdict::kCannotTell;
  /// For kCannotTell: current rows that would be enough; empty where no number is.
  std::optional<std::uint64_t> rows_needed;

  CountPair counts;  ///< with the missing bin: every number below can be worked out again
  double psi = 0.0;
  std::vector<double> psi_terms;
  double psi_half = 0.0;
  double psi_noise = 0.0;     ///< PSI that chance alone makes at these rows, on average
  double psi_adjusted = 0.0;  ///< max(0, psi_half - psi_noise)
  LongRunTest test;
  double p = 1.0;              ///< test.p
  double q = 1.0;              ///< over the features checked together
  ChiSquareTest independent;   ///< the p of rows that do not depend on each other
  WindowPsi inside_reference;  ///< of windows of about this length, 0 where none is known
  std::size_t inside_length = 0;
  /// Of a prediction, as the profile has it: with Rule::kAdjusted no PSI up to this alarms.
  double between_models = 0.0;

  double js_distance = 0.0;  ///< natural logarithm
  std::optional<double> ks;
  std::optional<double> ks_p;  ///< as if no row depended on another; no verdict rests on it
  std::optional<double> wasserstein_by_deviation;
  std::optional<ShareTest> missing;
  double missing_before = 0.0, missing_now = 0.0;  ///< shares of all rows
  double unseen_now = 0.0;                         ///< share of rows in the bin for everything else
  double out_of_range = 0.0;  ///< share of rows beyond the reference's smallest and largest value
  std::vector<std::string> new_categories;

  /// Of "higher", "lower", "wider", "narrower", "constant", "more missing", "fewer missing", "new
  /// values", in this order; what moved far enough to be named, whatever the verdict.
  std::vector<std::string> directions;
  /// Current values are about this many times the reference's: another unit.
  std::optional<double> unit_factor;
  /// The current values look like this feature's, and its like this one's.
  std::optional<std::string> swapped_with;
  std::optional<EvidentlyScore> evidently;
};

/// Checks features together: q is over those that have rows on both sides.
/// @param profiles, current  of one length
/// @throws ConfigError for Rule::kEvidently where a feature with rows on both sides has no score
[[nodiscard]] std::vector<FeatureCheck> check_features(std::span<const FeatureProfile> profiles,
                                                       std::span<const CurrentFeature> current,
                                                       const DecideOptions& options);

/// Worst verdict of all; kOk for kCannotTell among others, kCannotTell where nothing else is.
[[nodiscard]] Verdict overall(std::span<const FeatureCheck> checks);

/// The fewest current rows at which noise alone stays at or below options.critical on average, and
/// a PSI of that much more has a p of at most options.critical_q; at least options.smallest_sample.
/// Empty if the reference is too short for any number.
[[nodiscard]] std::optional<std::uint64_t> rows_to_tell(const FeatureProfile& profile,
                                                        std::size_t freedom,
                                                        const DecideOptions& options);

}  // namespace mlpipe::drift
