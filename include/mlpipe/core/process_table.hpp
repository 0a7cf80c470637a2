// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace mlpipe {

/// What tells one process from all others that run here, or ran.
struct ProcessIdentity {
  std::string host;
  std::string machine;              ///< an id that stays when the machine is renamed; may be empty
  std::uint64_t pid_namespace = 0;  ///< numbers of processes mean something within it; 0: unknown
  int pid = 0;
  std::uint64_t started = 0;  ///< as the system counts; two processes of one pid differ in it
};

/// The door to the system's processes.
class ProcessTable {
 public:
  virtual ~ProcessTable() = default;
  [[nodiscard]] virtual ProcessIdentity own() const = 0;
  /// True if no process of our namespace has this number and this start; false if one has, or if
  /// that cannot be told.
  [[nodiscard]] virtual bool is_gone(int pid, std::uint64_t started) const = 0;
};

}  // namespace mlpipe
