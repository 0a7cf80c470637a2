// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary_folder.hpp"

namespace mlpipe::testing {

/// A redis-server of one's own on 127.0.0.1, which keeps its data (appendonly) when it is killed.
class RedisServer {
 public:
  [[nodiscard]] static bool is_installed() {
    for (const char* folder : {"/usr/bin/", "/usr/local/bin/", "/usr/sbin/"}) {
      if (::access((std::string(folder) + "redis-server").c_str(), X_OK) == 0) {
        return true;
      }
    }
    return false;
  }

  explicit RedisServer(std::vector<std::string> settings = {}) : settings_(std::move(settings)) {
    ::signal(SIGPIPE, SIG_IGN);  // as the program does
    port_ = free_port();
    start();
  }
  ~RedisServer() { kill(); }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& login = "", const std::string& rest = "") const {
    return "redis://" + login + "127.0.0.1:" + std::to_string(port_) + rest;
  }

  void kill() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    pid_ = -1;
  }

  /// Returns when it takes connections. Started again, it has the data it had.
  void start() {
    kill();
    pid_ = ::fork();
    if (pid_ == 0) {
      run();
    }
    constexpr int kAttempts = 1000;
    for (int attempt = 0; attempt < kAttempts && !answers(); ++attempt) {
      ::poll(nullptr, 0, 10);
    }
    if (!answers()) {
      throw std::runtime_error("redis-server does not start");
    }
  }

 private:
  [[noreturn]] void run() const {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(null, STDOUT_FILENO);
    std::vector<std::string> args = {
        "redis-server", "--bind", "127.0.0.1", "--port", std::to_string(port_), "--dir",
        folder_.path(), "--save", "", "--appendonly",
        // Else a kill while an fsync is under way loses what was answered.
        "yes", "--appendfsync", "always"};
    args.insert(args.end(), settings_.begin(), settings_.end());
    std::vector<char*> argv;
    for (auto& arg : args) {
      argv.push_back(arg.data());
    }
    argv.push_back(nullptr);
    ::execvp(argv.front(), argv.data());
    ::_exit(127);
  }

  [[nodiscard]] sockaddr_in address() const {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    out.sin_port = htons(static_cast<std::uint16_t>(port_));
    return out;
  }
  [[nodiscard]] bool answers() const {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in to = address();
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0;
    ::close(fd);
    return connected;
  }
  [[nodiscard]] static int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(any);
    auto* const generic = reinterpret_cast<sockaddr*>(&any);
    const bool found = ::bind(fd, generic, length) == 0 && ::getsockname(fd, generic, &length) == 0;
    ::close(fd);
    if (!found) {
      throw std::runtime_error("no free port on 127.0.0.1");
    }
    return ntohs(any.sin_port);
  }

  TemporaryFolder folder_;
  std::vector<std::string> settings_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace mlpipe::testing
