// SPDX-License-Identifier: MIT
#include "mlpipe/optimize/search.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/parallel.hpp"
#include "mlpipe/optimize/python_json.hpp"

#include "optimize/open_tasks.hpp"
#include "optimize/search_limits.hpp"
#include "optimize/trial_event.hpp"

namespace mlpipe::optimize {
namespace {

/// Thrown in a worker when another one ended the search by an error.
struct Abandoned {};

/// What the workers share; one at a time is in the study.
class Search {
 public:
  Search(SharedStudy& study, const SearchPlan& plan, const Objective& objective, const Clock& clock,
         EventSink& events, const StopFlag& stop)
      : study_(study),
        plan_(plan),
        objective_(objective),
        clock_(clock),
        events_(events),
        stop_(stop),
        began_(clock.elapsed()) {}

  SearchResult run() {
    parallel_for(plan_.workers, static_cast<std::size_t>(plan_.workers),
                 [this](std::size_t /*worker*/) { work(); });
    return result_;
  }

 private:
  class Running;

  /// Tells the other workers when one is left by an exception.
  class Watch {
   public:
    explicit Watch(Search& search) : search_(search) {}
    ~Watch() {
      if (std::uncaught_exceptions() > before_) {
        const std::lock_guard lock(search_.mutex_);
        search_.failed_ = true;
        search_.changed_.notify_all();
      }
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Search& search_;
    int before_ = std::uncaught_exceptions();
  };

  void work() {
    try {
      const Watch watch(*this);
      while (auto begun = next()) {
        evaluate(*begun);
      }
    } catch (const Abandoned&) {  // the worker that had the error tells it
    }
  }

  /// The next trial, as soon as what it may depend on has ended; empty when the search ends, and
  /// with it the last trial.
  std::optional<SharedStudy::Begun> next() {
    std::unique_lock lock(mutex_);
    for (;;) {
      check();
      if (ended_ || reached_limit()) {
        if (running_.empty()) {
          return std::nullopt;
        }
        help_or_wait(lock);
        continue;
      }
      auto begun = study_.begin({plan_.sampler, plan_.batch, plan_.limits.trials,
                                 [&](std::int64_t number) { return may_begin(number); }});
      switch (begun.what) {
        case SharedStudy::Begin::kBegun:
          running_.insert(begun.trial.number);
          ++result_.begun;
          return begun;
        case SharedStudy::Begin::kNotYet:
          help_or_wait(lock);
          break;
        case SharedStudy::Begin::kEnough:
          end(SearchEnd::kTrials);
          break;
        case SharedStudy::Begin::kExhausted:
          end(SearchEnd::kExhausted);
          break;
      }
    }
  }

  /// Everything that the trial may know of has ended, as far as it is in our hands.
  [[nodiscard]] bool may_begin(std::int64_t number) const {
    return plan_.batch == 0 || running_.empty() ||
           *running_.begin() > number - static_cast<std::int64_t>(plan_.batch);
  }

  void evaluate(const SharedStudy::Begun& begun);

  /// A twin as it ended; empty if it failed.
  std::optional<Trial> outcome_of(std::int64_t number) {
    std::unique_lock lock(mutex_);
    while (running_.contains(number)) {
      check();
      help_or_wait(lock);
    }
    const Trial& twin = study_.study().trials[static_cast<std::size_t>(number)];
    const bool usable = twin.state == TrialState::kComplete || twin.state == TrialState::kPruned;
    return usable ? std::optional(twin) : std::nullopt;
  }

  TrialEnd judged(Running& running);

  static TrialEnd failed(const std::string& why) {
    return {TrialState::kFail, {}, {}, {{kErrorAttribute, to_python_json(why)}}};
  }

  /// @throws Interrupted, Abandoned
  void check() const {
    stop_.check();
    if (failed_) {
      throw Abandoned();
    }
  }

  /// Does a part of another's trial, or waits for news; signals do not notify, so it looks up now
  /// and then.
  void help_or_wait(std::unique_lock<std::mutex>& lock) {
    const auto claimed = open_.claim();
    if (!claimed) {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
      return;
    }
    lock.unlock();
    claimed->tasks->perform(claimed->task);
    lock.lock();
  }

