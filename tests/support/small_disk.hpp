// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include <sys/mount.h>

namespace mlpipe::testing {

/// A small disk of its own for a folder, while in scope. Needs the right to mount.
class SmallDisk {
 public:
  /// @param size  as tmpfs takes it: "64k"
  SmallDisk(std::filesystem::path folder, const std::string& size) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(folder_.c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  void allow_writing(bool yes) {
    constexpr unsigned long kReadOnly = MS_RDONLY;
    ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT | (yes ? 0UL : kReadOnly), nullptr);
  }

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

}  // namespace mlpipe::testing
