// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/optimize/journal_record.hpp"
#include "mlpipe/optimize/trial.hpp"

namespace mlpipe::optimize {

struct Study {
  std::int64_t id = 0;  ///< from 0, over all studies a storage ever had
  std::string name;
  std::vector<Direction> directions;  ///< one for each objective
  /// Values as JSON texts, as in Trial.
  std::map<std::string, std::string, std::less<>> user_attributes;
  std::map<std::string, std::string, std::less<>> system_attributes;
  std::vector<Trial> trials;  ///< in order of number
};

/// Valid as long as the study's trials stay where they are.
[[nodiscard]] History history_of(const Study& study);

/// The studies that the lines of an Optuna journal make, replayed as Optuna does. Lines that came
/// too late (a change of a finished trial, the second creation of a study) or lead nowhere (an
/// unknown study or trial, a parameter whose distribution contradicts an earlier trial's) change
/// nothing and are no error: another worker was faster.
class JournalReplay {
 public:
  /// @param name          of the journal, for messages
  /// @param local_offset  local time minus UTC, for times without an offset
  explicit JournalReplay(std::string name, std::chrono::minutes local_offset = {})
      : name_(std::move(name)), parser_(local_offset) {}

  /// Applies the whole lines of `text`, which goes on where the last call stopped reading. A last
  /// line that has no end, or that cannot be decoded, may still be being written: it is not read.
  /// @return bytes read; the next call's text starts there
  /// @throws IntegrityError naming the line, if one is damaged and another follows, or if its
  ///         fields make no sense; all before it has then been applied
  std::size_t read(std::string_view text);

  /// One record as if its line had been read.
  void apply(JournalRecord record);

  /// By id; deleted ones are gone.
  [[nodiscard]] const std::map<std::int64_t, Study>& studies() const noexcept { return studies_; }
  /// Null if there is none of that name.
  [[nodiscard]] const Study* find(std::string_view name) const;
  /// Whoever made the trial, or took it from the queue. Empty for an unknown id.
  [[nodiscard]] std::string worker_of(std::int64_t trial_id) const;
  /// What the next new study and trial get.
  [[nodiscard]] std::int64_t next_study_id() const noexcept { return next_study_id_; }
  [[nodiscard]] std::int64_t next_trial_id() const noexcept {
    return static_cast<std::int64_t>(places_.size());
  }
  [[nodiscard]] std::size_t lines_read() const noexcept { return lines_; }
  /// JournalParser::saw_local_time()
  [[nodiscard]] bool saw_local_time() const noexcept { return parser_.saw_local_time(); }

 private:
  struct Place {
    std::int64_t study_id = 0;
    std::size_t number = 0;
    std::string worker;
  };
  /// Which trial, the smallest number counting, first had each parameter of a study.
  using FirstWith = std::map<std::string, std::size_t, std::less<>>;

  void change(const std::string& worker, const CreateStudy& what);
  void change(const std::string& worker, const DeleteStudy& what);
  void change(const std::string& worker, const SetStudyAttribute& what);
  void change(const std::string& worker, CreateTrial what);
  void change(const std::string& worker, SetParam what);
  void change(const std::string& worker, const SetState& what);
  void change(const std::string& worker, const Report& what);
  void change(const std::string& worker, SetTrialAttribute what);
  void change(const std::string& /*worker*/, const NoChange& /*what*/) {}
  Trial* open_trial(std::int64_t id);
  bool apply_line(std::string_view line, bool may_be_torn);

  std::string name_;
  JournalParser parser_;
  std::map<std::int64_t, Study> studies_;
  std::map<std::int64_t, FirstWith> first_with_;  // by study id
  std::vector<Place> places_;                     // by trial id
  std::int64_t next_study_id_ = 0;
  std::size_t lines_ = 0;
};

/// How many bytes of a journal are whole lines: behind them is what a killed writer left, to be
/// cut off before anything is appended, or both would melt into one damaged line.
[[nodiscard]] std::size_t whole_lines(std::string_view text);

}  // namespace mlpipe::optimize
