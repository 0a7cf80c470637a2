// SPDX-License-Identifier: MIT
// What files need that other programs read, write and lock too.
#include <algorithm>
#include <cerrno>

#include "mlpipe/core/durable_file_system.hpp"
#include "mlpipe/core/error.hpp"

#include "core/disk_steps.hpp"

namespace mlpipe {

using disk::uninterrupted;
using Path = FileSystem::Path;

std::string DurableFileSystem::read_from(const Path& file, std::size_t offset,
                                         std::size_t max_bytes) const {
  const disk::OpenFile open(*calls_, file, DiskCalls::Open::kRead);
  if (open.error() != 0) {
    fail("read", file, open.error());
  }
  if (offset > 0) {
    const int error = uninterrupted([&] { return calls_->seek(open.get(), offset); });
    if (error != 0) {
      fail("read", file, error);
    }
  }
  constexpr std::size_t kStep = 1U << 16U;
  std::string bytes;
  DiskCalls::Status status;
  if (calls_->handle_status(open.get(), status) == 0 && status.bytes > offset) {
    bytes.reserve(std::min(status.bytes - offset, max_bytes) + kStep);
  }
  while (true) {
    const std::size_t filled = bytes.size();
    bytes.resize(filled + kStep);
    std::size_t count = 0;
    const int error = uninterrupted(
        [&] { return calls_->read(open.get(), bytes.data() + filled, kStep, count); });
    bytes.resize(filled + (error == 0 ? count : 0));
    if (bytes.size() > max_bytes) {
      throw IoError("cannot read " + shown(file) + ": it is larger than " +
                    std::to_string(max_bytes) + " bytes, the most that makes sense here");
    }
    if (error != 0) {
      fail("read", file, error);
    }
    if (count == 0) {
      return bytes;
    }
  }
}

void DurableFileSystem::cut(const Path& file, std::size_t bytes) {
  const disk::OpenFile open(*calls_, file, DiskCalls::Open::kAppend);
  int error = open.error();
  if (error == 0) {
    error = uninterrupted([&] { return calls_->truncate(open.get(), bytes); });
  }
  if (error == 0) {
    error = open.sync();
  }
  if (error != 0) {
    fail("shorten", file, error);
  }
}

std::optional<FileSystem::Stamp> DurableFileSystem::stamp(const Path& path, Follow follow) const {
  DiskCalls::Status status;
  const int error = uninterrupted([&] {
    return follow == Follow::kYes ? calls_->followed_status(path, status)
                                  : calls_->status(path, status);
  });
  if (error != 0) {
    fail("look at", path, error);
  }
  if (status.kind == DiskCalls::Kind::kNone) {
    return std::nullopt;
  }
  return Stamp{status.id, status.bytes, status.modified};
}

bool DurableFileSystem::link_new(const Path& link, const Path& target) {
  const int error = uninterrupted([&] { return calls_->make_link(target, link); });
  if (error != 0 && error != EEXIST) {
    fail("make the link", link, error);
  }
  return error == 0;
}

bool DurableFileSystem::try_move(const Path& from, const Path& to) {
  const int error = uninterrupted([&] { return calls_->rename_new(from, to); });
  if (error == EEXIST) {
    throw IoError("cannot move " + shown(from) + " to " + shown(to) +
                  ": the latter exists already, and is never overwritten");
  }
  if (error != 0 && error != ENOENT) {
    fail("move " + shown(from) + " to", to, error);
  }
  return error == 0;
}

Path DurableFileSystem::absolute(const Path& path) const {
  Path folder;
  const int error = uninterrupted([&] { return calls_->working_folder(folder); });
  if (error != 0) {
    fail("find the folder of", path, error);
  }
  return (folder / path).lexically_normal();
}

}  // namespace mlpipe
