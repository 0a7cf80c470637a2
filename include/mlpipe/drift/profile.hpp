// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/time.hpp"
#include "mlpipe/drift/bins.hpp"
#include "mlpipe/drift/dependence.hpp"
#include "mlpipe/drift/sample.hpp"

namespace mlpipe::drift {

enum class FeatureKind { kNumeric, kCategorical };

/// What a profile keeps of one feature (or of the prediction, or of the target) in place of the
/// rows: about 3 KB. Counts are exact, so that PSI of the reference against itself is exactly 0.
struct FeatureProfile {
  std::string name;
  FeatureKind kind = FeatureKind::kNumeric;
  BinPlan plan;
  BinCounts counts;  ///< of the reference on its own plan
  /// 257 quantiles of the finite values; empty for none or categories. Rounded to float where the
  /// values are floats, so that a value many rows share stays itself and the text short.
  std::vector<double> grid;
  bool single_precision = false;    ///< the values are floats
  SampleMoments moments;            ///< n is 0 for categories
  std::vector<LongRunNoise> noise;  ///< by ascending length, profile_lengths() of the rows
  std::vector<WindowPsi> windows;   ///< one for each of `noise`
  double gain = 0.0;  ///< importance in the model, in XGBoost's total gain; 0 if not used
  /// Of a prediction: the highest PSI of one walk-forward fold's forecasts against those of the
  /// others, each fold having a model of its own; else 0.
  double between_models = 0.0;

  [[nodiscard]] bool usable() const { return plan.mode != BinMode::kNone; }
  bool operator==(const FeatureProfile&) const = default;
};

/// Of a column in time order.
/// @param values   [n]; NaN is missing
/// @param symbols  [n] the row's series, or empty for one series: only rows of one series follow
///                 each other
[[nodiscard]] FeatureProfile make_feature_profile(std::string name, std::span<const double> values,
                                                  std::span<const std::uint32_t> symbols,
                                                  double gain);
[[nodiscard]] FeatureProfile make_feature_profile(std::string name, std::span<const float> values,
                                                  std::span<const std::uint32_t> symbols,
                                                  double gain);
[[nodiscard]] FeatureProfile make_feature_profile(std::string name, const CategorySample& sample,
                                                  std::span<const std::uint32_t> symbols,
                                                  double gain);

/// Everything that `mlpipe drift` needs to know of a model's training data.
struct ReferenceProfile {
  std::string model_sha256;
  std::string data_sha256;
  std::optional<Timestamp> first, last;  ///< of the rows; empty where they have no time
  /// Typical time from one bar to the next; rows of another spacing are not comparable. 0: unknown.
  std::chrono::microseconds spacing{0};
  std::vector<FeatureProfile> features;  ///< in the model's order
  std::optional<FeatureProfile> prediction;
  std::optional<FeatureProfile> target;

  /// Nothing by that name: a null pointer.
  [[nodiscard]] const FeatureProfile* find(std::string_view name) const;
  bool operator==(const ReferenceProfile&) const = default;
};

/// The median step between the different times of rows; 0 for fewer than two times.
/// @param times  not decreasing
[[nodiscard]] std::chrono::microseconds typical_spacing(std::span<const Timestamp> times);

inline constexpr int kProfileVersion = 1;

/// JSON on one line with a SHA-256 of its own; the same profile gives the same bytes, and reading
/// gives the same numbers.
[[nodiscard]] std::string write_profile(const ReferenceProfile& profile);

/// @param source  named in errors
/// @throws IntegrityError with a JSON pointer where there is one: no JSON, another version, a field
///         missing or of a wrong kind, counts that do not add up, bytes that do not fit their sum
[[nodiscard]] ReferenceProfile read_profile(std::string_view text, const std::string& source);

}  // namespace mlpipe::drift
