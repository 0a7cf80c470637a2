// SPDX-License-Identifier: MIT
// Goes before the C library (LD_PRELOAD): the SHORT_WRITE_AT-th write() of the process to something
// other than stdout and stderr takes half of the bytes, as a disk that is nearly full does; with
// SHORT_WRITE_KILLS=1 the process then dies, and leaves a torn file. strace cannot do this: it
// makes a call whole or not at all.
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <sys/syscall.h>
#include <unistd.h>

extern "C" ssize_t write(int file, const void* bytes, size_t count) {
  static long number = 0;
  const char* at = std::getenv("SHORT_WRITE_AT");
  const bool hit = at != nullptr && file > STDERR_FILENO && ++number == std::atol(at);
  const ssize_t written = ::syscall(SYS_write, file, bytes, hit ? count / 2 : count);
  const char* kills = std::getenv("SHORT_WRITE_KILLS");
  if (hit && kills != nullptr && std::strcmp(kills, "1") == 0) {
    ::raise(SIGKILL);
  }
  return written;
}
