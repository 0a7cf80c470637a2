// SPDX-License-Identifier: MIT
#include "platform/rename_new.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace mlpipe::platform {

int rename_no_replace(int folder, const char* from, const char* to) {
  return ::renameat2(folder, from, folder, to, RENAME_NOREPLACE);
}

int rename_new(int folder, const char* from, const char* to, const RenameCall& no_replace) {
  if (no_replace(folder, from, to) == 0) {
    return 0;
  }
  if (errno != EINVAL && errno != ENOSYS) {
    return errno;
  }
  struct stat status {};
  if (::fstatat(folder, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return EEXIST;
  }
  return ::renameat(folder, from, folder, to) == 0 ? 0 : errno;
}

}  // namespace mlpipe::platform
