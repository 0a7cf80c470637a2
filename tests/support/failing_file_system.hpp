// SPDX-License-Identifier: MIT
#pragma once

#include "mlpipe/core/error.hpp"

#include "support/memory_file_system.hpp"

namespace mlpipe::testing {

/// A MemoryFileSystem whose n-th change (from 1) and all later ones fail, as on a full disk;
/// removing still works.
class FailingFileSystem final : public FileSystem {
 public:
  explicit FailingFileSystem(MemoryFileSystem& disk) : disk_(disk) {}
  /// 0: never.
  void fail_from(int change) {
    first_failure_ = change;
    changes_ = 0;
  }
  [[nodiscard]] int changes() const { return changes_; }

  [[nodiscard]] std::string read(const Path& file, std::size_t max_bytes) const override {
    return disk_.read(file, max_bytes);
  }
  void replace(const Path& file, std::string_view bytes) override {
    count();
    disk_.replace(file, bytes);
  }
  void append(const Path& file, std::string_view bytes) override {
    count();
    disk_.append(file, bytes);
  }
  [[nodiscard]] bool exists(const Path& path) const override { return disk_.exists(path); }
  [[nodiscard]] std::vector<std::string> list(const Path& folder) const override {
    return disk_.list(folder);
  }
  void create_folders(const Path& folder) override { disk_.create_folders(folder); }
  void move_new(const Path& from, const Path& to) override {
    count();
    disk_.move_new(from, to);
  }
  void point_link(const Path& link, const Path& target) override {
    count();
    disk_.point_link(link, target);
  }
  [[nodiscard]] Path read_link(const Path& link) const override { return disk_.read_link(link); }
  void remove_all(const Path& path) override { disk_.remove_all(path); }

 private:
  void count() {
    ++changes_;
    if (first_failure_ > 0 && changes_ >= first_failure_) {
      throw IoError("cannot write: No space left on device");
    }
  }

  MemoryFileSystem& disk_;
  int first_failure_ = 0;
  int changes_ = 0;
};

}  // namespace mlpipe::testing
