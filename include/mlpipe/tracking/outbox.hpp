// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/tracking/run_record.hpp"

namespace mlpipe::tracking {

struct OutboxEntry {
  std::string uid;
  RunRecord run;     ///< its artifacts are the outbox's copies
  std::string text;  ///< of the record's file
};

/// Runs that wait for their store, each in a folder with copies of its artifacts: what they were
/// made of may change or go. A folder gets its name when it is whole.
class Outbox {
 public:
  /// @param folder  ".mlpipe/outbox"; made when something is put in. @param files  must outlive it
  Outbox(FileSystem& files, std::filesystem::path folder);

  /// Keeps a run. Where one waits under the same uid already, what this one lacks of its metrics,
  /// files and children stays: a model's run of all drift checks grows while it waits. An artifact
  /// that is gone is left out, with a tag "mlpipe.missing_artifacts" that names it. @throws IoError
  void keep(const RunRecord& run);

  /// In order of start. What cannot be read is left out and named in `notes`, a sentence each.
  [[nodiscard]] std::vector<OutboxEntry> entries(std::vector<std::string>& notes) const;
  [[nodiscard]] std::size_t size() const;

  /// @throws IoError
  void remove(const std::string& uid);
  /// The same for a run that was delivered, unless it has grown meanwhile.
  void remove_delivered(const OutboxEntry& entry);

  /// Held while runs are delivered, so that two processes do not deliver the same ones. Null if
  /// another process has it, or there is no outbox.
  [[nodiscard]] std::unique_ptr<FileSystem::Lock> try_lock() const;

 private:
  FileSystem& files_;
  std::filesystem::path folder_;
};

}  // namespace mlpipe::tracking
