// SPDX-License-Identifier: MIT
#include "cli/signals.hpp"

#include <csignal>

#include <unistd.h>

namespace mlpipe::cli {
namespace {

StopFlag& process_flag() {
  static StopFlag flag;
  return flag;
}

extern "C" void mlpipe_on_signal(int signal) {
  process_flag().set(signal);
}

}  // namespace

const StopFlag& install_signal_handlers() {
  const StopFlag& flag = process_flag();  // made here, so that the handler finds it made
  struct sigaction action {};
  action.sa_handler = &mlpipe_on_signal;
  // No SA_RESTART: a read that waits for a pipe shall end. SA_RESETHAND: the second one kills.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction old {};
    ::sigaction(signal, nullptr, &old);
    if (old.sa_handler != SIG_IGN) {
      ::sigaction(signal, &action, nullptr);
    }
  }
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
  ::sigaction(SIGXFSZ, &ignore, nullptr);
  return flag;
}

std::string signal_name(int signal) {
  switch (signal) {
    case SIGINT:
      return "SIGINT";
    case SIGTERM:
      return "SIGTERM";
    default:
      return "signal " + std::to_string(signal);
  }
}

void die_of_signal(int signal) {
  struct sigaction normal {};
  normal.sa_handler = SIG_DFL;
  ::sigaction(signal, &normal, nullptr);
  ::raise(signal);
  // Still here: process 1 of a container is spared by the default action.
  constexpr int kSignalBase = 128;
  ::_exit(kSignalBase + signal);
}

}  // namespace mlpipe::cli
