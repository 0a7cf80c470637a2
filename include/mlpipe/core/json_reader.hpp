// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/time.hpp"

namespace mlpipe {

/// Text to JSON, strictly: no duplicate keys, no trailing text, UTF-8 only, depth at most 100.
/// @throws ConfigError naming source, line and column
[[nodiscard]] nlohmann::json parse_json(std::string_view text, const std::string& source);

/// The text of a JSON file: two blanks a level, a line end behind. Bytes that are no UTF-8 (names
/// of files may hold any) become U+FFFD.
[[nodiscard]] std::string to_json_file(const nlohmann::ordered_json& document);

/// On one line, for hashes and messages; U+FFFD as above.
[[nodiscard]] std::string to_json_line(const nlohmann::ordered_json& document);

/// A strict view of one JSON object. Every key asked for is known; whatever else stands in the
/// object is reported with the nearest known key. Problems are gathered, each with source and JSON
/// pointer, so that five typos cost one run and not five. A value of the wrong type is a problem
/// and the default is returned meanwhile.
class JsonReader {
 public:
  using Problems = std::vector<std::string>;

  /// Reads one object through `body`, then throws all problems at once.
  /// @throws ConfigError one problem a line, each "SOURCE: POINTER: what is wrong; what to do"
  static void read(const nlohmann::json& document, const std::string& source,
                   const std::function<void(JsonReader&)>& body);

  [[nodiscard]] bool has(const std::string& key);
  [[nodiscard]] std::string string(const std::string& key, const std::string& fallback);
  /// One of `choices`, else a problem that lists them.
  [[nodiscard]] std::string choice(const std::string& key, const std::string& fallback,
                                   std::span<const std::string> choices);
  /// The enumerator at the place of the word in `words`; the first where the key is absent.
  template <class Enum>
  [[nodiscard]] Enum enumerator(const std::string& key, std::span<const std::string> words) {
    const std::string word = choice(key, words.front(), words);
    return static_cast<Enum>(std::find(words.begin(), words.end(), word) - words.begin());
  }
  [[nodiscard]] bool boolean(const std::string& key, bool fallback);
  /// Finite, within [low, high].
  [[nodiscard]] double number(const std::string& key, double fallback, double low, double high);
  [[nodiscard]] std::int64_t integer(const std::string& key, std::int64_t fallback,
                                     std::int64_t low, std::int64_t high);
  /// A string as parse_duration() reads it, or a whole number, which counts bars.
  [[nodiscard]] Duration duration(const std::string& key, const Duration& fallback);
  /// A list of such lengths; a single one is a list of one.
  [[nodiscard]] std::vector<Duration> durations(const std::string& key,
                                                const std::vector<Duration>& fallback);
  /// A list of strings; a single string is a list of one.
  [[nodiscard]] std::vector<std::string> strings(const std::string& key,
                                                 const std::vector<std::string>& fallback);
  [[nodiscard]] std::vector<double> numbers(const std::string& key,
                                            const std::vector<double>& fallback);
  /// The value as it stands (null if absent), for free-form parts such as XGBoost's parameters.
  [[nodiscard]] const nlohmann::json& raw(const std::string& key);
  /// Reads a nested object if the key is there.
  void object(const std::string& key, const std::function<void(JsonReader&)>& body);
  /// Every key of this object with its value, all counted as known.
  [[nodiscard]] std::vector<std::pair<std::string, const nlohmann::json*>> entries();

  /// Reports a problem of a key (empty: of this object), e.g. a value that contradicts another.
  void problem(const std::string& key, const std::string& what);
  /// RFC 6901 pointer of a key (empty: of this object).
  [[nodiscard]] std::string pointer(const std::string& key = "") const;

 private:
  JsonReader(const nlohmann::json& node, std::string source, std::string pointer,
             Problems& problems);
  const nlohmann::json* find(const std::string& key);
  void finish();

  const nlohmann::json& node_;
  std::string source_;
  std::string pointer_;
  Problems& problems_;
  std::vector<std::string> known_;
};

}  // namespace mlpipe
