// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/file_system.hpp"

namespace mlpipe::registry {

/// The name itself if no candidate has it, else with "-2", "-3", ... behind it: the same model may
/// be trained twice within one second.
/// @param root  the models folder
[[nodiscard]] std::string free_name(const FileSystem& files, const FileSystem::Path& root,
                                    const std::string& name);

/// A trained model on its way into models/candidates.
///
/// Files are written into models/.incoming/<name>, each synced, read back and hashed. publish()
/// adds SHA256SUMS, gives the folder its final name in one step and then points models/staging at
/// it. Whatever dies before publish() leaves candidates and staging as they were; the destructor
/// takes away what was not published, also when the last step of publish() failed.
class CandidateWriter {
 public:
  /// @param files must outlive the writer
  /// @param root  the models folder
  /// @param name  of the folder under candidates/, e.g. "20261123T020000Z-3fa9c1"
  /// @throws IoError if a candidate of that name exists
  CandidateWriter(FileSystem& files, FileSystem::Path root, std::string name);
  ~CandidateWriter();
  CandidateWriter(const CandidateWriter&) = delete;
  CandidateWriter& operator=(const CandidateWriter&) = delete;

  /// Write one file and read it back. @return the SHA-256 of what now stands on the disk
  /// @throws IoError, IntegrityError if the disk gives back other bytes than it was given
  std::string add(const std::string& file, std::string_view bytes);

  /// A relative symbolic link inside the folder, e.g. "model.ubj" -> "model_20261123T020000Z.ubj".
  void add_link(const std::string& link, const std::string& target);

  /// What the disk holds of a file added before.
  [[nodiscard]] std::string read_back(const std::string& file) const;

  /// Where publish() puts the folder: root/candidates/<name>.
  [[nodiscard]] FileSystem::Path folder() const;

  /// @return folder(), now published
  FileSystem::Path publish();

 private:
  struct Entry {
    std::string file;
    std::string sha256;
  };
  FileSystem& files_;
  FileSystem::Path root_;
  std::string name_;
  FileSystem::Path incoming_;
  std::vector<Entry> entries_;
  bool moved_ = false;
  bool published_ = false;
};

}  // namespace mlpipe::registry
