// SPDX-License-Identifier: MIT
#include "platform/rename_new.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace mlpipe::platform {

int rename_no_replace(const char* from, const char* to) {
  return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int rename_new(const char* from, const char* to, const RenameCall& no_replace) {
  if (no_replace(from, to) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return errno;
  }
  struct stat status {};
  if (::lstat(to, &status) == 0) {
    return EEXIST;
  }
  return ::rename(from, to) == 0 ? 0 : errno;
}

}  // namespace mlpipe::platform
