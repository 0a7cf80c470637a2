// SPDX-License-Identifier: MIT
#include "cli/progress_sink.hpp"

#include <vector>

#include "mlpipe/core/text.hpp"

namespace mlpipe::cli {

ProgressSink::ProgressSink(Console& console, const Clock& clock)
    : console_(console), clock_(clock), began_(clock.elapsed()) {}

void ProgressSink::on(const Event& event) {
  const std::lock_guard lock(mutex_);
  bool at_once = false;
  if (const auto* started = std::get_if<StageStarted>(&event)) {
    stage_ = started->stage;
    folds_done_ = fold_count_ = 0;
    rounds_done_ = round_count_ = 0;
    trial_ = {};
    at_once = true;
  } else if (const auto* finished = std::get_if<StageFinished>(&event)) {
    // An inner stage's end leaves the outer one's name unknown: show none until the next begins.
    stage_ = finished->stage == stage_ ? "" : stage_;
    at_once = true;
  } else if (const auto* fold = std::get_if<FoldCompleted>(&event)) {
    ++folds_done_;
    fold_count_ = fold->fold_count;
    at_once = true;
  } else if (const auto* trial = std::get_if<TrialCompleted>(&event)) {
    trial_ = *trial;
    if (trials_before_ == 0) {
      // What a study held before, and how long the first one took, say nothing about the pace.
      trials_before_ = trial->done;
      first_trial_ = clock_.elapsed();
    }
    at_once = true;
  } else if (const auto* round = std::get_if<RoundCompleted>(&event)) {
    ++rounds_done_;
    round_count_ = round->round_count;
  } else {
    return;
  }
  // Rounds can come by the thousand a second; a person sees ten.
  constexpr std::chrono::milliseconds kPause{100};
  const auto now = clock_.elapsed();
  if (at_once || !drawn_ || now - *drawn_ >= kPause) {
    drawn_ = now;
    console_.status(text());
  }
}

namespace {

std::string clock_text(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  const std::string rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

}  // namespace

std::string ProgressSink::trials_text() const {
  std::string text = "  " + std::to_string(trial_.done) + "/" + std::to_string(trial_.wanted) +
                     " trials  " + std::to_string(trial_.pruned) + " pruned";
  if (trial_.best) {
    text += "  best " + trial_.metric + " " + fixed(*trial_.best, 5);
  }
  const std::size_t since = trial_.done - trials_before_;
  if (since > 0 && trial_.wanted > trial_.done) {
    text += "  ETA " +
            clock_text((clock_.elapsed() - first_trial_) / since * (trial_.wanted - trial_.done));
  }
  return text;
}

std::string ProgressSink::text() const {
  if (stage_.empty()) {
    return "";
  }
  std::string text = stage_;
  if (trial_.wanted > 0) {
    text += trials_text();
  }
  if (fold_count_ > 0) {
    text += "  " + std::to_string(folds_done_) + "/" + std::to_string(fold_count_) + " folds";
  }
  // Folds train side by side: their rounds together tell that something moves, not how far it is.
  if (rounds_done_ > 0 && rounds_done_ <= round_count_ && fold_count_ == 0) {
    text += "  round " + std::to_string(rounds_done_) + "/" + std::to_string(round_count_);
  } else if (rounds_done_ > 0) {
    text += "  " + grouped(static_cast<std::uint64_t>(rounds_done_)) + " rounds";
  }
  return text + "  " + clock_text(clock_.elapsed() - began_);
}

void WhereaboutsSink::on(const Event& event) {
  const std::lock_guard lock(mutex_);
  if (const auto* started = std::get_if<StageStarted>(&event)) {
    stage_ = started->stage;
  } else if (const auto* trial = std::get_if<TrialCompleted>(&event)) {
    trials_ = trial->done;
  } else if (const auto* artifact = std::get_if<ArtifactWritten>(&event)) {
    written_.insert(artifact->path);
  }
}

std::string WhereaboutsSink::told_after(const std::string& signal) const {
  const std::lock_guard lock(mutex_);
  const std::vector<std::string> paths(written_.begin(), written_.end());
  const std::string stopped =
      "stopped by " + signal + (stage_.empty() ? "" : " during " + stage_) + "; ";
  if (trials_ > 0) {
    return stopped + "the study keeps " + std::to_string(trials_) +
           " ended trials, and the same command goes on with it";
  }
  return stopped + (paths.empty() ? "nothing was written"
                                  : "written before, and whole: " + join(paths, ", "));
}

}  // namespace mlpipe::cli
