// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mlpipe::report {

/// Text of outside origin as one line that is safe to show: line ends and tabs become blanks, other
/// control characters and broken UTF-8 become \xNN, bidirectional controls U+FFFD.
[[nodiscard]] std::string one_line(std::string_view text);

/// As one_line(), but line feeds stay: for code blocks.
[[nodiscard]] std::string clean_lines(std::string_view text);

/// & < > " ' as references, for HTML and SVG text and attribute values.
[[nodiscard]] std::string escape_html(std::string_view text);

/// What stands before the first ":" of a link's target, in lower case ("https", "javascript"), or
/// "//" for a host without a scheme; empty for a path or a fragment.
[[nodiscard]] std::string link_scheme(std::string_view target);

/// Code points of well-formed UTF-8: the columns it takes on a terminal, wide scripts apart.
[[nodiscard]] std::size_t text_width(std::string_view text);

/// Cut to `width` code points, the last of them an ellipsis if anything was lost.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// `text`, `count` times.
[[nodiscard]] std::string repeated(std::string_view text, std::size_t count);

}  // namespace mlpipe::report
