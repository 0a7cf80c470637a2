// SPDX-License-Identifier: MIT
#include "platform/posix.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>

namespace mlpipe::platform {

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) {
      return errno;
    }
    // A device that takes nothing would loop for ever.
    if (count == 0) {
      return EIO;
    }
    bytes.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return 0;
}

Descriptor open_file(const std::filesystem::path& path, int flags, unsigned mode) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return Descriptor(fd);
}

std::optional<std::string> read_small_file(const std::filesystem::path& path) {
  constexpr std::size_t kLimit = 16U << 20U;
  const Descriptor file = open_file(path, O_RDONLY);
  std::string text;
  std::array<char, 4096> buffer{};
  while (file && text.size() <= kLimit) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count == 0) {
      return text;
    }
    if (count < 0 && errno != EINTR) {
      return std::nullopt;
    }
    text.append(buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  }
  return std::nullopt;
}

}  // namespace mlpipe::platform
