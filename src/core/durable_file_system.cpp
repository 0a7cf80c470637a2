// SPDX-License-Identifier: MIT
#include "mlpipe/core/durable_file_system.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/core/error.hpp"

#include "core/disk_steps.hpp"

namespace mlpipe {

namespace {

using Path = FileSystem::Path;
using disk::OpenFile;
using disk::parent_of;
using disk::TemporaryName;
using disk::uninterrupted;
using Open = DiskCalls::Open;

class HeldLock final : public FileSystem::Lock {
 public:
  HeldLock(DiskCalls& calls, const Path& file) : open_(calls, file, Open::kAppend) {}
  [[nodiscard]] OpenFile& open() { return open_; }

 private:
  OpenFile open_;
};

}  // namespace

DurableFileSystem::DurableFileSystem(std::unique_ptr<DiskCalls> calls, Path shown)
    : calls_(std::move(calls)), shown_(std::move(shown)) {}

void DurableFileSystem::fail(const std::string& what, const Path& path, int error) const {
  throw IoError("cannot " + what + " " + shown(path) + ": " + errno_text(error));
}

std::string DurableFileSystem::shown(const Path& path) const {
  return shown_.empty() ? path.string() : (shown_ / path).lexically_normal().string();
}

DiskCalls::Status DurableFileSystem::status_of(const Path& path) const {
  DiskCalls::Status status;
  const int error = uninterrupted([&] { return calls_->status(path, status); });
  if (error != 0) {
    fail("look at", path, error);
  }
  return status;
}

std::unique_ptr<FileSystem> DurableFileSystem::below(const Path& folder) const {
  std::unique_ptr<DiskCalls> calls;
  const int error = uninterrupted([&] { return calls_->below(folder, calls); });
  if (error == ENOENT) {
    throw NotFoundError("there is no folder " + shown(folder));
  }
  if (error != 0) {
    fail("open folder", folder, error);
  }
  return std::make_unique<DurableFileSystem>(std::move(calls), shown_ / folder);
}

std::string DurableFileSystem::read(const Path& file, std::size_t max_bytes) const {
  return read_from(file, 0, max_bytes);
}

void DurableFileSystem::replace(const Path& file, std::string_view bytes) {
  create_folders(parent_of(file));
  TemporaryName temporary(*calls_, file);
  int error = disk::write_temporary(*calls_, temporary, file, bytes);
  if (error == 0) {
    error = temporary.rename_to(file);
  }
  if (error != 0) {
    fail("write", file, error);
  }
  sync_folder(parent_of(file));
}

void DurableFileSystem::append(const Path& file, std::string_view bytes) {
  create_folders(parent_of(file));
  const bool is_new = !exists(file);
  const OpenFile open(*calls_, file, Open::kAppend);
  if (open.error() != 0) {
    fail("write", file, open.error());
  }
  // Held until the file closes, so that cutting off our own torn end cannot hit a line of another
  // process. Where locks are missing, a torn end is still better cut off than kept.
  (void)uninterrupted([&] { return calls_->lock(open.get(), true); });
  DiskCalls::Status before;
  int error = uninterrupted([&] { return calls_->handle_status(open.get(), before); });
  if (error != 0) {
    fail("write", file, error);
  }
  error = open.write_all(bytes);
  if (error == 0) {
    error = open.sync();
  }
  if (error != 0) {
    const int cut = uninterrupted([&] { return calls_->truncate(open.get(), before.bytes); });
    fail(cut == 0 ? "write" : "write (its last line may be torn)", file, error);
  }
  if (is_new) {
    sync_folder(parent_of(file));
  }
}

FileSystem::Kind DurableFileSystem::kind(const Path& path) const {
  switch (status_of(path).kind) {
    case DiskCalls::Kind::kNone:
      return Kind::kNone;
    case DiskCalls::Kind::kFile:
      return Kind::kFile;
    case DiskCalls::Kind::kFolder:
      return Kind::kFolder;
    case DiskCalls::Kind::kLink:
      return Kind::kLink;
    case DiskCalls::Kind::kOther:
      break;
  }
  return Kind::kOther;
}

std::vector<std::string> DurableFileSystem::list(const Path& folder) const {
  std::vector<std::string> names;
  const int error = uninterrupted([&] {
    names.clear();
    return calls_->list(folder, names);
  });
  if (error != 0 && error != ENOENT) {
    fail("list folder", folder, error);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void DurableFileSystem::create_folders(const Path& folder) {
  const auto is_folder = [&] {
    DiskCalls::Status status;
    return uninterrupted([&] { return calls_->followed_status(folder, status); }) == 0 &&
           status.kind == DiskCalls::Kind::kFolder;
  };
  if (folder.empty() || is_folder()) {
    return;
  }
  if (folder != folder.root_path()) {  // the root is its own parent
    create_folders(folder.parent_path());
  }
  const int error = uninterrupted([&] { return calls_->make_folder(folder); });
  // Somebody else may have been faster; "a/" names the folder that "a" just became.
  if (error == EEXIST && is_folder()) {
    return;
  }
  if (error == EEXIST) {
    throw IoError("cannot create folder " + shown(folder) +
                  ": something that is not a folder has this name; move it away");
  }
  if (error != 0) {
    fail("create folder", folder, error);
  }
  sync_folder(parent_of(folder));
}

void DurableFileSystem::move_new(const Path& from, const Path& to) {
  const int error = uninterrupted([&] { return calls_->rename_new(from, to); });
  if (error == EEXIST) {
    throw IoError("cannot move " + shown(from) + " to " + shown(to) +
                  ": the latter exists already, and is never overwritten");
  }
  if (error != 0) {
    fail("move " + shown(from) + " to", to, error);
  }
  sync_folder(parent_of(to));
  if (parent_of(from) != parent_of(to)) {
    sync_folder(parent_of(from));
  }
}

void DurableFileSystem::exchange(const Path& one, const Path& other) {
  const int error = uninterrupted([&] { return calls_->exchange(one, other); });
  if (error != 0) {
    fail("exchange " + shown(one) + " and", other, error);
  }
  sync_folder(parent_of(one));
  if (parent_of(one) != parent_of(other)) {
    sync_folder(parent_of(other));
  }
}

void DurableFileSystem::point_link(const Path& link, const Path& target) {
  create_folders(parent_of(link));
  const auto kind = status_of(link).kind;
  if (kind != DiskCalls::Kind::kNone && kind != DiskCalls::Kind::kLink) {
    throw IoError("cannot point " + shown(link) +
                  " elsewhere: it is no symbolic link (a checkout or a copy may have turned it "
                  "into a folder); move it away");
  }
  TemporaryName temporary(*calls_, link);
  int error = temporary.make([&](const Path& name) { return calls_->make_link(target, name); });
  if (error == 0) {
    error = temporary.rename_to(link);
  }
  if (error != 0) {
    fail("point to " + target.string() + " the link", link, error);
  }
  error = disk::sync_names(*calls_, parent_of(link));
  if (error != 0) {
    throw NotDurableError(shown(link) + " points to " + target.string() +
                          " now, but the disk did not confirm it: " + errno_text(error));
  }
}

Path DurableFileSystem::read_link(const Path& link) const {
  Path target;
  const int error = uninterrupted([&] { return calls_->read_link(link, target); });
  // "There is no link" must be certain: rollback would believe it.
  if (error != 0 && error != ENOENT && error != ENOTDIR && error != EINVAL) {
    fail("read the link", link, error);
  }
  return error == 0 ? target : Path();
}

void DurableFileSystem::remove_all(const Path& path) {
  const int error = disk::remove_tree(*calls_, path);
  if (error != 0 && error != ENOENT) {
    fail("remove", path, error);
  }
}

void DurableFileSystem::sync_folder(const Path& folder) {
  if (const int error = disk::sync_names(*calls_, folder); error != 0) {
    fail("sync folder", folder, error);
  }
}

std::unique_ptr<FileSystem::Lock> DurableFileSystem::try_lock(const Path& file,
                                                              std::string_view holder) {
  create_folders(parent_of(file));
  auto held = std::make_unique<HeldLock>(*calls_, file);
  OpenFile& open = held->open();
  if (open.error() != 0) {
    fail("lock", file, open.error());
  }
  const int error = uninterrupted([&] { return calls_->lock(open.get(), false); });
  if (error == EWOULDBLOCK) {
    return nullptr;
  }
  if (error == ENOLCK || error == EOPNOTSUPP) {
    throw IoError("cannot lock " + shown(file) +
                  ": this file system has no locks; keep the folder on a disk that has them");
  }
  if (error != 0) {
    fail("lock", file, error);
  }
  // For people who wait, and only that: a full disk must not stop a rollback.
  if (uninterrupted([&] { return calls_->truncate(open.get(), 0); }) == 0) {
    (void)open.write_all(holder);
  }
  return held;
}

}  // namespace mlpipe
