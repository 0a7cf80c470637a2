// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "mlpipe/core/fixed_width.hpp"

namespace mlpipe::report {

/// As one_line(), but line feeds stay: for code blocks.
[[nodiscard]] std::string clean_lines(std::string_view text);

/// & < > " ' as references, for HTML and SVG text and attribute values.
[[nodiscard]] std::string escape_html(std::string_view text);

/// What stands before the first ":" of a link's target, in lower case ("https", "javascript"), or
/// "//" for a host without a scheme; empty for a path or a fragment.
[[nodiscard]] std::string link_scheme(std::string_view target);

/// Cut to `width` code points, the last of them an ellipsis if anything was lost.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// `text`, `count` times.
[[nodiscard]] std::string repeated(std::string_view text, std::size_t count);

}  // namespace mlpipe::report
