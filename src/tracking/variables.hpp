// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace mlpipe::tracking {

/// Variables of the environment, checked as MLflow's client checks them.
class Variables {
 public:
  using Lookup = std::function<std::optional<std::string>(const std::string&)>;
  explicit Variables(const Lookup& lookup) : lookup_(lookup) {}

  /// Without blanks and line ends around it; empty if that is nothing.
  [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
  /// "true", "false", "1" or "0". @throws ConfigError
  [[nodiscard]] bool flag(const std::string& name, bool fallback) const;
  /// @throws ConfigError for what is none, or outside [low, high]
  [[nodiscard]] std::int64_t integer(const std::string& name, std::int64_t fallback,
                                     std::int64_t low, std::int64_t high) const;
  [[nodiscard]] double number(const std::string& name, double fallback, double low,
                              double high) const;

 private:
  const Lookup& lookup_;
};

/// A value of section [mlflow] of ~/.mlflow/credentials.
/// @param file  its text
[[nodiscard]] std::optional<std::string> credential(const std::string& file,
                                                    const std::string& key);

}  // namespace mlpipe::tracking
