// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "mlpipe/core/disk_calls.hpp"
#include "mlpipe/core/file_system.hpp"

namespace mlpipe {

/// FileSystem made of DiskCalls: which calls, in which order, so that a crash between any two
/// leaves the old or the new. Interrupted calls are repeated and short writes go on; every write is
/// synced, file and folder. A failed sync is final for that file (Linux then marks its pages clean,
/// so that a second call would succeed with the data lost): the file is thrown away.
/// Temporary files are called ".mlpipe-<pid>-<n>.tmp", in the folder of their target, and are
/// removed when a write fails.
class DurableFileSystem : public FileSystem {
 public:
  /// @param shown  what messages put before a path
  explicit DurableFileSystem(std::unique_ptr<DiskCalls> calls, Path shown = {});

  [[nodiscard]] std::unique_ptr<FileSystem> below(const Path& folder) const override;
  [[nodiscard]] std::string shown(const Path& path) const override;
  [[nodiscard]] std::string read(const Path& file,
                                 std::size_t max_bytes = 1U << 30U) const override;
  [[nodiscard]] std::string read_from(const Path& file, std::size_t offset,
                                      std::size_t max_bytes = 1U << 30U) const override;
  void replace(const Path& file, std::string_view bytes) override;
  void append(const Path& file, std::string_view bytes) override;
  void cut(const Path& file, std::size_t bytes) override;
  [[nodiscard]] std::optional<Stamp> stamp(const Path& path, Follow follow) const override;
  [[nodiscard]] Kind kind(const Path& path) const override;
  [[nodiscard]] std::vector<std::string> list(const Path& folder) const override;
  void create_folders(const Path& folder) override;
  void move_new(const Path& from, const Path& to) override;
  void exchange(const Path& one, const Path& other) override;
  void point_link(const Path& link, const Path& target) override;
  [[nodiscard]] bool link_new(const Path& link, const Path& target) override;
  [[nodiscard]] bool try_move(const Path& from, const Path& to) override;
  [[nodiscard]] Path absolute(const Path& path) const override;
  [[nodiscard]] Path read_link(const Path& link) const override;
  void remove_all(const Path& path) override;
  void sync_folder(const Path& folder) override;
  [[nodiscard]] std::unique_ptr<Lock> try_lock(const Path& file, std::string_view holder) override;

 protected:
  [[nodiscard]] DiskCalls& calls() const { return *calls_; }

 private:
  [[noreturn]] void fail(const std::string& what, const Path& path, int error) const;
  [[nodiscard]] DiskCalls::Status status_of(const Path& path) const;

  std::unique_ptr<DiskCalls> calls_;
  Path shown_;
};

}  // namespace mlpipe
