// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"

namespace mlpipe::cli {

/// What a command has to say on stdout.
struct Outcome {
  ExitCode exit_code = ExitCode::kOk;
  std::string text;               ///< for people
  nlohmann::ordered_json result;  ///< further keys of --json; may be null
  std::string failure{};          ///< what went wrong although there is a result
};

/// Word for an exit code in "error.code" of --json and "error.type" of a log line.
[[nodiscard]] std::string error_code(ExitCode code);

/// {"schema":"mlpipe.<command>/1","ok":...,"exit_code":...} and the result's keys; one line.
/// @param command  empty: the program itself ("mlpipe/1")
[[nodiscard]] std::string success_document(const std::string& command, const Outcome& outcome);

/// The same with "ok":false and {"error":{"code":...,"message":...}}.
[[nodiscard]] std::string failure_document(const std::string& command, int exit_code,
                                           const std::string& code, const std::string& message);

/// Writes all of it to stdout. 0, or the errno that stopped it; a reader that has gone is no error.
[[nodiscard]] int try_write_stdout(const std::string& text);

/// Writes all of it to stdout. A reader that has gone (mlpipe ... | head) is no error.
/// @throws IoError for any other failure, such as a full disk
void write_stdout(const std::string& text);

}  // namespace mlpipe::cli