  void end(SearchEnd why) {
    if (!ended_) {
      ended_ = true;
      result_.end = why;
    }
  }

  bool reached_limit() {
    const auto& limits = plan_.limits;
    if (limits.timeout && clock_.elapsed() - began_ >= *limits.timeout) {
      end(SearchEnd::kTimeout);
    } else if (limits.patience > 0 || limits.target) {
      look_at_best();
    }
    return ended_;
  }

  /// Only what the next trial may know of counts.
  void look_at_best() {
    const auto number = static_cast<std::int64_t>(study_.study().trials.size());
    if (!may_begin(number)) {
      return;
    }
    if (const auto why = good_enough(study_.history(number, plan_.batch), plan_.limits)) {
      end(*why);
    }
  }

  /// After a trial has ended in the journal.
  void ended(std::int64_t number) {
    running_.erase(number);
    const auto& trial = study_.study().trials[static_cast<std::size_t>(number)];
    events_.on(completed_event(study_.study(), trial, study_.terms().metric, plan_.limits.trials));
    refuse_hopeless(study_.study());
    changed_.notify_all();
  }

  SharedStudy& study_;
  const SearchPlan& plan_;
  const Objective& objective_;
  const Clock& clock_;
  EventSink& events_;
  const StopFlag& stop_;
  const std::chrono::nanoseconds began_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::int64_t> running_;  ///< ours
  OpenTasks open_;                  ///< of those
  bool ended_ = false;
  bool failed_ = false;  ///< a worker was left by an exception
  SearchResult result_;
};

class Search::Running final : public RunningTrial {
 public:
  Running(Search& search, const Trial& trial) : search_(search), trial_(trial) {}
  [[nodiscard]] const Trial& trial() const override { return trial_; }
  [[nodiscard]] bool pruned() const { return pruned_; }

  [[nodiscard]] bool report(std::int64_t step, double value) override {
    const std::lock_guard lock(search_.mutex_);
    search_.check();
    pruned_ = search_.study_.report(trial_, step, value, search_.plan_.pruner, search_.plan_.batch);
    return !pruned_;
  }

  void perform(OrderedTasks& tasks, int threads) override {
    const OpenTasks::Shown shown(search_.open_, trial_.number, tasks);
    {
      const std::lock_guard lock(search_.mutex_);
      search_.changed_.notify_all();
    }
    tasks.finish(threads);
  }

 private:
  Search& search_;
  Trial trial_;
  bool pruned_ = false;
};

void Search::evaluate(const SharedStudy::Begun& begun) {
  if (begun.twin) {
    if (const auto twin = outcome_of(*begun.twin)) {
      const std::lock_guard lock(mutex_);
      study_.finish_as_twin(begun.trial, *twin);
      ++result_.twins;
      ended(begun.trial.number);
      return;
    }
  }
  Running running(*this, begun.trial);
  TrialEnd end;
  try {
    end = judged(running);
  } catch (const Interrupted&) {
    const std::lock_guard lock(mutex_);
    study_.put_back(running.trial());
    throw;
  }
  const std::lock_guard lock(mutex_);
  study_.finish(running.trial(), std::move(end));
  ended(begun.trial.number);
}

TrialEnd Search::judged(Running& running) {
  Evaluation evaluation;
  try {
    evaluation = objective_(running);
  } catch (const DataError& error) {
    return failed(error.what());
  } catch (const ModelError& error) {
    return failed(error.what());
  } catch (const ConfigError& error) {
    return failed(error.what());
  }
  if (!evaluation.failure.empty()) {
    return failed(evaluation.failure);
  }
  const bool pruned = running.pruned() && !evaluation.value;
  return {pruned ? TrialState::kPruned : TrialState::kComplete, evaluation.value,
          std::move(evaluation.constraints), std::move(evaluation.attributes)};
}

}  // namespace

SearchResult run_search(SharedStudy& study, const SearchPlan& plan, const Objective& objective,
                        const Clock& clock, EventSink& events, const StopFlag& stop) {
  return Search(study, plan, objective, clock, events, stop).run();
}

}  // namespace mlpipe::optimize
