// SPDX-License-Identifier: MIT
#include "core/disk_steps.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace mlpipe::disk {

using Open = DiskCalls::Open;

Path parent_of(const Path& path) {
  const Path parent = path.parent_path();
  return parent.empty() ? Path(".") : parent;
}

OpenFile::OpenFile(DiskCalls& calls, const Path& path, Open how)
    : calls_(calls), error_(uninterrupted([&] { return calls.open(path, how, handle_); })) {}

int OpenFile::close() {
  const auto handle = std::exchange(handle_, -1);
  const int error = handle < 0 ? 0 : calls_.close(handle);
  // Not repeated when interrupted: Linux has closed it all the same.
  return error == EINTR ? 0 : error;
}

int OpenFile::sync() const {
  return uninterrupted([&] { return calls_.sync(handle_); });
}

int OpenFile::write_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    std::size_t count = 0;
    const int error = uninterrupted([&] { return calls_.write(handle_, bytes, count); });
    if (error != 0) {
      return error;
    }
    // A device that takes nothing would loop for ever.
    if (count == 0) {
      return EIO;
    }
    bytes.remove_prefix(count);
  }
  return 0;
}

TemporaryName::TemporaryName(DiskCalls& calls, const Path& target)
    : calls_(calls), folder_(parent_of(target)) {}

TemporaryName::~TemporaryName() {
  if (armed_) {
    (void)calls_.remove_file(path_);
  }
}

int TemporaryName::rename_to(const Path& target) {
  const int error = uninterrupted([&] { return calls_.rename(path_, target); });
  armed_ = error != 0;
  return error;
}

void TemporaryName::next() {
  static std::atomic<unsigned> counter{0};
  path_ = folder_ /
          (".mlpipe-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp");
}

int sync_names(DiskCalls& calls, const Path& folder) {
  const OpenFile open(calls, folder, Open::kFolder);
  const int error = open.error() != 0 ? open.error() : open.sync();
  // EINVAL: some file systems cannot sync a folder, and need not.
  return error == EINVAL ? 0 : error;
}

int write_temporary(DiskCalls& calls, TemporaryName& temporary, const Path& file,
                    std::string_view bytes) {
  DiskCalls::Status old;
  int error = uninterrupted([&] { return calls.status(file, old); });
  if (error != 0) {
    return error;
  }
  std::optional<OpenFile> open;
  error = temporary.make([&](const Path& name) {
    open.emplace(calls, name, Open::kCreate);
    return open->error();
  });
  if (error == 0 && old.kind == DiskCalls::Kind::kFile) {
    error = uninterrupted([&] { return calls.set_mode(open->get(), old.mode); });
  }
  if (error == 0) {
    error = open->write_all(bytes);
  }
  if (error == 0) {
    error = open->sync();
  }
  return error != 0 ? error : open->close();
}

int remove_tree(DiskCalls& calls, const Path& path) {
  DiskCalls::Status status;
  int error = uninterrupted([&] { return calls.status(path, status); });
  if (error != 0 || status.kind == DiskCalls::Kind::kNone) {
    return error;
  }
  if (status.kind != DiskCalls::Kind::kFolder) {
    return uninterrupted([&] { return calls.remove_file(path); });
  }
  std::vector<std::string> names;
  error = uninterrupted([&] { return calls.list(path, names); });
  for (std::size_t i = 0; error == 0 && i < names.size(); ++i) {
    error = remove_tree(calls, path / names[i]);
  }
  return error != 0 ? error : uninterrupted([&] { return calls.remove_folder(path); });
}

}  // namespace mlpipe::disk
