// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <string_view>

#include "mlpipe/core/disk_calls.hpp"

// What DurableFileSystem does in several places. Everything gives 0 or an errno.
namespace mlpipe::disk {

using Path = DiskCalls::Path;

[[nodiscard]] Path parent_of(const Path& path);

/// Calls again while a signal interrupts.
template <class Call>
[[nodiscard]] int uninterrupted(const Call& call) {
  int error = 0;
  do {
    error = call();
  } while (error == EINTR);
  return error;
}

/// An open file that closes.
class OpenFile {
 public:
  OpenFile(DiskCalls& calls, const Path& path, DiskCalls::Open how);
  ~OpenFile() { (void)close(); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] DiskCalls::Handle get() const { return handle_; }
  [[nodiscard]] int close();
  [[nodiscard]] int sync() const;
  /// All of it, through interrupts and short writes.
  [[nodiscard]] int write_all(std::string_view bytes) const;

 private:
  DiskCalls& calls_;
  DiskCalls::Handle handle_ = -1;
  int error_;
};

/// A name beside `target` for something that will take its place; removed unless it was renamed.
class TemporaryName {
 public:
  TemporaryName(DiskCalls& calls, const Path& target);
  ~TemporaryName();
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;

  /// Calls make(path) with one fresh name after the other until it does not fail with EEXIST (what
  /// a killed process left behind).
  template <class Make>
  [[nodiscard]] int make(const Make& make) {
    constexpr int kAttempts = 1000;
    int error = EEXIST;
    for (int attempt = 0; attempt < kAttempts && error == EEXIST; ++attempt) {
      next();
      error = uninterrupted([&] { return make(path_); });
    }
    armed_ = error == 0;
    return error;
  }
  [[nodiscard]] int rename_to(const Path& target);

 private:
  void next();
  DiskCalls& calls_;
  Path folder_;
  Path path_;
  bool armed_ = false;
};

/// Makes the names in a folder durable.
[[nodiscard]] int sync_names(DiskCalls& calls, const Path& folder);

/// Writes and syncs what will become `file`, with the permissions that `file` has now.
[[nodiscard]] int write_temporary(DiskCalls& calls, TemporaryName& temporary, const Path& file,
                                  std::string_view bytes);

/// A file, link, or folder with all it holds; nothing there is no error.
[[nodiscard]] int remove_tree(DiskCalls& calls, const Path& path);

}  // namespace mlpipe::disk
