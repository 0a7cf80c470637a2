// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/time.hpp"

namespace mlpipe::registry {

/// How far an operation had come when the record was written.
enum class AuditPhase {
  kIntent,     ///< about to be done
  kCommitted,  ///< done
  kAborted,    ///< not done; all is as it was
};

/// One line of audit.jsonl. Empty texts are left out of the line.
struct AuditRecord {
  std::uint64_t seq = 0;  ///< 1, 2, 3, ...; the order of things, whatever the clock said
  Timestamp time{};
  std::string operation;  ///< "promote", "rollback", "prune", "repair"
  AuditPhase phase = AuditPhase::kIntent;
  std::string from;           ///< version in production before; empty: none
  std::string to;             ///< version in production after, or the version pruned
  std::string reason;         ///< given by who did it
  std::string detail;         ///< said by mlpipe: the bump and why, what was repaired
  std::string model_sha256;   ///< of `to`
  std::string recipe_sha256;  ///< of `to`: its recipe as one line of JSON
  std::string user;
  std::string host;
  std::string run_url;     ///< of the workflow run
  bool forced = false;     ///< a check was overridden
  bool recovered = false;  ///< written by a later run, for one that died
  std::string hash;        ///< of the line; set by reading and by appending
};

/// The whole log as it stands.
struct AuditTrail {
  std::vector<AuditRecord> records;
  std::string head;  ///< hash of the last record; what the next one names as `previous`
  /// Bytes behind the last whole record, left by a write that did not end. Not part of the log.
  std::string torn;
};

/// Where the log lies in the models folder.
inline constexpr const char* kAuditFile = "audit.jsonl";

/// `previous` of the first record.
[[nodiscard]] std::string no_head();

/// One line, its end included. Its last key is "hash": the SHA-256 of all before it, in which
/// "previous" names the hash of the record before. So an edited, missing or reordered record
/// shows.
/// @throws ConfigError if the line would be longer than kLongestRecord
[[nodiscard]] std::string to_line(const AuditRecord& record, std::string_view previous,
                                  std::string* hash = nullptr);

/// In bytes. A record is one write of less than a page.
inline constexpr std::size_t kLongestRecord = 4096;

/// Reads and checks a log.
/// @param source  what messages call it
/// @throws IntegrityError naming the line, if the chain does not hold. Only a last line without
///         end, or that is no JSON, counts as torn.
[[nodiscard]] AuditTrail parse_audit(std::string_view text, const std::string& source);

/// Of the models folder `files` was opened for; empty if there is none.
[[nodiscard]] AuditTrail read_audit(const FileSystem& files);

/// The version in production at a time, as the log has it: the last committed switch not after it.
/// Empty: none.
[[nodiscard]] std::string live_at(const AuditTrail& trail, Timestamp time);

/// Does this record say that production points elsewhere now?
[[nodiscard]] bool is_switch(const AuditRecord& record);

}  // namespace mlpipe::registry
