// SPDX-License-Identifier: MIT
#include "mlpipe/platform/machine.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <sstream>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <sys/vfs.h>

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/curl_api.hpp"
#include "platform/posix.hpp"

namespace mlpipe::platform {
namespace {

namespace fs = std::filesystem;

struct DiskKind {
  std::uint64_t magic;
  const char* name;
  bool remote;
};

/// Source: statfs(2), linux/magic.h.
constexpr std::array<DiskKind, 17> kDiskKinds = {{
    {0xEF53, "ext4", false},
    {0x58465342, "xfs", false},
    {0x9123683E, "btrfs", false},
    {0x2FC12FC1, "zfs", false},
    {0xF2F52010, "f2fs", false},
    {0x01021994, "tmpfs", false},
    {0x794C7630, "overlay", false},
    {0x4D44, "fat", false},
    {0x2011BAB0, "exfat", false},
    {0x5346544E, "ntfs", false},
    {0x6969, "nfs", true},
    {0xFF534D42, "cifs", true},
    {0xFE534D42, "smb2", true},
    {0x65735546, "fuse", true},
    {0x01021997, "9p", true},
    {0x00C36400, "ceph", true},
    {0x0BD00BD0, "lustre", true},
}};

std::string hexadecimal(std::uint64_t number) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "0x%" PRIx64, number);
  return text.data();
}

/// Locks the folder itself, which nobody else does, together with whoever wants to, and lets go.
std::string lock_problem(const fs::path& folder) {
  const Descriptor handle = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!handle) {
    return errno_text(errno);
  }
  if (::flock(handle.get(), LOCK_SH | LOCK_NB) == 0 || errno == EWOULDBLOCK) {
    return "";
  }
  return errno_text(errno);
}

class LinuxMachine final : public Machine {
 public:
  explicit LinuxMachine(fs::path root) : root_(std::move(root)) {}

  [[nodiscard]] std::optional<Disk> disk(const Path& folder) const override {
    struct statfs kind {};
    struct statvfs space {};
    if (::statfs(folder.c_str(), &kind) != 0 || ::statvfs(folder.c_str(), &space) != 0) {
      return std::nullopt;
    }
    const auto magic = static_cast<std::uint64_t>(kind.f_type) & 0xFFFFFFFFU;
    const auto* const known = std::find_if(kDiskKinds.begin(), kDiskKinds.end(),
                                           [&](const DiskKind& k) { return k.magic == magic; });
    Disk disk;
    disk.kind = known == kDiskKinds.end() ? hexadecimal(magic) : known->name;
    disk.remote = known != kDiskKinds.end() && known->remote;
    disk.free_bytes = std::uint64_t{space.f_bavail} * space.f_frsize;
    disk.read_only = (space.f_flag & ST_RDONLY) != 0;
    disk.lock_problem = lock_problem(folder);
    return disk;
  }

  [[nodiscard]] bool may_write(const Path& path) const override {
    struct stat found {};
    const bool folder = ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
    return ::faccessat(AT_FDCWD, path.c_str(), folder ? W_OK | X_OK : W_OK, AT_EACCESS) == 0;
  }

  /// By the kernel's list, lines such as "3: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF".
  [[nodiscard]] std::optional<int> lock_holder(const Path& file) const override {
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0) {
      return std::nullopt;
    }
    std::istringstream lines(read_small_file(root_ / "proc/locks").value_or(""));
    for (std::string line; std::getline(lines, line);) {
      int pid = 0;
      unsigned major_number = 0;
      unsigned minor_number = 0;
      std::uint64_t inode = 0;
      const int fields = std::sscanf(line.c_str(), "%*s FLOCK %*s WRITE %d %x:%x:%" SCNu64, &pid,
                                     &major_number, &minor_number, &inode);
      constexpr int kAll = 4;
      if (fields == kAll && inode == found.st_ino && major_number == ::major(found.st_dev) &&
          minor_number == ::minor(found.st_dev)) {
        return pid;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<bool> clock_is_kept() const override {
    struct timex clock {};  // modes 0: only asked
    const int state = ::adjtimex(&clock);
    return state < 0 ? std::nullopt : std::optional((clock.status & STA_UNSYNC) == 0);
  }

  [[nodiscard]] Library http_library() const override {
    const CurlApi& curl = curl_api();
    Dl_info where{};
    const bool found = ::dladdr(reinterpret_cast<void*>(curl.version_info), &where) != 0;
    return {curl.version_info(CURLVERSION_NOW)->version, found ? where.dli_fname : ""};
  }

  [[nodiscard]] int usable_cpus() const override { return platform::usable_cpus(root_); }
  [[nodiscard]] std::optional<int> cpu_limit() const override { return cgroup_cpu_limit(root_); }
  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const override {
    return environment_variable(name);
  }
  [[nodiscard]] std::optional<std::string> git_commit() const override {
    return platform::git_commit(".");
  }

 private:
  fs::path root_;
};

}  // namespace

std::unique_ptr<Machine> make_machine(const fs::path& root) {
  return std::make_unique<LinuxMachine>(root);
}

}  // namespace mlpipe::platform
