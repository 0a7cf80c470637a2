// SPDX-License-Identifier: MIT
#include "cli/outcome.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "mlpipe/core/json_reader.hpp"

namespace mlpipe::cli {
namespace {

using nlohmann::ordered_json;

ordered_json document(const std::string& command, bool ok, int exit_code) {
  ordered_json out;
  out["schema"] = "mlpipe" + (command.empty() ? "" : "." + command) + "/1";
  out["ok"] = ok;
  out["exit_code"] = exit_code;
  return out;
}

std::string to_line(const ordered_json& document) {
  return to_json_line(document) + "\n";
}

}  // namespace

std::string error_code(ExitCode code) {
  switch (code) {
    case ExitCode::kOk:
      return "ok";
    case ExitCode::kError:
      return "error";
    case ExitCode::kUsage:
      return "usage";
    case ExitCode::kRejected:
      return "rejected";
    case ExitCode::kInconclusive:
      return "inconclusive";
    case ExitCode::kDrift:
      return "drift";
    case ExitCode::kData:
      return "data";
    case ExitCode::kBusy:
      return "busy";
    case ExitCode::kNotFound:
      return "not_found";
    case ExitCode::kIntegrity:
      return "integrity";
    case ExitCode::kNotDurable:
      return "not_durable";
    case ExitCode::kNotify:
      return "notify";
  }
  return "error";
}

std::string success_document(const std::string& command, const Outcome& outcome) {
  ordered_json out =
      document(command, outcome.exit_code == ExitCode::kOk, static_cast<int>(outcome.exit_code));
  for (const auto& [name, value] : outcome.result.items()) {
    out[name] = value;
  }
  if (!outcome.failure.empty()) {
    out["error"] = {{"code", error_code(outcome.exit_code)}, {"message", outcome.failure}};
  }
  return to_line(out);
}

std::string failure_document(const std::string& command, int exit_code, const std::string& code,
                             const std::string& message) {
  ordered_json out = document(command, false, exit_code);
  out["error"] = {{"code", code}, {"message", message}};
  return to_line(out);
}

int try_write_stdout(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (count >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EPIPE) {
      return 0;
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void write_stdout(const std::string& text) {
  if (const int error = try_write_stdout(text); error != 0) {
    throw IoError("cannot write the result to standard output: " +
                  std::generic_category().message(error));
  }
}

}  // namespace mlpipe::cli
