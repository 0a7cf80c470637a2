// SPDX-License-Identifier: MIT
#include "mlpipe/registry/candidate.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"

namespace mlpipe::registry {

std::string free_name(const FileSystem& files, const FileSystem::Path& root,
                      const std::string& name) {
  std::string free = name;
  for (int count = 2; files.exists(root / "candidates" / free); ++count) {
    free = name + "-" + std::to_string(count);
  }
  return free;
}

CandidateWriter::CandidateWriter(FileSystem& files, FileSystem::Path root, std::string name)
    : files_(files),
      root_(std::move(root)),
      name_(std::move(name)),
      incoming_(root_ / ".incoming" / name_) {
  if (files_.exists(folder())) {
    throw IoError("the candidate " + folder().string() + " exists already; nothing was written");
  }
  // Left by a run of the same name that was killed: nobody else writes under this name.
  files_.remove_all(incoming_);
  files_.create_folders(incoming_);
}

CandidateWriter::~CandidateWriter() {
  if (published_) {
    return;
  }
  try {
    files_.remove_all(incoming_);
    // The link may have been switched and only its sync have failed: then the folder must stay.
    if (moved_ && files_.read_link(root_ / "staging") != FileSystem::Path("candidates") / name_) {
      files_.remove_all(folder());
    }
  } catch (const Error&) {
    // The failure that brought us here is the one to tell; what is left lies in .incoming, where
    // nobody reads.
  }
}

std::string CandidateWriter::add(const std::string& file, std::string_view bytes) {
  files_.replace(incoming_ / file, bytes);
  std::string sum = sha256_hex(read_back(file));
  if (sum != sha256_hex(bytes)) {
    throw IntegrityError(
        (incoming_ / file).string() +
        ": the disk gives back other bytes than were written; check the disk, then run again");
  }
  entries_.push_back({file, sum});
  return sum;
}

void CandidateWriter::add_link(const std::string& link, const std::string& target) {
  files_.point_link(incoming_ / link, target);
}

std::string CandidateWriter::read_back(const std::string& file) const {
  return files_.read(incoming_ / file);
}

FileSystem::Path CandidateWriter::folder() const {
  return root_ / "candidates" / name_;
}

FileSystem::Path CandidateWriter::publish() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.file < b.file; });
  std::string sums;
  for (const auto& entry : entries_) {
    sums += entry.sha256 + "  " + entry.file + "\n";
  }
  files_.replace(incoming_ / "SHA256SUMS", sums);
  files_.create_folders(root_ / "candidates");
  files_.move_new(incoming_, folder());
  moved_ = true;
  files_.point_link(root_ / "staging", FileSystem::Path("candidates") / name_);
  published_ = true;
  return folder();
}

}  // namespace mlpipe::registry
