// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mlpipe {

/// The known name closest to what was typed, if it is close enough to be a slip
/// (Damerau-Levenshtein distance of at most 2, or 3 for names of eight and more letters; case does
/// not count).
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view typed,
                                                      std::span<const std::string> known);

/// ' (did you mean "x"?)', or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view typed, std::span<const std::string> known);

/// Bytes of outside origin made fit for a message: quoted, control characters and broken UTF-8 as
/// \xNN, cut after max_bytes with an ellipsis.
[[nodiscard]] std::string quote(std::string_view text, std::size_t max_bytes = 60);

/// Is every byte part of a well-formed UTF-8 sequence?
[[nodiscard]] bool is_utf8(std::string_view text);

/// The shortest decimal that reads back as the same double; "nan", "inf" and "-inf" for those.
[[nodiscard]] std::string shortest(double value);

/// printf's %.*f.
[[nodiscard]] std::string fixed(double value, int digits);

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string lower(std::string_view text);  ///< ASCII only
/// A field of a CSV line, quoted where it must be. Source: RFC 4180.
[[nodiscard]] std::string csv_field(const std::string& text);

/// The last part of a path or URL, without the URL's query and fragment: "a/b.csv?x" -> "b.csv".
/// Empty where it ends with '/'.
[[nodiscard]] std::string last_part(std::string_view source);

[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
/// 1234567 -> "1,234,567"
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace mlpipe
