// SPDX-License-Identifier: MIT
#include "cli/settings_page.hpp"

#include <fmt/format.h>

#include "mlpipe/commands/config_reference.hpp"

#include "cli/page_text.hpp"

namespace mlpipe::cli {
namespace {

using commands::SettingDocs;

std::string type_of(const SettingDocs& setting) {
  return setting.type == "word"    ? setting.allowed
         : setting.allowed.empty() ? setting.type
                                   : setting.type + " " + setting.allowed;
}

constexpr const char* kLengths =
    "A length is a time such as \"45min\", \"2h\", \"30d\", \"3M\", \"1y\", or a whole number, "
    "which "
    "counts bars, where bars make sense. Unknown keys and impossible values are refused, all at "
    "once "
    "and with the nearest known name.";

}  // namespace

std::string settings_manual() {
  std::string out = roff_header("MLPIPE-CONFIG", 5) +
                    ".SH NAME\nmlpipe\\-config \\- every setting of mlpipe\n.SH DESCRIPTION\n" +
                    roff_text(kLengths) + "\n";
  for (const auto& file : commands::config_reference()) {
    out += ".SH " + roff_text(file.file) + "\nRead by " + roff_text(file.use) + ".\n";
    for (const auto& setting : file.settings) {
      out += roff_entry(
          roff_bold(setting.pointer) + " (" + roff_text(type_of(setting)) + ")",
          setting.sentence + (setting.fallback.empty() ? "" : "; default: " + setting.fallback));
    }
  }
  return out + ".SH SEE ALSO\n.BR mlpipe (1)\n";
}

std::string settings_markdown() {
  std::string out = markdown_origin() + "# Settings\n\n" + kLengths +
                    "\n`mlpipe train --print-config`, `mlpipe optimize --print-config` and `mlpipe "
                    "drift --print-config` print what is in force.\nA file may leave out what it "
                    "does not change.\n";
  for (const auto& file : commands::config_reference()) {
    out += fmt::format(
        "\n## `{}`\n\nRead by {}.\n\n| key | type | default | |\n| --- | --- | --- | --- |\n",
        file.file, file.use);
    for (const auto& setting : file.settings) {
      out += fmt::format("| {} | {} | {} | {} |\n", markdown_code(setting.pointer),
                         markdown_cell(type_of(setting)), markdown_code(setting.fallback),
                         markdown_cell(setting.sentence));
    }
  }
  return out;
}

}  // namespace mlpipe::cli
