// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace mlpipe {

/// The door to what the machine says of itself. Looking changes nothing: no file is made, and no
/// lock is taken that anybody could be kept waiting by.
class Machine {
 public:
  using Path = std::filesystem::path;

  /// The file system that a folder lies on.
  struct Disk {
    std::string kind;              ///< "ext4", "nfs"; "0x1a2b" where the kind has no name here
    std::uint64_t free_bytes = 0;  ///< for this user
    bool read_only = false;
    bool remote = false;       ///< other machines may write there, too
    std::string lock_problem;  ///< why files there cannot be locked; empty: they can
  };
  /// A library that is loaded at run time.
  struct Library {
    std::string version;
    std::string file;
  };

  virtual ~Machine() = default;

  /// Empty: there is no such folder, or it cannot be looked at.
  [[nodiscard]] virtual std::optional<Disk> disk(const Path& folder) const = 0;
  /// May this process change a file, or make one in a folder, as far as its owner and mode say?
  [[nodiscard]] virtual bool may_write(const Path& path) const = 0;
  /// Number of the process that holds the lock of a file; empty: none that is seen from here.
  [[nodiscard]] virtual std::optional<int> lock_holder(const Path& file) const = 0;
  /// Is the clock kept right by the network? Empty: cannot be told.
  [[nodiscard]] virtual std::optional<bool> clock_is_kept() const = 0;
  /// libcurl. @throws IoError if it cannot be loaded
  [[nodiscard]] virtual Library http_library() const = 0;
  /// CPUs this process may keep busy.
  [[nodiscard]] virtual int usable_cpus() const = 0;
  /// Of the cgroup; empty: none.
  [[nodiscard]] virtual std::optional<int> cpu_limit() const = 0;
  /// An environment variable that is set and not empty.
  [[nodiscard]] virtual std::optional<std::string> variable(const std::string& name) const = 0;
  /// Of the working folder's git repository; empty: it is in none, or nothing is committed.
  [[nodiscard]] virtual std::optional<std::string> git_commit() const = 0;
};

}  // namespace mlpipe
