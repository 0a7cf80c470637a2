// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mlpipe/registry/model_registry.hpp"

namespace mlpipe::registry {

class FolderWriter;

/// A trained model on its way into candidates/ of the models folder.
///
/// Holds the lock of the models folder from the first to the last. Files are written into
/// .incoming/<name>, each synced, read back and hashed. publish() adds SHA256SUMS, gives the folder
/// its final name in one step and then points staging at it. Whatever dies before publish() leaves
/// candidates and staging as they were; the destructor takes away what was not published, also when
/// the last step of publish() failed.
class CandidateWriter {
 public:
  /// @param files   of the models folder; must outlive the writer, as must clock and actor
  /// @param wanted  name of the folder under candidates/, e.g. "20261123T020000Z-3fa9c1"; if there
  ///                is one (the same model trained twice within a second), "-2", "-3", ... is added
  /// @throws BusyError
  CandidateWriter(FileSystem& files, const Clock& clock, EventSink& events, const Actor& actor,
                  const std::string& wanted, const LockWait& wait = {});
  ~CandidateWriter();
  CandidateWriter(const CandidateWriter&) = delete;
  CandidateWriter& operator=(const CandidateWriter&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }

  /// Write one file and read it back. @return the SHA-256 of what now stands on the disk
  /// @throws IoError, IntegrityError if the disk gives back other bytes than it was given
  std::string add(const std::string& file, std::string_view bytes);

  /// A relative symbolic link inside the folder, e.g. "model.ubj" -> "model_20261123T020000Z.ubj".
  void add_link(const std::string& link, const std::string& target);

  /// What the disk holds of a file added before.
  [[nodiscard]] std::string read_back(const std::string& file) const;

  /// Where publish() puts the folder: candidates/<name>.
  [[nodiscard]] FileSystem::Path folder() const;

  void publish();

 private:
  FileSystem& files_;
  std::unique_ptr<FileSystem::Lock> lock_;
  std::string name_;
  std::unique_ptr<FolderWriter> writer_;
  bool moved_ = false;
  bool published_ = false;
};

}  // namespace mlpipe::registry
