// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

struct PruneDecision {
  bool prune = false;
  /// To be kept among the trial's system attributes, whatever was decided: later decisions, of this
  /// trial and others, read them.
  std::map<std::string, double> attributes = {};
};

/// Says after a report whether a trial is worth going on with.
class Pruner {
 public:
  virtual ~Pruner() = default;
  Pruner() = default;
  Pruner(const Pruner&) = delete;
  Pruner& operator=(const Pruner&) = delete;
  /// @param history  of the first objective; may hold the trial itself
  /// @param trial    running, with its reports so far in intermediate_values
  [[nodiscard]] virtual PruneDecision decide(const History& history, const Trial& trial) const = 0;
  /// Must other workers know a report before the trial ends? If not, a trial costs two writes, not
  /// one more for each step.
  [[nodiscard]] virtual bool shares_reports() const { return false; }
};

/// Never prunes.
class NoPruner final : public Pruner {
 public:
  [[nodiscard]] PruneDecision decide(const History& history, const Trial& trial) const override;
};

/// What a percentile pruner compares.
enum class PercentileScore {
  /// The mean of the reports so far with the means of others over the same steps. For fold scores:
  /// one easy fold does not save a trial.
  kRunningMean,
  /// The best report so far with what others reported at this step. Optuna's; for learning curves.
  kBestReport,
};

struct PercentileOptions {
  PercentileScore score = PercentileScore::kRunningMean;
  double percentile = 50.0;         ///< the share, in percent, of complete trials that is kept
  std::size_t startup_trials = 5;   ///< complete ones, before any is pruned
  std::int64_t warmup_steps = 0;    ///< steps below it are not judged
  std::int64_t interval_steps = 1;  ///< judged at the first report of each interval
  std::size_t min_trials = 1;       ///< that can be compared with, or the trial goes on
};

/// Prunes a trial worse than a percentile of complete trials; one with nothing but NaN too.
/// Source: Golovin et al. 2017, "Google Vizier", section 3.2.2; Optuna's PercentilePruner.
class PercentilePruner final : public Pruner {
 public:
  explicit PercentilePruner(const PercentileOptions& options) : options_(options) {}
  [[nodiscard]] PruneDecision decide(const History& history, const Trial& trial) const override;

 private:
  PercentileOptions options_;
};

struct OutlookOptions {
  double deviations = 1.2;         ///< of the forecast that the best trial must be out of reach by
  std::size_t startup_trials = 5;  ///< complete ones, before any is pruned; never fewer than 3
};

/// Prunes a trial that is unlikely to become the best. From the reports so far, and from what those
/// of complete trials over the same steps said of their values, its own value is forecast, with a
/// deviation; the trial ends if that is worse than the best trial's by more than so many
/// deviations. For fold scores: hard and easy folds cancel out, and a trial that could still win is
/// never given up, which a percentile of ever better trials does. Source: our own; the linear
/// forecast of a race's end is that of Swersky, Snoek and Adams 2014, "Freeze-thaw Bayesian
/// optimization", in its simplest form.
class OutlookPruner final : public Pruner {
 public:
  explicit OutlookPruner(const OutlookOptions& options) : options_(options) {}
  [[nodiscard]] PruneDecision decide(const History& history, const Trial& trial) const override;

 private:
  OutlookOptions options_;
};

struct HalvingOptions {
  /// Steps of the first rung. Empty: a hundredth of the last step of the first complete trial.
  std::optional<std::int64_t> min_resource = 1;
  std::int64_t reduction_factor =
      4;  ///< one in so many goes on to a rung of so many times the steps
  std::int64_t min_early_stopping_rate = 0;  ///< the first rung's steps times the factor, so often
  std::size_t bootstrap_count = 0;  ///< trials that must reach a rung before one may pass it
};

/// Asynchronous successive halving. The value at each rung becomes attribute completed_rung_<k>.
/// Source: Li et al. 2018, "Massively parallel hyperparameter tuning"; Optuna's rule.
class HalvingPruner final : public Pruner {
 public:
  explicit HalvingPruner(const HalvingOptions& options) : options_(options) {}
  [[nodiscard]] PruneDecision decide(const History& history, const Trial& trial) const override;
  [[nodiscard]] bool shares_reports() const override { return true; }

 private:
  HalvingOptions options_;
};

struct WilcoxonOptions {
  double p_threshold = 0.1;
  std::size_t startup_steps = 2;  ///< common steps before a trial is judged; never fewer than 2
};

/// Prunes a trial that the signed-rank test finds worse than the best one, step by step in pairs;
/// not if its mean is at least as good as the mean of all the best one's steps. For fold scores:
/// each fold is compared with itself. Steps may come in any order. With n common steps all worse
/// p is 2^-n, so 0.1 prunes from the fourth on.
/// Source: Optuna's WilcoxonPruner.
class WilcoxonPruner final : public Pruner {
 public:
  explicit WilcoxonPruner(const WilcoxonOptions& options) : options_(options) {}
  [[nodiscard]] PruneDecision decide(const History& history, const Trial& trial) const override;

 private:
  WilcoxonOptions options_;
};

}  // namespace mlpipe::optimize
