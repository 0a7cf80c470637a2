// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace mlpipe::optimize {

/// The JSON of a journal's lines. Journals have tens of megabytes, and are read whole at each
/// start: simdjson takes a fifth of the time of the library that all other documents are read by.
class JournalJson {
 public:
  using Element = simdjson::dom::element;
  using Object = simdjson::dom::object;
  using Array = simdjson::dom::array;

  /// Python's JSON; NaN, Infinity and -Infinity stand in it as strings that number_of() knows.
  /// @return empty if the text cannot be read; valid until the next call
  [[nodiscard]] std::optional<Element> read(std::string_view text);

 private:
  simdjson::dom::parser parser_;
};

/// The value of a key; of a key given twice the last. Empty if there is none.
[[nodiscard]] std::optional<JournalJson::Element> find_key(const JournalJson::Object& object,
                                                           std::string_view key);

/// A number, be it one of Python's words; empty if it is none.
[[nodiscard]] std::optional<double> number_of(const JournalJson::Element& value);

/// As to_python_json(), spaced.
[[nodiscard]] std::string python_text(const JournalJson::Element& value);

}  // namespace mlpipe::optimize
