// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "mlpipe/core/durable_file_system.hpp"

#include "support/simulated_disk.hpp"

namespace mlpipe::testing {

/// The product's FileSystem on a disk in memory.
class MemoryFileSystem final : public DurableFileSystem {
 public:
  MemoryFileSystem() : MemoryFileSystem(SimulatedDisk()) {}
  /// @param disk  shared, not copied
  explicit MemoryFileSystem(const SimulatedDisk& disk)
      : DurableFileSystem(std::make_unique<SimulatedDisk>(disk)), disk_(disk) {}

  [[nodiscard]] SimulatedDisk& disk() { return disk_; }
  /// Calls that changed something so far.
  [[nodiscard]] int writes() const { return disk_.changes(); }

 private:
  SimulatedDisk disk_;
};

}  // namespace mlpipe::testing
