// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <csignal>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/paths.hpp"
#include "support/temporary_folder.hpp"

extern char** environ;  // POSIX declares it nowhere

namespace mlpipe::testing {

struct RunOptions {
  std::string standard_input;
  /// Added to this process's environment; an empty value removes the variable.
  std::map<std::string, std::string> variables;
  std::chrono::seconds time_limit{60};
};

struct RunResult {
  int exit_code = -1;  ///< as a shell gives it: 128 + signal if one ended it
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// The mlpipe binary, in a folder. Variables that steer mlpipe are not inherited.
class RunningMlpipe {
 public:
  RunningMlpipe(const std::filesystem::path& folder, const std::vector<std::string>& args,
                const RunOptions& options = {})
      : options_(options) {
    in_ = folder / ".stdin";
    std::ofstream(in_, std::ios::binary) << options.standard_input;
    if (::pipe2(out_.data(), O_CLOEXEC) != 0 || ::pipe2(err_.data(), O_CLOEXEC) != 0) {
      throw std::runtime_error("cannot make pipes");
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, in_.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out_[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err_[1], STDERR_FILENO);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    std::vector<std::string> words{"mlpipe"};
    words.insert(words.end(), args.begin(), args.end());
    auto argv = pointers(words);
    auto settings = environment();
    auto envp = pointers(settings);
    const int error =
        ::posix_spawn(&pid_, mlpipe_program().c_str(), &actions, nullptr, argv.data(), envp.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(out_[1]);
    ::close(err_[1]);
    if (error != 0) {
      throw std::runtime_error("cannot run " + mlpipe_program());
    }
  }
  ~RunningMlpipe() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      (void)finish();
    }
  }
  RunningMlpipe(const RunningMlpipe&) = delete;
  RunningMlpipe& operator=(const RunningMlpipe&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  /// Reads what it says until it ends; kills it after the time limit.
  RunResult finish() {
    RunResult result;
    const auto deadline = std::chrono::steady_clock::now() + options_.time_limit;
    std::array<pollfd, 2> streams{{{out_[0], POLLIN, 0}, {err_[0], POLLIN, 0}}};
    while (streams[0].fd >= 0 || streams[1].fd >= 0) {
      if (std::chrono::steady_clock::now() > deadline && !result.timed_out) {
        result.timed_out = true;
        ::kill(pid_, SIGKILL);
      }
      ::poll(streams.data(), streams.size(), 100);
      drain(streams[0], result.out);
      drain(streams[1], result.err);
    }
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    std::error_code ignored;
    std::filesystem::remove(in_, ignored);
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + result.signal;
    return result;
  }

 private:
  static void drain(pollfd& stream, std::string& text) {
    if (stream.fd < 0 || stream.revents == 0) {
      return;
    }
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(stream.fd, buffer.data(), buffer.size());
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || errno != EINTR) {
      ::close(stream.fd);
      stream.fd = -1;
    }
  }
  static std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) {
      out.push_back(word.data());
    }
    out.push_back(nullptr);
    return out;
  }
  [[nodiscard]] std::vector<std::string> environment() const {
    std::vector<std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text(*entry);
      const std::string name = text.substr(0, text.find('='));
      const bool steers = name.rfind("MLPIPE_", 0) == 0 || name.rfind("GITHUB_", 0) == 0 ||
                          name == "NO_COLOR" || name == "TRACEPARENT" || name == "GOMP_SPINCOUNT" ||
                          name == "OMP_WAIT_POLICY" || name.rfind("MLFLOW_", 0) == 0;
      if (!steers && options_.variables.count(name) == 0) {
        out.push_back(text);
      }
    }
    // Runs are recorded where a test says so.
    if (options_.variables.count("MLPIPE_TRACKING") == 0) {
      out.emplace_back("MLPIPE_TRACKING=off");
    }
    for (const auto& [name, value] : options_.variables) {
      if (!value.empty()) {
        out.push_back(name + "=" + value);
      }
    }
    return out;
  }

  RunOptions options_;
  std::filesystem::path in_;
  std::array<int, 2> out_{-1, -1};
  std::array<int, 2> err_{-1, -1};
  pid_t pid_ = -1;
};

inline RunResult run_mlpipe(const std::filesystem::path& folder,
                            const std::vector<std::string>& args, const RunOptions& options = {}) {
  return RunningMlpipe(folder, args, options).finish();
}

/// In a fresh folder of its own.
inline RunResult run_mlpipe(const std::vector<std::string>& args, const RunOptions& options = {}) {
  const TemporaryFolder folder;
  return run_mlpipe(folder.path(), args, options);
}

}  // namespace mlpipe::testing
