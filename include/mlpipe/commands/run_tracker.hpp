// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/tracking/outbox.hpp"
#include "mlpipe/tracking/run_record.hpp"
#include "mlpipe/tracking/tracking_store.hpp"

namespace mlpipe::commands {

/// What one delivery may take.
struct DeliveryLimits {
  std::chrono::milliseconds budget;
  std::optional<int> retries = {};  ///< of one request; empty: as the settings say
};

/// Where runs are recorded, resolved from config and environment.
struct TrackingPlan {
  /// Opens the store for one delivery. Empty: tracking is off.
  std::function<std::unique_ptr<tracking::TrackingStore>(const DeliveryLimits&)> open;
  std::string experiment = "mlpipe";         ///< name; made where there is none
  std::string registered_model = "mlpipe";   ///< name in the model registry
  std::size_t trials = 100;                  ///< of a study, at most so many, the best, as runs
  std::chrono::milliseconds budget{30'000};  ///< for all that a command spends here
  FileSystem::Path outbox{".mlpipe/outbox"};
  std::vector<std::pair<std::string, std::string>> tags;  ///< of every run
};

/// Records the runs of one command. Nothing here ever fails the command: a store that does not take
/// a run leaves it in the outbox, with a warning that says so.
class RunTracker {
 public:
  /// @param app  must outlive the tracker
  RunTracker(const App& app, TrackingPlan plan);

  [[nodiscard]] bool on() const noexcept { return static_cast<bool>(plan_.open); }
  [[nodiscard]] const TrackingPlan& plan() const noexcept { return plan_; }

  /// A new run of this command that begins now, with the tags that every run has.
  [[nodiscard]] tracking::RunRecord begin(const std::string& name) const;

  /// Shows a run that will take a while as running. A store that is away is told once, in
  /// deliver().
  void announce(const tracking::RunRecord& run);

  /// Hands over a run that has ended, or has grown; what waits in the outbox goes along while there
  /// is time.
  void deliver(const tracking::RunRecord& run);

  /// Says how long all of it took, if anything was done.
  void report();

 private:
  /// Away: what else waits for this store waits on.
  enum class Result { kDelivered, kAway, kRefused };
  Result put(const tracking::RunRecord& run, std::chrono::milliseconds most);
  void keep(const tracking::RunRecord& run, const std::string& why);
  void empty_outbox();
  [[nodiscard]] std::chrono::milliseconds left() const;

  const App& app_;
  TrackingPlan plan_;
  tracking::Outbox outbox_;
  std::chrono::nanoseconds spent_{};
  bool away_ = false;  ///< announce() found the store away
  std::string problem_;
  std::optional<tracking::DeliveredRun> last_;
  std::string shown_;
};

/// What `mlpipe track sync` did.
struct TrackSync {
  std::size_t delivered = 0;
  std::size_t waiting = 0;  ///< still
  std::string store;        ///< as shown
  std::string problem;      ///< why runs are still waiting; empty: none are
};
/// Delivers what waits, oldest first. A run that the store refuses goes on waiting and holds up no
/// other; a store that is away ends it.
/// @throws BusyError if another process does it
[[nodiscard]] TrackSync sync_outbox(const App& app, const TrackingPlan& plan);

}  // namespace mlpipe::commands
