// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mlpipe::cli {

/// Text of a line for man(7): nothing in it is taken for a request, a hyphen can be copied.
[[nodiscard]] std::string roff_text(const std::string& text);
[[nodiscard]] std::string roff_bold(const std::string& text);
[[nodiscard]] std::string roff_italic(const std::string& text);  ///< nothing for nothing
/// The beginning of a page. @param title  "MLPIPE-TRAIN" @param section  1: commands, 5: files
[[nodiscard]] std::string roff_header(const std::string& title, int section);
/// A tagged paragraph. @param label  already in man(7)'s language
[[nodiscard]] std::string roff_entry(const std::string& label, const std::string& text);

/// The first line of a page that is made.
[[nodiscard]] std::string markdown_origin();
[[nodiscard]] std::string markdown_cell(const std::string& text);
[[nodiscard]] std::string markdown_code(const std::string& text);  ///< nothing for nothing

}  // namespace mlpipe::cli
