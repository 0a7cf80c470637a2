// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "mlpipe/core/disk_calls.hpp"
#include "mlpipe/core/durable_file_system.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/posix.hpp"
#include "platform/rename_new.hpp"

namespace mlpipe::platform {

namespace {

int result(int returned) {
  return returned == 0 ? 0 : errno;
}

DiskCalls::Status to_status(const struct stat& from) {
  DiskCalls::Status status;
  using Kind = DiskCalls::Kind;
  status.kind = S_ISREG(from.st_mode)   ? Kind::kFile
                : S_ISDIR(from.st_mode) ? Kind::kFolder
                : S_ISLNK(from.st_mode) ? Kind::kLink
                                        : Kind::kOther;
  status.bytes = from.st_size > 0 ? static_cast<std::size_t>(from.st_size) : 0;
  status.mode = from.st_mode & 07777U;
  status.id = from.st_ino;
  status.modified =
      std::chrono::seconds(from.st_mtim.tv_sec) + std::chrono::nanoseconds(from.st_mtim.tv_nsec);
  return status;
}

/// Relative to the working folder, or held within one folder.
class PosixCalls final : public DiskCalls {
 public:
  PosixCalls() = default;
  explicit PosixCalls(Descriptor root) : root_(std::move(root)) {}

  int below(const Path& folder, std::unique_ptr<DiskCalls>& calls) override {
    Descriptor root(open_at(folder, O_RDONLY | O_DIRECTORY, 0));
    if (!root) {
      return errno;
    }
    calls = std::make_unique<PosixCalls>(std::move(root));
    return 0;
  }
  int working_folder(Path& folder) override {
    std::error_code error;
    folder =
        root_ ? std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(root_.get()), error)
              : std::filesystem::current_path(error);
    return error.value();
  }
  int open(const Path& path, Open how, Handle& handle) override {
    constexpr unsigned kMode = 0666;
    int flags = O_RDONLY;
    switch (how) {
      case Open::kRead:
        break;
      case Open::kCreate:
        flags = O_WRONLY | O_CREAT | O_EXCL;
        break;
      case Open::kAppend:
        flags = O_WRONLY | O_APPEND | O_CREAT;
        break;
      case Open::kFolder:
        flags = O_RDONLY | O_DIRECTORY;
        break;
    }
    handle = open_at(path, flags, (flags & O_CREAT) != 0 ? kMode : 0);
    return handle >= 0 ? 0 : errno;
  }
  int read(Handle handle, char* into, std::size_t most, std::size_t& count) override {
    const ssize_t got = ::read(handle, into, most);
    count = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got >= 0 ? 0 : errno;
  }
  int seek(Handle handle, std::size_t bytes) override {
    return ::lseek(handle, static_cast<off_t>(bytes), SEEK_SET) >= 0 ? 0 : errno;
  }
  int write(Handle handle, std::string_view bytes, std::size_t& count) override {
    const ssize_t put = ::write(handle, bytes.data(), bytes.size());
    count = put > 0 ? static_cast<std::size_t>(put) : 0;
    return put >= 0 ? 0 : errno;
  }
  int sync(Handle handle) override { return result(::fsync(handle)); }
  int truncate(Handle handle, std::size_t bytes) override {
    return result(::ftruncate(handle, static_cast<off_t>(bytes)));
  }
  int set_mode(Handle handle, unsigned mode) override { return result(::fchmod(handle, mode)); }
  int handle_status(Handle handle, Status& status) override {
    struct stat found {};
    const int error = result(::fstat(handle, &found));
    status = error == 0 ? to_status(found) : Status{};
    return error;
  }
  int lock(Handle handle, bool wait) override {
    return result(::flock(handle, wait ? LOCK_EX : LOCK_EX | LOCK_NB));
  }
  int close(Handle handle) override { return result(::close(handle)); }

  int status(const Path& path, Status& status) override {
    return status_at(path, AT_SYMLINK_NOFOLLOW, status);
  }
  int followed_status(const Path& path, Status& status) override {
    return status_at(path, 0, status);
  }
  int list(const Path& folder, std::vector<std::string>& names) override {
    const int handle = open_at(folder, O_RDONLY | O_DIRECTORY, 0);
    if (handle < 0) {
      return errno;
    }
    DIR* entries = ::fdopendir(handle);
    if (entries == nullptr) {
      const int error = errno;
      ::close(handle);
      return error;
    }
    errno = 0;
    while (const dirent* entry = ::readdir(entries)) {  // NOLINT(concurrency-mt-unsafe)
      const char* name = static_cast<const char*>(entry->d_name);
      if (std::strcmp(name, ".") != 0 && std::strcmp(name, "..") != 0) {
        names.emplace_back(name);
      }
    }
    const int error = errno;
    ::closedir(entries);
    return error;
  }
  int make_folder(const Path& folder) override {
    constexpr unsigned kMode = 0777;
    return result(::mkdirat(at(), folder.c_str(), kMode));
  }
  int rename(const Path& from, const Path& to) override {
    return result(::renameat(at(), from.c_str(), at(), to.c_str()));
  }
  int rename_new(const Path& from, const Path& to) override {
    return platform::rename_new(at(), from.c_str(), to.c_str());
  }
  int exchange(const Path& one, const Path& other) override {
    return result(::renameat2(at(), one.c_str(), at(), other.c_str(), RENAME_EXCHANGE));
  }
  int make_link(const Path& target, const Path& link) override {
    return result(::symlinkat(target.c_str(), at(), link.c_str()));
  }
  int read_link(const Path& link, Path& target) override {
    constexpr std::size_t kLongest = 4096;
    std::string text(kLongest, '\0');
    const ssize_t count = ::readlinkat(at(), link.c_str(), text.data(), text.size());
    if (count < 0) {
      return errno;
    }
    text.resize(static_cast<std::size_t>(count));
    target = text;
    return text.size() < kLongest ? 0 : ENAMETOOLONG;
  }
  int remove_file(const Path& file) override { return result(::unlinkat(at(), file.c_str(), 0)); }
  int remove_folder(const Path& folder) override {
    return result(::unlinkat(at(), folder.c_str(), AT_REMOVEDIR));
  }

 private:
  [[nodiscard]] int at() const { return root_ ? root_.get() : AT_FDCWD; }

  int status_at(const Path& path, int flags, Status& status) const {
    struct stat found {};
    status = {};
    if (::fstatat(at(), path.c_str(), &found, flags) != 0) {
      return errno == ENOENT || errno == ENOTDIR ? 0 : errno;
    }
    status = to_status(found);
    return 0;
  }

  /// A descriptor, or -1 and errno. Below a folder the kernel refuses (EXDEV) what leads out of it,
  /// through whatever link; kernels before 5.6 and some sandboxes do not know how (ENOSYS, EPERM).
  [[nodiscard]] int open_at(const Path& path, int flags, unsigned mode) const {
    flags |= O_CLOEXEC;
    if (root_) {
      open_how how{};
      how.flags = static_cast<std::uint64_t>(flags);
      how.mode = mode;
      how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
      const auto fd = ::syscall(SYS_openat2, root_.get(), path.c_str(), &how, sizeof how);
      if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) {
        return static_cast<int>(fd);
      }
    }
    return ::openat(at(), path.c_str(), flags, mode);
  }

  Descriptor root_;
};

}  // namespace

std::unique_ptr<FileSystem> make_disk_file_system() {
  return std::make_unique<DurableFileSystem>(std::make_unique<PosixCalls>());
}

}  // namespace mlpipe::platform
