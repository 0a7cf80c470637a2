// SPDX-License-Identifier: MIT
// What files need that other programs read, write and lock too.
#include <cerrno>

#include "mlpipe/core/durable_file_system.hpp"
#include "mlpipe/core/error.hpp"

#include "core/disk_steps.hpp"

namespace mlpipe {

using disk::uninterrupted;
using Path = FileSystem::Path;

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
