// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

/// The only door to the disk for what mlpipe keeps (input data come through ByteSource).
/// Paths are relative to the working folder, or absolute.
class FileSystem {
 public:
  using Path = std::filesystem::path;
  enum class Follow { kNo, kYes };
  enum class Kind { kNone, kFile, kFolder, kLink, kOther };

  /// By which one sees that a file was changed or replaced.
  struct Stamp {
    std::uint64_t id = 0;  ///< another one for every file that there is
    std::size_t bytes = 0;
    std::chrono::nanoseconds modified{};  ///< since 1970, as fine as the disk keeps it
    bool operator==(const Stamp&) const = default;
  };

  /// Held until destroyed, at the latest until the process ends however it ends. Must not outlive
  /// the FileSystem that gave it.
  class Lock {
   public:
    virtual ~Lock() = default;
  };

  virtual ~FileSystem() = default;

  /// The same for one folder, opened once: paths are then relative to it, wherever its name leads
  /// later, and cannot get out of it. Messages go on naming whole paths.
  /// @throws NotFoundError if there is no such folder, IoError
  [[nodiscard]] virtual std::unique_ptr<FileSystem> below(const Path& folder) const = 0;

  /// The whole path, for messages.
  [[nodiscard]] virtual std::string shown(const Path& path) const = 0;

  /// @throws IoError if the file cannot be read whole, or is larger than max_bytes.
  [[nodiscard]] virtual std::string read(const Path& file,
                                         std::size_t max_bytes = 1U << 30U) const = 0;

  /// What a file holds from an offset on; nothing if it is no longer than that.
  /// @param offset  in bytes
  /// @throws IoError as read(), max_bytes counting from the offset
  [[nodiscard]] virtual std::string read_from(const Path& file, std::size_t offset,
                                              std::size_t max_bytes = 1U << 30U) const = 0;

  /// Write so that a reader sees the old bytes or the new ones, never a mixture (temporary file in
  /// the same folder, sync, rename, sync of the folder). Creates missing folders. @throws IoError;
  /// the file is then the old one, or, if its folder would not sync, the new one, in either case
  /// whole.
  virtual void replace(const Path& file, std::string_view bytes) = 0;

  /// Add bytes at the end of a file, creating it; synced. @throws IoError
  virtual void append(const Path& file, std::string_view bytes) = 0;

  /// Throw away what a file holds behind its first `bytes` bytes; synced. @throws IoError
  virtual void cut(const Path& file, std::size_t bytes) = 0;

  /// Of the path itself: a symbolic link is kLink wherever it leads.
  [[nodiscard]] virtual Kind kind(const Path& path) const = 0;

  /// Empty if there is nothing. @throws IoError if that cannot be told
  /// @param follow  of what the path leads to, not of the path itself
  [[nodiscard]] virtual std::optional<Stamp> stamp(const Path& path, Follow follow) const = 0;

  /// True for whatever the path names, a dangling symbolic link included.
  [[nodiscard]] bool exists(const Path& path) const { return kind(path) != Kind::kNone; }

  /// Names in a folder, sorted bytewise; empty if the folder does not exist.
  [[nodiscard]] virtual std::vector<std::string> list(const Path& folder) const = 0;

  virtual void create_folders(const Path& folder) = 0;

  /// Give a folder its final name, both parents synced. @throws IoError if `to` exists already.
  virtual void move_new(const Path& from, const Path& to) = 0;

  /// Let two names change places in one step, both parents synced. @throws IoError
  virtual void exchange(const Path& one, const Path& other) = 0;

  /// Make `link` a symbolic link to `target` (kept as given, normally relative), replacing an older
  /// link in one step. @throws IoError, also when `link` is something other than a symbolic link;
  /// NotDurableError if the link is switched but the disk would not confirm it.
  virtual void point_link(const Path& link, const Path& target) = 0;

  /// Make `link` a symbolic link to `target`, which need not exist, unless something has that name:
  /// then false. With try_move() this makes the locks that other programs take too, so neither is
  /// synced: after a power cut the link may be there or not. @throws IoError
  [[nodiscard]] virtual bool link_new(const Path& link, const Path& target) = 0;

  /// Give a file or link another name, in the same folder; false if it is not there (any more).
  /// @throws IoError, also if `to` exists
  [[nodiscard]] virtual bool try_move(const Path& from, const Path& to) = 0;

  /// The whole path from the root on, with links left as they are.
  [[nodiscard]] virtual Path absolute(const Path& path) const = 0;

  /// What a symbolic link says; empty if the path is none. @throws IoError if that cannot be told
  [[nodiscard]] virtual Path read_link(const Path& link) const = 0;

  /// Remove a file or folder with all it holds; nothing happens if there is none.
  virtual void remove_all(const Path& path) = 0;

  /// Make the names in a folder durable, also those that somebody else wrote. @throws IoError
  virtual void sync_folder(const Path& folder) = 0;

  /// Take the advisory lock of a file, made if missing, and write `holder` into it for whoever
  /// waits. Null if somebody else has it. @throws IoError
  [[nodiscard]] virtual std::unique_ptr<Lock> try_lock(const Path& file,
                                                       std::string_view holder) = 0;
};

}  // namespace mlpipe
