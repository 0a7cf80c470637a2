// SPDX-License-Identifier: MIT
#include "registry/folder_writer.hpp"

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"

#include "registry/layout.hpp"

namespace mlpipe::registry {

FolderWriter::FolderWriter(FileSystem& files, const std::string& name)
    : files_(files), incoming_(FileSystem::Path(kIncoming) / name) {
  // Left by a run of the same name that was killed: who holds the lock owns .incoming.
  files_.remove_all(incoming_);
  files_.create_folders(incoming_);
}

FolderWriter::~FolderWriter() {
  if (published_) {
    return;
  }
  try {
    files_.remove_all(incoming_);
  } catch (const Error&) {
    // The failure that brought us here is the one to tell; the next run clears .incoming.
  }
}

std::string FolderWriter::add(const std::string& file, std::string_view bytes) {
  files_.replace(incoming_ / file, bytes);
  std::string sum = sha256_hex(read_back(file));
  if (sum != sha256_hex(bytes)) {
    throw IntegrityError(
        files_.shown(incoming_ / file) +
        ": the disk gives back other bytes than were written; check the disk, then run again");
  }
  sums_[file] = sum;
  return sum;
}

void FolderWriter::add_link(const std::string& link, const std::string& target) {
  try {
    files_.point_link(incoming_ / link, target);
  } catch (const NotDurableError& error) {
    throw IoError(error.what());  // nobody sees this link yet: nothing is switched
  }
}

std::string FolderWriter::read_back(const std::string& file) const {
  return files_.read(incoming_ / file);
}

void FolderWriter::finish() {
  files_.replace(incoming_ / kSumsFile, to_text(sums_));
}

void FolderWriter::publish(const FileSystem::Path& to) {
  files_.create_folders(to.parent_path());
  files_.move_new(incoming_, to);
  published_ = true;
}

}  // namespace mlpipe::registry
