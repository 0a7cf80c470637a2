// SPDX-License-Identifier: MIT
#include "mlpipe/registry/candidate.hpp"

#include "mlpipe/core/error.hpp"

#include "registry/folder_writer.hpp"
#include "registry/layout.hpp"
#include "registry/session.hpp"

namespace mlpipe::registry {
namespace {

std::string free_name(const FileSystem& files, const std::string& wanted) {
  std::string free = wanted;
  for (int count = 2; files.exists(FileSystem::Path(kCandidates) / free); ++count) {
    free = wanted + "-" + std::to_string(count);
  }
  return free;
}

}  // namespace

CandidateWriter::CandidateWriter(FileSystem& files, const Clock& clock, EventSink& events,
                                 const Actor& actor, const std::string& wanted,
                                 const LockWait& wait)
    : files_(files),
      lock_(lock_registry({files, clock, events, actor, wait})),
      name_(free_name(files, wanted)),
      writer_(std::make_unique<FolderWriter>(files, name_)) {}

CandidateWriter::~CandidateWriter() {
  if (published_ || !moved_) {
    return;
  }
  try {
    // The link may have been switched and only its sync have failed: then the folder must stay.
    if (files_.read_link(kStaging) != folder()) {
      files_.remove_all(folder());
    }
  } catch (const Error&) {
    // The failure that brought us here is the one to tell; a whole candidate too many is no harm.
  }
}

std::string CandidateWriter::add(const std::string& file, std::string_view bytes) {
  return writer_->add(file, bytes);
}

void CandidateWriter::add_link(const std::string& link, const std::string& target) {
  writer_->add_link(link, target);
}

std::string CandidateWriter::read_back(const std::string& file) const {
  return writer_->read_back(file);
}

FileSystem::Path CandidateWriter::folder() const {
  return FileSystem::Path(kCandidates) / name_;
}

void CandidateWriter::publish() {
  writer_->finish();
  writer_->publish(folder());
  moved_ = true;
  files_.point_link(kStaging, folder());
  published_ = true;
}

}  // namespace mlpipe::registry
