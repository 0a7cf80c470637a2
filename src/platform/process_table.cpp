// SPDX-License-Identifier: MIT
#include <cerrno>
#include <csignal>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/posix.hpp"

namespace mlpipe::platform {
namespace {

namespace fs = std::filesystem;

struct ProcessStat {
  char state = '?';
  std::uint64_t started = 0;  ///< clock ticks after boot
};

/// Of the line of /proc/<pid>/stat: "1 (a name (any)) S 0 ...", the start being field 22.
std::optional<ProcessStat> parse_stat(const std::string& line) {
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) {
    return std::nullopt;
  }
  std::istringstream fields(line.substr(name_end + 1));
  ProcessStat out;
  std::string skipped;
  constexpr int kBetween = 18;
  fields >> out.state;
  for (int i = 0; i < kBetween; ++i) {
    fields >> skipped;
  }
  return fields >> out.started ? std::optional(out) : std::nullopt;
}

class SystemProcesses final : public ProcessTable {
 public:
  explicit SystemProcesses(fs::path root) : root_(std::move(root)) {}

  [[nodiscard]] ProcessIdentity own() const override {
    const Environment environment = read_environment();
    ProcessIdentity own;
    own.host = environment.host;
    own.machine = trim(read_small_file(root_ / "etc/machine-id").value_or(""));
    own.pid = environment.pid;
    struct stat space {};
    if (::stat((root_ / "proc/self/ns/pid").c_str(), &space) == 0) {
      own.pid_namespace = space.st_ino;
    }
    if (const auto stat = stat_of("self")) {
      own.started = stat->started;
    }
    return own;
  }

  [[nodiscard]] bool is_gone(int pid, std::uint64_t started) const override {
    if (const auto stat = stat_of(std::to_string(pid))) {
      // A zombie does nothing any more; its parent has merely not asked for it.
      return stat->started != started || stat->state == 'Z' || stat->state == 'X';
    }
    // /proc may be missing, or hide other users' processes.
    return ::kill(pid, 0) != 0 && errno == ESRCH;
  }

 private:
  [[nodiscard]] std::optional<ProcessStat> stat_of(const std::string& process) const {
    const auto line = read_small_file(root_ / "proc" / process / "stat");
    return line ? parse_stat(*line) : std::nullopt;
  }

  fs::path root_;
};

}  // namespace

std::unique_ptr<ProcessTable> make_process_table(const fs::path& root) {
  return std::make_unique<SystemProcesses>(root);
}

}  // namespace mlpipe::platform
