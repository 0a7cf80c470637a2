// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/optimize/journal.hpp"
#include "mlpipe/optimize/journal_write.hpp"

/// The lines of a journal in memory, which several workers may share.
struct JournalText {
  std::string text;
};

/// A worker's view of it.
class MemoryJournal final : public mlpipe::optimize::Journal {
 public:
  explicit MemoryJournal(JournalText& shared, std::string worker = "worker")
      : shared_(shared), worker_(std::move(worker)) {}

  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] const std::string& worker() const override { return worker_; }
  [[nodiscard]] const mlpipe::optimize::JournalReplay& replay() const override { return replay_; }
  const mlpipe::optimize::JournalReplay& refresh() override {
    at_ += replay_.read(std::string_view(shared_.text).substr(at_));
    return replay_;
  }
  const mlpipe::optimize::JournalReplay& write(const Decide& decide) override {
    refresh();
    shared_.text += mlpipe::optimize::to_lines(worker_, decide(replay_));
    return refresh();
  }

 private:
  JournalText& shared_;
  std::string worker_;
  std::string name_ = "memory";
  mlpipe::optimize::JournalReplay replay_{"memory"};
  std::size_t at_ = 0;
};
