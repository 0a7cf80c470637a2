// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/posix.hpp"
#include "platform/rename_new.hpp"

namespace mlpipe::platform {

namespace {

using Path = FileSystem::Path;

[[noreturn]] void fail(const std::string& what, const Path& path, int error) {
  throw IoError("cannot " + what + " " + path.string() + ": " + errno_text(error));
}

Path parent_of(const Path& path) {
  const Path parent = path.parent_path();
  return parent.empty() ? Path(".") : parent;
}

/// Makes the names in a folder durable.
void sync_folder(const Path& folder) {
  const Descriptor fd = open_file(folder, O_RDONLY | O_DIRECTORY);
  // EINVAL: some file systems cannot sync a folder, and need not.
  if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL)) {
    fail("sync folder", folder, errno);
  }
}

/// A name beside `target` for something that will take its place; removed unless it was renamed.
class TemporaryName {
 public:
  explicit TemporaryName(const Path& target) : folder_(parent_of(target)) { next(); }
  ~TemporaryName() {
    if (armed_) {
      ::unlink(path_.c_str());
    }
  }
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;

  /// Calls make(path) with one fresh name after the other until it does not fail with EEXIST (what
  /// a killed process left behind). 0 or an errno.
  template <class Make>
  [[nodiscard]] int make(const Make& make) {
    constexpr int kAttempts = 1000;
    for (int attempt = 0; attempt < kAttempts; ++attempt, next()) {
      if (make(path_.c_str())) {
        armed_ = true;
        return 0;
      }
      if (errno != EEXIST) {
        return errno;
      }
    }
    return EEXIST;
  }
  [[nodiscard]] int rename_to(const Path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) {
      return errno;
    }
    armed_ = false;
    return 0;
  }

 private:
  void next() {
    static std::atomic<unsigned> counter{0};
    path_ = folder_ /
            (".mlpipe-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp");
  }
  Path folder_;
  Path path_;
  bool armed_ = false;
};

class DiskFileSystem final : public FileSystem {
 public:
  [[nodiscard]] std::string read(const Path& file, std::size_t max_bytes) const override;
  void replace(const Path& file, std::string_view bytes) override;
  void append(const Path& file, std::string_view bytes) override;
  [[nodiscard]] bool exists(const Path& path) const override;
  [[nodiscard]] std::vector<std::string> list(const Path& folder) const override;
  void create_folders(const Path& folder) override;
  void move_new(const Path& from, const Path& to) override;
  void point_link(const Path& link, const Path& target) override;
  [[nodiscard]] Path read_link(const Path& link) const override;
  void remove_all(const Path& path) override;
};

