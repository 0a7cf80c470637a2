// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "mlpipe/core/file_system.hpp"

#include "registry/sums.hpp"

namespace mlpipe::registry {

/// A folder on its way to its final place: written under .incoming, every file synced, read back
/// and hashed; SHA256SUMS comes last; then one rename. The lock of the models folder must be held.
/// The destructor takes away what was not published.
class FolderWriter {
 public:
  FolderWriter(FileSystem& files, const std::string& name);
  ~FolderWriter();
  FolderWriter(const FolderWriter&) = delete;
  FolderWriter& operator=(const FolderWriter&) = delete;

  /// @return the SHA-256 of what now stands on the disk
  /// @throws IntegrityError if the disk gives back other bytes than it was given
  std::string add(const std::string& file, std::string_view bytes);
  void add_link(const std::string& link, const std::string& target);
  [[nodiscard]] std::string read_back(const std::string& file) const;
  [[nodiscard]] const FileSystem::Path& folder() const { return incoming_; }

  /// Writes SHA256SUMS: nothing can be added after it.
  void finish();
  /// @throws IoError if there is a folder of that name
  void publish(const FileSystem::Path& to);

 private:
  FileSystem& files_;
  FileSystem::Path incoming_;
  Sums sums_;
  bool published_ = false;
};

}  // namespace mlpipe::registry
