// SPDX-License-Identifier: MIT
#include <array>
#include <cstdlib>

#include <pwd.h>
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

void tame_openmp() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) {
    ::setenv("GOMP_SPINCOUNT", "1000", 0);
  }
}

}  // namespace mlpipe::platform