std::string DiskFileSystem::read(const Path& file, std::size_t max_bytes) const {
  const Descriptor fd = open_file(file, O_RDONLY);
  if (!fd) {
    fail("read", file, errno);
  }
  constexpr std::size_t kStep = 1U << 16U;
  std::string bytes;
  struct stat status {};
  if (::fstat(fd.get(), &status) == 0 && status.st_size > 0) {
    bytes.reserve(std::min(static_cast<std::size_t>(status.st_size), max_bytes) + kStep);
  }
  while (true) {
    const std::size_t filled = bytes.size();
    bytes.resize(filled + kStep);
    const ssize_t count = ::read(fd.get(), bytes.data() + filled, kStep);
    const int error = count < 0 ? errno : 0;
    bytes.resize(filled + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (bytes.size() > max_bytes) {
      throw IoError("cannot read " + file.string() + ": it is larger than " +
                    std::to_string(max_bytes) + " bytes, the most that makes sense here");
    }
    if (count == 0) {
      return bytes;
    }
    if (error != 0 && error != EINTR) {
      fail("read", file, error);
    }
  }
}

void DiskFileSystem::replace(const Path& file, std::string_view bytes) {
  create_folders(parent_of(file));
  Descriptor fd;
  TemporaryName temporary(file);
  int error = temporary.make([&](const char* name) {
    fd = open_file(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
    return static_cast<bool>(fd);
  });
  struct stat old {};
  if (error == 0 && ::lstat(file.c_str(), &old) == 0 && S_ISREG(old.st_mode) &&
      ::fchmod(fd.get(), old.st_mode & 07777U) != 0) {
    error = errno;
  }
  if (error == 0) {
    error = write_all(fd.get(), bytes);
  }
  // A failed sync is final for this file (Linux then marks its pages clean), so never repeated.
  if (error == 0 && ::fsync(fd.get()) != 0) {
    error = errno;
  }
  if (error == 0 && ::close(fd.release()) != 0) {
    error = errno;
  }
  if (error == 0) {
    error = temporary.rename_to(file);
  }
  if (error != 0) {
    fail("write", file, error);
  }
  sync_folder(parent_of(file));
}

void DiskFileSystem::append(const Path& file, std::string_view bytes) {
  create_folders(parent_of(file));
  const bool is_new = !exists(file);
  const Descriptor fd = open_file(file, O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (!fd) {
    fail("write", file, errno);
  }
  // Held until the descriptor closes, so that cutting off our own torn end cannot hit a line of
  // another process. Where locks are missing, a torn end is still better cut off than kept.
  while (::flock(fd.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
  struct stat before {};
  if (::fstat(fd.get(), &before) != 0) {
    fail("write", file, errno);
  }
  int error = write_all(fd.get(), bytes);
  if (error == 0 && ::fsync(fd.get()) != 0) {
    error = errno;
  }
  if (error != 0) {
    const bool whole = ::ftruncate(fd.get(), before.st_size) == 0;
    fail(whole ? "write" : "write (its last line may be torn)", file, error);
  }
  if (is_new) {
    sync_folder(parent_of(file));
  }
}

bool DiskFileSystem::exists(const Path& path) const {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) {
    return true;
  }
  if (errno != ENOENT && errno != ENOTDIR) {
    fail("look at", path, errno);
  }
  return false;
}

std::vector<std::string> DiskFileSystem::list(const Path& folder) const {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator it(folder, error);
  for (; !error && it != std::filesystem::directory_iterator(); it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    fail("list folder", folder, error.value());
  }
  std::sort(names.begin(), names.end());
  return names;
}

void DiskFileSystem::create_folders(const Path& folder) {
  struct stat status {};
  if (folder.empty() || (::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode))) {
    return;
  }
  create_folders(folder.parent_path());
  if (::mkdir(folder.c_str(), 0777) != 0) {
    const int error = errno;
    // Somebody else may have been faster; "a/" names the folder that "a" just became.
    if (error == EEXIST && ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
      return;
    }
    if (error == EEXIST) {
      throw IoError("cannot create folder " + folder.string() +
                    ": something that is not a folder has this name; move it away");
    }
    fail("create folder", folder, error);
  }
  sync_folder(parent_of(folder));
}

void DiskFileSystem::move_new(const Path& from, const Path& to) {
  const int error = rename_new(from.c_str(), to.c_str());
  if (error == EEXIST) {
    throw IoError("cannot move " + from.string() + " to " + to.string() +
                  ": the latter exists already, and is never overwritten");
  }
  if (error != 0) {
    fail("move " + from.string() + " to", to, error);
  }
  sync_folder(parent_of(to));
  if (parent_of(from) != parent_of(to)) {
    sync_folder(parent_of(from));
  }
}

void DiskFileSystem::point_link(const Path& link, const Path& target) {
  create_folders(parent_of(link));
  struct stat status {};
  if (::lstat(link.c_str(), &status) == 0 && !S_ISLNK(status.st_mode)) {
    throw IoError("cannot point " + link.string() +
                  " elsewhere: it is no symbolic link (a checkout or a copy may have turned it "
                  "into a folder); move it away");
  }
  TemporaryName temporary(link);
  int error =
      temporary.make([&](const char* name) { return ::symlink(target.c_str(), name) == 0; });
  if (error == 0) {
    error = temporary.rename_to(link);
  }
  if (error != 0) {
    fail("point to " + target.string() + " the link", link, error);
  }
  sync_folder(parent_of(link));
}

Path DiskFileSystem::read_link(const Path& link) const {
  std::error_code error;
  Path target = std::filesystem::read_symlink(link, error);
  // "There is no link" must be certain: rollback would believe it.
  if (error && error != std::errc::no_such_file_or_directory &&
      error != std::errc::not_a_directory && error != std::errc::invalid_argument) {
    fail("read the link", link, error.value());
  }
  return error ? Path() : target;
}

void DiskFileSystem::remove_all(const Path& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) {
    fail("remove", path, error.value());
  }
}

}  // namespace

std::unique_ptr<FileSystem> make_disk_file_system() {
  return std::make_unique<DiskFileSystem>();
}

}  // namespace mlpipe::platform
