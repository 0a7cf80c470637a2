// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/clock.hpp"
#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/pruner.hpp"
#include "mlpipe/optimize/sampler.hpp"
#include "mlpipe/optimize/trial_attributes.hpp"

namespace mlpipe::optimize {

/// What a study is, for all who work on it.
struct StudyTerms {
  std::string name;
  Direction direction = Direction::kMinimize;
  std::string metric;  ///< name of the objective, shown by viewers
  SearchSpace space;
  /// What must be the same for values of trials to compare: by name ("data_sha256"), as text.
  /// Kept among the study's user attributes with "mlpipe:" before the name.
  std::map<std::string, std::string> fingerprint;
};

/// What is known of a trial when it ends; everything else of it is in the journal.
struct TrialEnd {
  TrialState state = TrialState::kFail;
  std::optional<double> value;                    ///< there if complete
  std::vector<double> constraints;                ///< feasible where <= 0; may be empty
  std::map<std::string, std::string> attributes;  ///< user attributes, Python's JSON
};

/// One study of a journal, on which others may work at the same time, in other processes too.
/// Not safe for concurrent use of one object.
class SharedStudy {
 public:
  /// Opens the study, or makes it.
  /// @throws ConfigError if the study exists on other terms, saying which; IoError
  SharedStudy(Journal& journal, StudyTerms terms, const Clock& clock);

  [[nodiscard]] const Study& study() const;
  [[nodiscard]] const StudyTerms& terms() const noexcept { return terms_; }
  [[nodiscard]] const Journal& journal() const noexcept { return journal_; }

  /// Reads what others have done since. @throws IoError
  void refresh() { journal_.refresh(); }

  /// Fails the running trials of dead workers, and queues them again unless they have been tried
  /// `retries` times more than once. @return how many were dead
  std::size_t clear_abandoned(const std::function<bool(const std::string& worker)>& is_dead,
                              std::size_t retries);

  /// Queues trials with these values, in this order, those left out that the study has already,
  /// waiting or tried, and those for which there is no room.
  /// @param most_trials  of the study
  void enqueue(const std::vector<Point>& points,
               std::size_t most_trials = std::numeric_limits<std::size_t>::max());

  struct Rule {
    const Sampler& sampler;
    std::size_t batch = 0;        ///< as StudyOptions::batch
    std::size_t most_trials = 0;  ///< as StudyOptions::trials
    /// May a trial of this number begin now?
    std::function<bool(std::int64_t number)> may_begin;
  };
  enum class Begin {
    kBegun,
    kNotYet,     ///< may_begin() says no
    kEnough,     ///< there are as many trials as wanted
    kExhausted,  ///< the sampler has nothing left to try
  };
  struct Begun {
    Begin what = Begin::kNotYet;
    Trial trial;  ///< running, ours, with all parameters; if kBegun
    /// Number of an earlier trial with the same parameters, finished or running here: whatever
    /// becomes of that one becomes of this one.
    std::optional<std::int64_t> twin;
  };
  /// Takes the next trial from the queue, or makes one. @throws IoError
  [[nodiscard]] Begun begin(const Rule& rule);

  /// Reports a value of a running trial of ours, in `trial` too.
  /// @return is it to be pruned?
  [[nodiscard]] bool report(Trial& trial, std::int64_t step, double value, const Pruner& pruner,
                            std::size_t batch);

  /// Ends a running trial of ours. A complete one needs a finite value, or it fails.
  void finish(const Trial& trial, const TrialEnd& end);

  /// Fails a running trial of ours that was interrupted, and queues it again.
  void put_back(const Trial& trial);

  /// Gives a trial the end of its twin: values, reports, constraints and the attributes that
  /// mlpipe wrote on it.
  void finish_as_twin(const Trial& trial, const Trial& twin);

  /// For the sampler or pruner of a trial of this number: only what is `batch` before it counts.
  [[nodiscard]] History history(std::int64_t number, std::size_t batch) const;

 private:
  [[nodiscard]] const Study& study_in(const JournalReplay& replay) const;
  void write_end(const Trial& trial);
  void make_if_missing();
  void compare_terms();
  [[nodiscard]] std::vector<JournalChange> missing_attributes(const Study& study) const;
  [[nodiscard]] Begun begin_waiting(const Rule& rule, std::int64_t number);
  [[nodiscard]] std::vector<JournalChange> create(const Rule& rule, const Study& study,
                                                  Begun& begun) const;
  [[nodiscard]] std::optional<std::int64_t> twin_of(const Trial& trial) const;

  Journal& journal_;
  StudyTerms terms_;
  const Clock& clock_;
};

/// How many trials count towards a limit: a second attempt and the first count as one.
[[nodiscard]] std::size_t trial_count(const Study& study);

}  // namespace mlpipe::optimize
