// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

// All three escape every text of the document: a column named "<script>" or "a|b" shows as just
// that. Control characters and broken UTF-8 show as \xNN, and characters that turn the direction of
// writing as U+FFFD. Equal documents give equal bytes.

/// GitHub flavoured Markdown. Figures become a line of block characters and a short table, notes
/// and warnings become GitHub's alerts.
[[nodiscard]] std::string to_markdown(const Document& document);

/// A text as one line of it, of which nothing is markup.
[[nodiscard]] std::string markdown_line(std::string_view text);

/// The blocks alone, for a place that has a title of its own.
[[nodiscard]] std::string to_markdown(const std::vector<Block>& blocks);

/// One file that needs nothing else: no scripts, no links out (a URL is shown as text), style
/// inside, figures as SVG in a wide and a narrow drawing. Light and dark as the reader's system
/// says.
[[nodiscard]] std::string to_html(const Document& document);

/// For a terminal: no colours, paragraphs wrapped at 88 columns; tables keep their width.
[[nodiscard]] std::string to_text(const Document& document);

}  // namespace mlpipe::report
