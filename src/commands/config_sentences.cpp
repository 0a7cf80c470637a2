// SPDX-License-Identifier: MIT
#include "commands/config_sentences.hpp"

namespace mlpipe::commands {

const Sentences& study_sentences() {
  static const Sentences kSentences = {
      {"/objective", "Metric that is optimised; null: log_loss, or rmse for numbers"},
      {"/constraints", "Metrics that a solution must keep within bounds"},
      {"/constraints/NAME", "One of the metrics of docs/metrics.md"},
      {"/constraints/NAME/at_least", "Its least value"},
      {"/constraints/NAME/at_most", "Its largest value"},
      {"/trials", "Trials of the whole study, over all runs and workers"},
      {"/timeout", "No trial begins after so long a run; null: no limit"},
      {"/patience", "Ends after so many trials without a better one; 0: never"},
      {"/target", "Ends at this value of the objective; null: never"},
      {"/workers",
       "Trials at a time, beyond the batch folds of them; null: one for each thread, fewer than "
       "twice the batch"},
      {"/batch",
       "A trial knows the results of those so many before it, and of no later ones; 0: of "
       "all that are there, which no seed repeats"},
      {"/retries", "Further attempts at a trial whose worker died"},
      {"/study", "Name; null: one that follows from data and settings"},
      {"/storage", "File of the journal, or redis://[user:password@]host[:port][/db][?prefix=P]"},
      {"/final_folds", "Newest folds that the search does not see; null: a fifth of all"},
      {"/update",
       "When the best parameters replace those in config/best_hyperparameters.json: "
       "better on the final folds too, on the search's folds, or never"},
      {"/sampler", "How values are drawn"},
      {"/sampler/kind", "Optuna's TPE, by chance, or every point of a grid"},
      {"/sampler/startup_trials", "Finished trials before TPE takes over from chance"},
      {"/sampler/candidates", "Values that TPE draws to take the best of"},
      {"/sampler/multivariate", "Parameters are drawn together"},
      {"/sampler/group", "Together only in groups that always occur together"},
      {"/sampler/pruned",
       "Pruned trials rank by the value that their folds let expect, or behind "
       "all complete ones, as in Optuna"},
      {"/sampler/price",
       "TPE: the power of a trial's expected work that what speaks for it is divided by; 0: time "
       "does not count, as in Optuna"},
      {"/sampler/constant_liar", "Running trials count as bad, so that workers spread out"},
      {"/sampler/grid_values", "Values of each number in a grid"},
      {"/pruner", "Which trials end early"},
      {"/pruner/kind", "The rule; the keys below name the rules they are for"},
      {"/pruner/deviations", "outlook: so many deviations behind the best end a trial"},
      {"/pruner/percentile", "median: per cent of the complete trials that is kept"},
      {"/pruner/startup_trials", "outlook, median: complete trials before any is pruned"},
      {"/pruner/warmup_folds", "median: folds that are not judged"},
      {"/pruner/p_threshold", "wilcoxon: level at which a trial is worse than the best"},
      {"/pruner/startup_folds", "wilcoxon: folds before it is tested"},
      {"/pruner/min_rounds", "halving: boosting rounds of the first comparison"},
      {"/pruner/reduction_factor", "halving: rounds grow by this factor, trials shrink by it"},
      {"/starts",
       "Points to try first, each a value for some parameters of the space; the others as in "
       "config/pipeline.json"},
      {"/space",
       "What may be tuned: XGBoost's parameters, n_estimators, or JSON pointers into "
       "config/pipeline.json; the default has 13 parameters"},
      {"/space/NAME", "One of them"},
      {"/space/NAME/when", "Another parameter with the values that let this one in"},
      {"/space/NAME/when/NAME", "That parameter's values"},
      {"/space/NAME/type", "What values it has"},
      {"/space/NAME/low", "Smallest value"},
      {"/space/NAME/high", "Largest value"},
      {"/space/NAME/log", "Drawn evenly in the logarithm"},
      {"/space/NAME/step", "Distance of values; a float without it takes any"},
      {"/space/NAME/choices", "categorical: the values"},
      {"/space/NAME/why", "A note for people"},
  };
  return kSentences;
}

const Sentences& drift_sentences() {
  static const Sentences kSentences = {
      {"/rule",
       "adjusted takes the sample's size and dependence off first, plain compares PSI with "
       "the thresholds, evidently decides as Evidently does by default"},
      {"/warning", "PSI from which a feature is of warning"},
      {"/critical", "PSI from which it is critical; not below warning"},
      {"/warning_q", "False discovery rate at which a warning has to be significant"},
      {"/critical_q", "The same for critical"},
      {"/smallest_sample", "Fewer rows are never judged"},
      {"/overrides", "Other limits for features, by name or pattern with * and ?"},
      {"/overrides/NAME", "Of that feature or pattern"},
      {"/overrides/NAME/warning", "In place of /warning"},
      {"/overrides/NAME/critical", "In place of /critical"},
      {"/overrides/NAME/warning_q", "In place of /warning_q"},
      {"/overrides/NAME/critical_q", "In place of /critical_q"},
      {"/features", "Names or patterns of the features to check; \"all\": all"},
      {"/top_by_gain", "Of these, the first so many in the model; null: all"},
      {"/tests", "What is told of a feature that moved, beside PSI; no verdict rests on it"},
      {"/tests/numeric",
       "Any of ks, wasserstein, jensen_shannon, chi_square, hellinger, "
       "total_variation, missing"},
      {"/tests/categorical",
       "Any of jensen_shannon, chi_square, hellinger, total_variation, "
       "missing"},
      {"/windows", "Newest rows to check, each so many bars or so long; none: all current rows"},
      {"/step", "Slides the first window in such steps; null: no sliding"},
      {"/retrain", "When a new training is asked for"},
      {"/retrain/feature", "For a critical feature among the first by gain"},
      {"/retrain/top_by_gain", "So many are the first"},
      {"/retrain/prediction", "For critical forecasts"},
      {"/retrain/q", "At most this false discovery rate: a training costs more than a look"},
      {"/fail_on", "Exit 5 from this verdict on"},
      {"/cool_down", "A change is not told twice within it, nor a training asked for"},
      {"/max_model_age", "An older model is an alarm; null: never"},
      {"/max_training_age", "A training longer ago is an alarm; null: never"},
      {"/history", "Checks that reports/drift_history.jsonl keeps, and up to a tenth more"},
  };
  return kSentences;
}

}  // namespace mlpipe::commands
