// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

/// The system calls that DurableFileSystem is made of, one function each, so that a test can fail,
/// shorten or forget any single one. Paths are relative to the folder the object was made for.
/// Functions give 0 or an errno; nothing here retries, cleans up or throws.
class DiskCalls {
 public:
  using Path = std::filesystem::path;
  using Handle = int;

  enum class Kind { kNone, kFile, kFolder, kLink, kOther };
  struct Status {
    Kind kind = Kind::kNone;
    std::size_t bytes = 0;
    unsigned mode = 0;                    ///< permission bits
    std::uint64_t id = 0;                 ///< differs from that of what else is there now
    std::chrono::nanoseconds modified{};  ///< since 1970
  };
  enum class Open {
    kRead,
    kCreate,  ///< for writing; EEXIST if there is anything
    kAppend,  ///< made if missing
    kFolder,  ///< to sync it
  };

  virtual ~DiskCalls() = default;

  /// The same for a folder, opened once: paths are then relative to it, wherever its name leads
  /// later, and do not get out of it.
  [[nodiscard]] virtual int below(const Path& folder, std::unique_ptr<DiskCalls>& calls) = 0;

  /// The folder that relative paths begin in, as an absolute path.
  [[nodiscard]] virtual int working_folder(Path& folder) = 0;

  [[nodiscard]] virtual int open(const Path& path, Open how, Handle& handle) = 0;
  [[nodiscard]] virtual int read(Handle handle, char* into, std::size_t most,
                                 std::size_t& count) = 0;
  /// Where the next read begins, in bytes from the start; behind the end there is nothing to read.
  [[nodiscard]] virtual int seek(Handle handle, std::size_t bytes) = 0;
  /// May write less than all.
  [[nodiscard]] virtual int write(Handle handle, std::string_view bytes, std::size_t& count) = 0;
  [[nodiscard]] virtual int sync(Handle handle) = 0;
  [[nodiscard]] virtual int truncate(Handle handle, std::size_t bytes) = 0;
  [[nodiscard]] virtual int set_mode(Handle handle, unsigned mode) = 0;
  [[nodiscard]] virtual int handle_status(Handle handle, Status& status) = 0;
  /// An advisory lock of the whole file until the handle closes; EWOULDBLOCK if somebody has it
  /// and `wait` is false.
  [[nodiscard]] virtual int lock(Handle handle, bool wait) = 0;
  [[nodiscard]] virtual int close(Handle handle) = 0;

  /// Of the path itself, not of what a link points to; kNone is no error.
  [[nodiscard]] virtual int status(const Path& path, Status& status) = 0;
  /// Of what the path leads to.
  [[nodiscard]] virtual int followed_status(const Path& path, Status& status) = 0;
  /// In any order, without . and ..
  [[nodiscard]] virtual int list(const Path& folder, std::vector<std::string>& names) = 0;
  [[nodiscard]] virtual int make_folder(const Path& folder) = 0;
  /// Over an existing file or link.
  [[nodiscard]] virtual int rename(const Path& from, const Path& to) = 0;
  /// EEXIST if there is anything of that name.
  [[nodiscard]] virtual int rename_new(const Path& from, const Path& to) = 0;
  /// Both names change places in one step.
  [[nodiscard]] virtual int exchange(const Path& one, const Path& other) = 0;
  [[nodiscard]] virtual int make_link(const Path& target, const Path& link) = 0;
  /// EINVAL if it is no link.
  [[nodiscard]] virtual int read_link(const Path& link, Path& target) = 0;
  [[nodiscard]] virtual int remove_file(const Path& file) = 0;
  [[nodiscard]] virtual int remove_folder(const Path& folder) = 0;
};

}  // namespace mlpipe
