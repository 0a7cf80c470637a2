// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/file_system.hpp"

namespace mlpipe::commands {

/// The documents that the commands of a job printed with --json.
class StepResults {
 public:
  /// What cannot be read, or is no such document, is among missing().
  StepResults(const FileSystem& files, const std::vector<std::string>& paths);

  /// The last document of a command ("train", "version"); null if there is none.
  [[nodiscard]] const nlohmann::json* of(const std::string& command) const;
  /// The first document that tells of an error; null if there is none.
  [[nodiscard]] const nlohmann::json* first_error() const;
  [[nodiscard]] const std::vector<std::string>& missing() const noexcept { return missing_; }

 private:
  std::vector<std::pair<std::string, nlohmann::json>> documents_;  ///< command, document
  std::vector<std::string> missing_;                               ///< names of files
};

/// The value at a JSON pointer, as far as it has that type; else the fallback.
[[nodiscard]] std::string text_at(const nlohmann::json& document, const char* pointer);
[[nodiscard]] bool flag_at(const nlohmann::json& document, const char* pointer);
[[nodiscard]] std::optional<double> number_at(const nlohmann::json& document, const char* pointer);
[[nodiscard]] const nlohmann::json& list_at(const nlohmann::json& document, const char* pointer);
[[nodiscard]] std::vector<std::string> texts_at(const nlohmann::json& document,
                                                const char* pointer);

}  // namespace mlpipe::commands
