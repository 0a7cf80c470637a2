// SPDX-License-Identifier: MIT
#include "mlpipe/core/errno_text.hpp"

#include <cerrno>
#include <system_error>

namespace mlpipe {

std::string errno_text(int error) {
  std::string text = std::generic_category().message(error);
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return text + "; free some space or choose another folder";
    case EACCES:
    case EPERM:
      return text + "; check the owner and the permissions (ls -ld) of it and of its folder";
    case EROFS:
      return text + "; choose a folder that can be written";
    case ENOTDIR:
      return text + "; a part of this path is a file";
    case EXDEV:
      return text + "; both must be on the same file system";
    case EFBIG:
      return text + "; see ulimit -f";
    case EMFILE:
      return text + "; see ulimit -n";
    default:
      return text;
  }
}

}  // namespace mlpipe
