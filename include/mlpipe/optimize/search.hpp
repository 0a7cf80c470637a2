// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/core/ordered_tasks.hpp"
#include "mlpipe/optimize/shared_study.hpp"

namespace mlpipe::optimize {

/// What an objective is given: the trial's parameters, and whom to report to.
class RunningTrial {
 public:
  virtual ~RunningTrial() = default;
  RunningTrial() = default;
  RunningTrial(const RunningTrial&) = delete;
  RunningTrial& operator=(const RunningTrial&) = delete;

  [[nodiscard]] virtual const Trial& trial() const = 0;
  /// Reports a value on the way to the end; steps come in ascending order.
  /// @return false: the trial is to be pruned, end it without a value. With nothing left to save
  ///         it may go on to its value all the same, and is complete
  /// @throws IoError, Interrupted
  [[nodiscard]] virtual bool report(std::int64_t step, double value) = 0;
  /// Finishes the tasks, on up to `threads` threads and with the help of workers that have to wait
  /// for a trial to end.
  /// @throws as OrderedTasks::finish()
  virtual void perform(OrderedTasks& tasks, int threads) = 0;
};

/// What a trial came to.
struct Evaluation {
  std::optional<double> value;      ///< empty if it was pruned, or failed
  std::string failure;              ///< why it failed; empty if it did not
  std::vector<double> constraints;  ///< as TrialEnd
  std::map<std::string, std::string> attributes;
};

/// Called from several threads at once. A DataError, ModelError or ConfigError fails the trial;
/// anything else ends the search.
using Objective = std::function<Evaluation(RunningTrial&)>;

struct SearchLimits {
  std::size_t trials = 100;  ///< of the study
  std::optional<std::chrono::nanoseconds> timeout;
  std::size_t patience = 0;
  std::optional<double> target;
};

struct SearchPlan {
  const Sampler& sampler;
  const Pruner& pruner;
  int workers = 1;
  std::size_t batch = 0;
  SearchLimits limits;
};

enum class SearchEnd { kTrials, kTimeout, kPatience, kTarget, kExhausted };

struct SearchResult {
  SearchEnd end = SearchEnd::kTrials;
  std::size_t begun = 0;  ///< trials of this run
  std::size_t twins = 0;  ///< of those, with the parameters of an earlier one: not evaluated
};

/// Makes and evaluates trials, `workers` at a time, until a limit is reached. With batch > 0 and
/// nobody else working on the study, its trials do not depend on the number of workers, nor on
/// which of them is faster.
/// @throws Interrupted after the running trials have been put back into the queue; IoError;
///         ModelError if the first trials all fail, with what the last one said
[[nodiscard]] SearchResult run_search(SharedStudy& study, const SearchPlan& plan,
                                      const Objective& objective, const Clock& clock,
                                      EventSink& events, const StopFlag& stop);

}  // namespace mlpipe::optimize
