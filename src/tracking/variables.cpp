// SPDX-License-Identifier: MIT
#include "tracking/variables.hpp"

#include <charconv>
#include <string_view>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::tracking {
namespace {

template <class Number>
Number read_number(const std::string& name, const std::string& text, Number low, Number high,
                   const std::string& range) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Written so that a NaN is outside.
  if (error != std::errc() || end != text.data() + text.size() ||
      !(value >= low && value <= high)) {
    throw ConfigError(name, "expected " + range + ", found " + quote(text));
  }
  return value;
}

}  // namespace

std::optional<std::string> Variables::text(const std::string& name) const {
  const auto value = lookup_ ? lookup_(name) : std::nullopt;
  const std::string trimmed(value ? trim(*value) : "");
  return trimmed.empty() ? std::nullopt : std::optional(trimmed);
}

bool Variables::flag(const std::string& name, bool fallback) const {
  const auto value = text(name);
  if (!value) {
    return fallback;
  }
  const std::string word = lower(*value);
  if (word != "true" && word != "1" && word != "false" && word != "0") {
    throw ConfigError(name, "expected true, false, 1 or 0, found " + quote(*value));
  }
  return word == "true" || word == "1";
}

std::int64_t Variables::integer(const std::string& name, std::int64_t fallback, std::int64_t low,
                                std::int64_t high) const {
  const auto value = text(name);
  return value ? read_number(
                     name, *value, low, high,
                     "a whole number from " + std::to_string(low) + " to " + std::to_string(high))
               : fallback;
}

double Variables::number(const std::string& name, double fallback, double low, double high) const {
  const auto value = text(name);
  return value ? read_number(name, *value, low, high,
                             "a number from " + shortest(low) + " to " + shortest(high))
               : fallback;
}

std::optional<std::string> credential(const std::string& file, const std::string& key) {
  std::string_view rest = file;
  bool inside = false;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view line = trim(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.starts_with('[')) {
      inside = line == "[mlflow]";
    } else if (const auto at = line.find_first_of("=:");
               inside && at != std::string_view::npos && !line.starts_with('#') &&
               !line.starts_with(';') && lower(trim(line.substr(0, at))) == key) {
      const std::string_view value = trim(line.substr(at + 1));
      return value.empty() ? std::nullopt : std::optional(std::string(value));
    }
  }
  return std::nullopt;
}

}  // namespace mlpipe::tracking
