// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <sstream>

#include <sched.h>
#include <unistd.h>

#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/posix.hpp"

namespace mlpipe::platform {
namespace {

namespace fs = std::filesystem;

std::optional<std::int64_t> to_integer(std::string_view text) {
  text = trim(text);
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() ? std::optional(value)
                                                                             : std::nullopt;
}

std::optional<int> cpus_of(std::optional<std::int64_t> quota, std::optional<std::int64_t> period) {
  if (!quota || !period || *quota <= 0 || *period <= 0) {
    return std::nullopt;  // "max", or -1: no quota
  }
  return static_cast<int>(std::min<std::int64_t>((*quota - 1) / *period + 1, INT32_MAX));
}

/// cgroup v2: "QUOTA PERIOD" or "max PERIOD", in microseconds.
std::optional<int> v2_limit(const fs::path& folder) {
  const auto text = read_small_file(folder / "cpu.max");
  const auto blank = text ? text->find(' ') : std::string::npos;
  if (blank == std::string::npos) {
    return std::nullopt;
  }
  return cpus_of(to_integer(text->substr(0, blank)), to_integer(text->substr(blank)));
}

std::optional<int> v1_limit(const fs::path& folder) {
  const auto quota = read_small_file(folder / "cpu.cfs_quota_us");
  const auto period = read_small_file(folder / "cpu.cfs_period_us");
  return quota && period ? cpus_of(to_integer(*quota), to_integer(*period)) : std::nullopt;
}

/// The smallest limit from mount/group up to the mount: a parent's quota binds its children. In a
/// container the group's path may not exist below the mount; its upper levels then do.
std::optional<int> smallest(const fs::path& mount, const std::string& group,
                            std::optional<int> (*limit_of)(const fs::path&)) {
  std::optional<int> least;
  fs::path relative = fs::path(group).relative_path().lexically_normal();
  while (true) {
    const auto limit = limit_of(mount / relative);
    least = limit && (!least || *limit < *least) ? limit : least;
    if (relative.empty() || relative == ".") {
      return least;
    }
    relative = relative.parent_path();
  }
}

bool names_cpu(const std::string& controllers) {
  std::istringstream names(controllers);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "cpu") {
      return true;
    }
  }
  return false;
}

int affinity_cpus() {
  // A machine may have more than cpu_set_t's 1024; the kernel says EINVAL until the set is large
  // enough.
  for (int size = CPU_SETSIZE; size <= (1 << 20); size *= 2) {
    cpu_set_t* const set = CPU_ALLOC(static_cast<std::size_t>(size));
    if (set == nullptr) {
      break;
    }
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(size));
    const bool known = ::sched_getaffinity(0, bytes, set) == 0;
    const int count = known ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (known) {
      return count;
    }
  }
  return INT32_MAX;
}

}  // namespace

std::optional<int> cgroup_cpu_limit(const fs::path& root) {
  const fs::path mount = root / "sys/fs/cgroup";
  std::istringstream lines(read_small_file(root / "proc/self/cgroup").value_or(""));
  std::optional<int> least;
  // Each line is ID:CONTROLLERS:GROUP; version 2 has the ID 0 and no controllers.
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    std::vector<std::optional<int>> found;
    if (controllers.empty()) {
      found = {smallest(mount, group, v2_limit), smallest(mount / "unified", group, v2_limit)};
    } else if (names_cpu(controllers)) {
      found = {smallest(mount / "cpu", group, v1_limit),
               smallest(mount / controllers, group, v1_limit)};
    }
    for (const auto& limit : found) {
      least = limit && (!least || *limit < *least) ? limit : least;
    }
  }
  return least;
}

int usable_cpus(const fs::path& root) {
  const int online = static_cast<int>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  const int quota = cgroup_cpu_limit(root).value_or(online);
  return std::max(1, std::min({online, affinity_cpus(), quota}));
}

}  // namespace mlpipe::platform
