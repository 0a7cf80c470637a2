// SPDX-License-Identifier: MIT
#include "mlpipe/commands/run_tracker.hpp"

#include <algorithm>
#include <atomic>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/version.hpp"

namespace mlpipe::commands {
namespace {

using std::chrono::milliseconds;
using tracking::RunRecord;
using tracking::TrackingError;

/// To show a run as running is not worth a longer wait, nor is a store that was away when the run
/// began. Shorter than the first wait between two attempts: where nobody listens this ends at once.
constexpr milliseconds kShort{3'000};
constexpr milliseconds kPatience{600'000};
constexpr int kFewRetries = 3;

/// Adds the time that it lives.
class Stopwatch {
 public:
  Stopwatch(const Clock& clock, std::chrono::nanoseconds& sum)
      : clock_(clock), sum_(sum), begin_(clock.elapsed()) {}
  ~Stopwatch() { sum_ += clock_.elapsed() - begin_; }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  const Clock& clock_;
  std::chrono::nanoseconds& sum_;
  std::chrono::nanoseconds begin_;
};

void add_tag(RunRecord& run, const std::string& key, const std::string& value) {
  if (!value.empty()) {
    run.tags.emplace_back(key, value);
  }
}

/// No two runs have one: host, process, moment and count.
std::string new_uid(const App& app) {
  static std::atomic<unsigned> count{0};
  const std::string seed =
      app.actor.host + "|" + std::to_string(app.actor.pid) + "|" + to_iso8601(app.clock.now()) +
      "|" + std::to_string(app.clock.elapsed().count()) + "|" + std::to_string(count++);
  return tracking::make_uid(seed);
}

/// Where a run that waits was to go.
constexpr const char* kStoreTag = "mlpipe.tracking_store";

bool is_for(const RunRecord& run, const std::string& store) {
  return std::find(run.tags.begin(), run.tags.end(),
                   std::pair<std::string, std::string>(kStoreTag, store)) != run.tags.end();
}

}  // namespace

RunTracker::RunTracker(const App& app, TrackingPlan plan)
    : app_(app), plan_(std::move(plan)), outbox_(app.files, plan_.outbox) {}

RunRecord RunTracker::begin(const std::string& name) const {
  RunRecord run;
  run.uid = new_uid(app_);
  run.experiment = plan_.experiment;
  run.name = name;
  run.user = app_.actor.user;
  run.source = app_.actor.command;
  run.start = app_.clock.now();
  run.tags = plan_.tags;
  add_tag(run, "mlpipe.command", app_.actor.command);
  add_tag(run, "mlpipe.version", kVersion);
  add_tag(run, "mlpipe.host", app_.actor.host);
  add_tag(run, "mlpipe.run_url", app_.actor.run_url);
  return run;
}

milliseconds RunTracker::left() const {
  const auto spent = std::chrono::duration_cast<milliseconds>(spent_);
  return std::max(milliseconds(0), plan_.budget - spent);
}

RunTracker::Result RunTracker::put(const RunRecord& run, milliseconds most) {
  const Stopwatch watch(app_.clock, spent_);
  try {
    const auto store = plan_.open({most});
    shown_ = store->shown();
    last_ = store->put(run);
    return Result::kDelivered;
  } catch (const TrackingError& error) {
    problem_ = error.what();
    return error.kind() == TrackingError::Kind::kAway ? Result::kAway : Result::kRefused;
  } catch (const Error& error) {
    problem_ = error.what();
    return Result::kRefused;
  }
}

void RunTracker::announce(const RunRecord& run) {
  if (on()) {
    away_ = put(run, std::min(left(), kShort)) == Result::kAway;
  }
}

void RunTracker::deliver(const RunRecord& run) {
  if (!on()) {
    return;
  }
  const auto most = away_ ? std::min(left(), kShort) : left();
  auto result = Result::kAway;
  try {
    result = put(run, most);
  } catch (const Interrupted&) {
    keep(run, "stopped before " + shown_ + " had all of it");
    throw;
  }
  if (result == Result::kDelivered) {
    empty_outbox();
  } else {
    away_ = true;
    keep(run, problem_);
  }
}

void RunTracker::keep(const RunRecord& run, const std::string& why) {
  const Stopwatch watch(app_.clock, spent_);
  RunRecord kept = run;
  add_tag(kept, kStoreTag, shown_);
  try {
    outbox_.keep(kept);
    app_.events.on(
        Warning{"tracking.kept", why + "; the run is kept in " + plan_.outbox.string() +
                                     ", `mlpipe track sync` or the next run delivers it"});
  } catch (const Error& error) {
    app_.events.on(Warning{"tracking.lost", why + "; and it cannot be kept for later (" +
                                                error.what() + "): this run is not recorded"});
  }
}

void RunTracker::empty_outbox() {
  try {
    const auto lock = outbox_.size() > 0 ? outbox_.try_lock() : nullptr;
    if (!lock) {
      return;  // nothing waits, or another process is at it
    }
    std::vector<std::string> notes;
    for (const auto& entry : outbox_.entries(notes)) {
      if (!is_for(entry.run, shown_)) {
        continue;  // of another server: `mlpipe track sync` sends it wherever one wants
      }
      const auto result = left() > milliseconds(0) ? put(entry.run, left()) : Result::kAway;
      if (result == Result::kAway) {
        break;
      }
      if (result == Result::kDelivered) {
        outbox_.remove_delivered(entry);
      }
    }
    for (const auto& note : notes) {
      app_.events.on(Warning{"tracking.outbox", note});
    }
  } catch (const Error& error) {
    app_.events.on(Warning{"tracking.outbox", error.what()});
  }
}

void RunTracker::report() {
  if (!last_) {
    return;
  }
  const double seconds = std::chrono::duration<double>(spent_).count();
  app_.events.on(Note{"tracking", "recorded in " + (last_->url.empty() ? shown_ : last_->url) +
                                      " (" + fixed(seconds, 2) + " s)"});
}

TrackSync sync_outbox(const App& app, const TrackingPlan& plan) {
  TrackSync out;
  tracking::Outbox outbox(app.files, plan.outbox);
  const auto lock = outbox.size() > 0 ? outbox.try_lock() : nullptr;
  if (!lock && outbox.size() > 0) {
    throw BusyError(plan.outbox.string() + ": another process is delivering these runs");
  }
  // Somebody waits for this: a run of many files may take its time, but a server that is away is
  // told soon.
  const DeliveryLimits patient{std::max(plan.budget, kPatience), kFewRetries};
  const auto store = plan.open(patient);
  out.store = store->shown();
  std::vector<std::string> notes;
  const auto entries = outbox.entries(notes);
  for (const auto& entry : entries) {
    app.stop.check();
    try {
      (void)store->put(entry.run);
      outbox.remove_delivered(entry);
      ++out.delivered;
    } catch (const TrackingError& error) {
      out.problem = error.what();
      if (error.kind() == TrackingError::Kind::kAway) {
        break;
      }
    }
  }
  for (const auto& note : notes) {
    app.events.on(Warning{"tracking.outbox", note});
  }
  out.waiting = entries.size() - out.delivered;
  return out;
}

}  // namespace mlpipe::commands
