// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace mlpipe {

/// Process exit status. Part of the public contract: workflows branch on it. Never renumbered.
enum class ExitCode : int {
  kOk = 0,            ///< done; PROMOTE; no drift
  kError = 1,         ///< I/O failure, or a bug in mlpipe
  kUsage = 2,         ///< bad flag, bad configuration
  kRejected = 3,      ///< validate: REJECT
  kInconclusive = 4,  ///< validate: INCONCLUSIVE
  kDrift = 5,         ///< drift at or above --fail-on
  kData = 6,          ///< input data missing, unreadable, malformed, or suspected of a leak
  kBusy = 7,          ///< lock not gained in time
  kNotFound = 8,      ///< no such version
  kIntegrity = 9,     ///< hash, load or audit chain check failed
  kNotDurable = 10,   ///< switched, but not confirmed on disk
  kNotify = 11,       ///< notification failed with --notify-strict
};

/// Root of every failure that ends a command. Throw a subclass; caught in src/cli/main.cpp alone.
class Error : public std::runtime_error {
 public:
  [[nodiscard]] ExitCode exit_code() const noexcept { return code_; }

 protected:
  Error(ExitCode code, const std::string& what) : std::runtime_error(what), code_(code) {}

 private:
  ExitCode code_;
};

/// A flag or a configuration value is missing, unknown or out of range.
class ConfigError final : public Error {
 public:
  /// @param pointer  RFC 6901 JSON pointer of the value at fault, e.g. "/walk_forward/test".
  ConfigError(const std::string& pointer, const std::string& problem)
      : Error(ExitCode::kUsage, pointer + ": " + problem) {}
  /// @param problems  one on each line: a whole file's, gathered before giving up.
  explicit ConfigError(const std::string& problems) : Error(ExitCode::kUsage, problems) {}
};

/// The input data cannot be used. The message names file, line and column where there are any
/// (all counted from 1), the value, and what to do.
class DataError final : public Error {
 public:
  explicit DataError(const std::string& what) : Error(ExitCode::kData, what) {}
};

/// A disk or network operation of ours failed (not: the input data are bad).
class IoError final : public Error {
 public:
  explicit IoError(const std::string& what) : Error(ExitCode::kError, what) {}
};

/// The change was made and is visible, but the disk or the log would not confirm it; after a power
/// cut the old state may be back, as whole as the new.
class NotDurableError final : public Error {
 public:
  explicit NotDurableError(const std::string& what) : Error(ExitCode::kNotDurable, what) {}
};

/// A judgement stands in the way: "no" (kRejected) or "cannot tell" (kInconclusive).
class VerdictError final : public Error {
 public:
  VerdictError(ExitCode code, const std::string& what) : Error(code, what) {}
};

/// Somebody else holds the lock, and did not let go in time.
class BusyError final : public Error {
 public:
  explicit BusyError(const std::string& what) : Error(ExitCode::kBusy, what) {}
};

/// XGBoost refused or failed; carries the first line of its own message.
class ModelError final : public Error {
 public:
  explicit ModelError(const std::string& what) : Error(ExitCode::kError, what) {}
};

/// Stored bytes are not what was recorded, or cannot be loaded safely.
class IntegrityError final : public Error {
 public:
  explicit IntegrityError(const std::string& what) : Error(ExitCode::kIntegrity, what) {}
};

/// A named thing does not exist.
class NotFoundError final : public Error {
 public:
  explicit NotFoundError(const std::string& what) : Error(ExitCode::kNotFound, what) {}
};

}  // namespace mlpipe
