// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mlpipe/drift/bins.hpp"

namespace mlpipe::drift {

/// Methods of Evidently 0.7.21 that are reproduced here, score and threshold. Not here: anderson,
/// cramer_von_mises, es, g_test, fisher_exact, TVD (1000 permutations of numpy's generator),
/// empirical_mmd, and everything on text and embeddings.
/// Source: https://github.com/evidentlyai/evidently, its folder of statistical tests.
enum class EvidentlyMethod {
  kPsi,                ///< distance; equal-width bins over both samples
  kJensenShannon,      ///< distance; same bins
  kKullbackLeibler,    ///< distance; same bins, of the reference from the current sample
  kHellinger,          ///< distance; bins over the set of distinct values
  kKolmogorovSmirnov,  ///< p-value
  kChiSquare,          ///< p-value; one sample: the reference's shares taken as exact
  kZ,                  ///< p-value; share of rows that are not the smallest value
  kWasserstein,        ///< distance over max(deviation of the reference, 0.001)
  kEnergy,             ///< distance
  kT,                  ///< p-value
  kMannWhitney,        ///< p-value; sees upward moves alone
};

/// Evidently's own name of a method in a config ("psi", "jensenshannon", "kl_div", "hellinger",
/// "ks", "chisquare", "z", "wasserstein", "ed", "t_test", "mannw").
[[nodiscard]] std::string_view evidently_name(EvidentlyMethod method);
[[nodiscard]] std::optional<EvidentlyMethod> evidently_method(std::string_view name);

struct EvidentlyScore {
  EvidentlyMethod method = EvidentlyMethod::kPsi;
  double score =
      0.0;  ///< distance or p-value; NaN where Evidently's is (one category, nothing varies)
  double threshold = 0.0;
  bool drifted = false;
};

/// Rows of one feature as Evidently takes them: missing and infinite ones left out.
class EvidentlyFeature {
 public:
  EvidentlyFeature(std::span<const double> reference, std::span<const double> current);
  EvidentlyFeature(const CategorySample& reference, const CategorySample& current);

  /// What Evidently chooses by itself. Looks at the reference's size alone: tests up to 1000 rows,
  /// distances above.
  [[nodiscard]] EvidentlyMethod default_method() const;

  /// Empty where Evidently stops with an error (a side without a row) and for methods that need
  /// numbers of a categorical feature (ks, wasserstein, ed, t_test, mannw).
  [[nodiscard]] std::optional<EvidentlyScore> score(EvidentlyMethod method) const;

 private:
  struct Shares {
    std::vector<double> reference, current;
  };
  [[nodiscard]] Shares binned(bool fill_zeros) const;
  [[nodiscard]] double hellinger() const;
  [[nodiscard]] double chi_square() const;
  [[nodiscard]] double z() const;
  [[nodiscard]] double value(EvidentlyMethod method) const;

  bool numeric_ = true;
  double n_ = 0.0;  ///< rows of the reference
  double m_ = 0.0;
  std::vector<double> reference_, current_;  ///< ascending; numeric alone
  /// Counts of each distinct value or category of either side, the smallest first.
  std::vector<double> keys_;  ///< numeric alone
  std::vector<double> reference_counts_, current_counts_;
  std::size_t reference_distinct_ = 0;
};

}  // namespace mlpipe::drift
