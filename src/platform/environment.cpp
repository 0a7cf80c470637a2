// SPDX-License-Identifier: MIT
#include <array>
#include <cstdlib>

#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "mlpipe/platform/platform.hpp"

namespace mlpipe::platform {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

Environment read_environment() {
  Environment environment;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) {
    environment.host = host.data();
  }
  environment.pid = ::getpid();

  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  const uid_t user = ::geteuid();
  ::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found);
  // A container's user often has a number and no name.
  environment.user = found != nullptr ? found->pw_name : std::to_string(user);

  environment.run_id = environment_variable("GITHUB_RUN_ID");
  const auto server = environment_variable("GITHUB_SERVER_URL");
  const auto repository = environment_variable("GITHUB_REPOSITORY");
  if (server && repository && environment.run_id) {
    environment.run_url = *server + "/" + *repository + "/actions/runs/" + *environment.run_id;
  }
  return environment;
}

void tame_openmp(char* const* argv) {
  constexpr const char* kGuard = "MLPIPE_REEXECUTED";
  if (std::getenv(kGuard) != nullptr) {
    ::prctl(PR_SET_NAME, "mlpipe");  // else ps and top call the program "exe"
    ::unsetenv(kGuard);              // a program started by us is another story
    return;
  }
  const bool user_decides =
      std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr;
  if (user_decides || ::setenv(kGuard, "1", 1) != 0) {
    return;
  }
  ::setenv("GOMP_SPINCOUNT", "1000", 1);
  ::execv("/proc/self/exe", argv);
  // Still here: no /proc, or a sandbox forbids it. Slower on a busy machine, but right.
  ::unsetenv(kGuard);
}

}  // namespace mlpipe::platform
