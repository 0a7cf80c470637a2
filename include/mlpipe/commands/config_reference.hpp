// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace mlpipe::commands {

/// One key of a configuration file, as its reader takes it.
struct SettingDocs {
  std::string pointer;   ///< RFC 6901; NAME stands for a name that the user gives
  std::string type;      ///< "whole number", "word", "object", ...
  std::string allowed;   ///< "from 1 to 100", "\"csv\", \"jsonl\""; empty: nothing beyond the type
  std::string fallback;  ///< JSON of what holds without it; empty: it may be absent
  std::string sentence;  ///< what it does; empty: nobody has said (a test refuses that)
};

struct SettingsFileDocs {
  std::string file;  ///< "config/drift.json"
  std::string use;   ///< which commands read it
  std::vector<SettingDocs> settings;
  std::vector<std::string> stray;  ///< pointers with a sentence that no reader asks for
};

/// Every key of pipeline.json, optimize.json and drift.json: keys, types and ranges as the readers
/// ask for them (survey_keys), defaults as --print-config writes them, and a sentence each.
[[nodiscard]] std::vector<SettingsFileDocs> config_reference();

}  // namespace mlpipe::commands
