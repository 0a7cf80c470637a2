// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/core/time.hpp"

namespace mlpipe::registry {

/// A model's metadata, read with a word to say: what is missing or of the wrong type is an
/// IntegrityError "WHOSE: POINTER: what is wrong". Keys that are not asked for do not matter.
class MetadataView {
 public:
  /// @param document must outlive the view
  /// @param whose  for messages, e.g. "metadata of the candidate"
  MetadataView(const nlohmann::json& document, std::string whose)
      : document_(document), whose_(std::move(whose)) {}

  /// Null if it is not there.
  [[nodiscard]] const nlohmann::json* find(const std::string& pointer) const;
  [[nodiscard]] const nlohmann::json& at(const std::string& pointer) const;
  [[nodiscard]] const nlohmann::json& object(const std::string& pointer) const;
  [[nodiscard]] const std::string& text(const std::string& pointer) const;
  /// 64 small hexadecimal digits.
  [[nodiscard]] const std::string& sha256(const std::string& pointer) const;
  [[nodiscard]] std::vector<std::string> names(const std::string& pointer) const;
  [[nodiscard]] Timestamp time(const std::string& pointer) const;
  /// A whole number of at least 0.
  [[nodiscard]] std::uint64_t count(const std::string& pointer) const;

  /// @throws IntegrityError always
  [[noreturn]] void damaged(const std::string& pointer, const std::string& problem) const;

 private:
  const nlohmann::json& document_;
  std::string whose_;
};

/// Text for people: a string without quotes if it can be shown so, any other value as JSON.
[[nodiscard]] std::string plain_text(const nlohmann::json& value);

/// plain_text(), cut after 60 bytes: for a sentence.
[[nodiscard]] std::string short_text(const nlohmann::json& value);

/// A name inside a sentence: as it is, or quoted where it is empty, long or cannot be shown.
[[nodiscard]] std::string shown(const std::string& text);

}  // namespace mlpipe::registry
