// SPDX-License-Identifier: MIT
// What a journal needs of the world, faked, and a study to write into it.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/journal_options.hpp"

#include "support/manual_clock.hpp"
#include "support/memory_file_system.hpp"
#include "support/recording_sink.hpp"

namespace fixture {

struct Bench {
  mlpipe::testing::MemoryFileSystem files;
  mlpipe::testing::ManualClock clock;
  mlpipe::testing::RecordingSink events;
  mlpipe::StopFlag stop;
  std::function<void()> while_asleep;  ///< what others do in each pause

  [[nodiscard]] mlpipe::optimize::JournalWorld world() { return {files, clock, events, stop}; }
  [[nodiscard]] mlpipe::optimize::JournalOptions options(const std::string& worker = "us") {
    mlpipe::optimize::JournalOptions out;
    out.worker = worker;
    out.sleep = [this](std::chrono::nanoseconds length) {
      clock.advance(std::chrono::ceil<std::chrono::microseconds>(length));
      if (while_asleep) {
        while_asleep();
      }
    };
    return out;
  }
  [[nodiscard]] std::vector<std::string> warnings() const {
    std::vector<std::string> out;
    for (const auto& warning : events.all<mlpipe::Warning>()) {
      out.push_back(warning.message);
    }
    return out;
  }
};

/// Creates the study "s" if it is missing.
inline std::vector<mlpipe::optimize::JournalChange> study_only(
    const mlpipe::optimize::JournalReplay& replay) {
  return replay.find("s") != nullptr
             ? std::vector<mlpipe::optimize::JournalChange>{}
             : std::vector<mlpipe::optimize::JournalChange>{
                   mlpipe::optimize::CreateStudy{"s", {mlpipe::optimize::Direction::kMinimize}}};
}

/// Lines of a journal, each of which can be decoded; -1 if there is more.
inline int whole_records(const std::string& text) {
  mlpipe::optimize::JournalReplay replay("text");
  return replay.read(text) == text.size() ? static_cast<int>(replay.lines_read()) : -1;
}

/// Creates the study "s" if it is missing, then a trial of it.
inline std::vector<mlpipe::optimize::JournalChange> new_trial(
    const mlpipe::optimize::JournalReplay& replay) {
  std::vector<mlpipe::optimize::JournalChange> changes;
  const auto* study = replay.find("s");
  if (study == nullptr) {
    changes.emplace_back(
        mlpipe::optimize::CreateStudy{"s", {mlpipe::optimize::Direction::kMinimize}});
  }
  mlpipe::optimize::Trial trial;
  trial.state = mlpipe::optimize::TrialState::kRunning;
  trial.started = mlpipe::Timestamp(std::chrono::seconds(1'795'399'200));
  changes.emplace_back(mlpipe::optimize::CreateTrial{
      study == nullptr ? replay.next_study_id() : study->id, std::move(trial)});
  return changes;
}

inline std::size_t trials_of(const mlpipe::optimize::JournalReplay& replay) {
  const auto* study = replay.find("s");
  return study == nullptr ? 0 : study->trials.size();
}

/// Appends a trial `count` times.
inline void work(mlpipe::optimize::Journal& journal, int count) {
  for (int i = 0; i < count; ++i) {
    journal.write(new_trial);
  }
}

}  // namespace fixture
