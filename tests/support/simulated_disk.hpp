// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/disk_calls.hpp"

namespace mlpipe::testing {

/// Under AddressSanitizer, where a point of failure costs twenty times as much, every seventh is
/// tried; all are without it.
#ifdef __SANITIZE_ADDRESS__
inline constexpr int kPointStride = 7;
#else
inline constexpr int kPointStride = 1;
#endif

/// A disk in memory that keeps what is visible and what a power cut would leave apart, counts its
/// calls, and can fail, interrupt, shorten or forget any one of them, or die before it.
///
/// What a power cut leaves: each change of names that no sync of its folder has confirmed is kept
/// or lost on its own (a rename as a whole), and the bytes of a file that no sync of the file has
/// confirmed are kept, lost or torn. That is what POSIX allows, and more than most disks do.
/// Copies made by below() share the disk. Not for several threads.
class SimulatedDisk final : public DiskCalls {
 public:
  enum class Fate { kError, kInterrupt, kShort, kKill };
  struct Fault {
    int call = 0;  ///< from 1; 0: none
    Fate fate = Fate::kError;
    int error = 0;  ///< of kError
    bool from_then_on = false;
  };
  /// How a power cut treats what is not confirmed.
  enum class Cut { kLoseAll, kKeepAll, kMixed };

  SimulatedDisk();
  ~SimulatedDisk() override;
  SimulatedDisk(const SimulatedDisk&);
  SimulatedDisk& operator=(const SimulatedDisk&) = delete;

  /// A disk of its own that holds the same.
  [[nodiscard]] SimulatedDisk clone() const;

  void set_fault(const Fault& fault);
  /// True for a call (its name, "sync production"): it does nothing and says that it worked.
  void forget(std::function<bool(const std::string& call)> which);
  /// Called before each call with its number, while calls made inside are not counted.
  void before_each(std::function<void(int call)> hook);
  /// Since the last restart.
  [[nodiscard]] int calls() const;
  /// "write .incoming/x/model.ubj", one for each call since the last restart.
  [[nodiscard]] const std::vector<std::string>& log() const;
  /// Calls that changed something since the disk was made.
  [[nodiscard]] int changes() const;
  /// True once a fault has struck.
  [[nodiscard]] bool struck() const;

  /// The process has ended, another begins: handles and locks are gone, no fault is set.
  void restart();
  /// The power goes and comes back; then as restart(). `seed` chooses for kMixed.
  void power_cut(Cut cut, std::uint64_t seed = 0);

  int below(const Path& folder, std::unique_ptr<DiskCalls>& calls) override;
  int working_folder(Path& folder) override;
  int open(const Path& path, Open how, Handle& handle) override;
  int read(Handle handle, char* into, std::size_t most, std::size_t& count) override;
  int seek(Handle handle, std::size_t bytes) override;
  int write(Handle handle, std::string_view bytes, std::size_t& count) override;
  int sync(Handle handle) override;
  int truncate(Handle handle, std::size_t bytes) override;
  int set_mode(Handle handle, unsigned mode) override;
  int handle_status(Handle handle, Status& status) override;
  int lock(Handle handle, bool wait) override;
  int close(Handle handle) override;
  int status(const Path& path, Status& status) override;
  int followed_status(const Path& path, Status& status) override;
  int list(const Path& folder, std::vector<std::string>& names) override;
  int make_folder(const Path& folder) override;
  int rename(const Path& from, const Path& to) override;
  int rename_new(const Path& from, const Path& to) override;
  int exchange(const Path& one, const Path& other) override;
  int make_link(const Path& target, const Path& link) override;
  int read_link(const Path& link, Path& target) override;
  int remove_file(const Path& file) override;
  int remove_folder(const Path& folder) override;

 private:
  struct State;
  int look(const char* call, const Path& path, bool follow, Status& status);
  explicit SimulatedDisk(std::shared_ptr<State> state, Path prefix);

  std::shared_ptr<State> state_;
  Path prefix_;
};

}  // namespace mlpipe::testing
