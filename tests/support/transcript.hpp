// SPDX-License-Identifier: MIT
#pragma once

// Transcripts in documents, and their replay. A block is replayed if it stands behind the mark:
//
//   <!-- replayed -->
//   ```console
//   $ mlpipe version
//   v1.0.0 ...
//   ```
//
// "$ " begins a command; what follows is what it prints on stdout, where a line "..." stands for
// any number of lines and "[...]" for the rest of one. All blocks of a document are one session in
// one folder; `echo $?` shows the status of the command before.

#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "support/paths.hpp"
#include "support/shell.hpp"

namespace mlpipe::testing {

struct TranscriptStep {
  std::string command;
  std::string output;
};

inline std::vector<TranscriptStep> transcript_of(const std::string& document) {
  std::vector<TranscriptStep> steps;
  std::istringstream text(document);
  enum { kOutside, kMarked, kInside } place = kOutside;
  for (std::string line; std::getline(text, line);) {
    if (line == "<!-- replayed -->") {
      place = kMarked;
    } else if (place == kMarked && line == "```console") {
      place = kInside;
    } else if (line.rfind("```", 0) == 0) {
      place = kOutside;
    } else if (place == kInside && line.rfind("$ ", 0) == 0) {
      steps.push_back({line.substr(2), ""});
    } else if (place == kInside && !steps.empty()) {
      steps.back().output += line + "\n";
    }
  }
  return steps;
}

/// What each command prints on stdout. Program and folder are those of the session.
inline std::vector<std::string> replay(const std::filesystem::path& folder,
                                       const std::vector<TranscriptStep>& steps) {
  const TemporaryFolder outputs;
  std::filesystem::create_directory(outputs.path() / "bin");
  std::filesystem::create_symlink(mlpipe_program(), outputs.path() / "bin/mlpipe");
  std::string script = "PATH='" + (outputs.path() / "bin").string() + "':$PATH\nstatus=0\n";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string file = (outputs.path() / std::to_string(i)).string();
    script += "{ (exit $status); " + steps[i].command + "\n} >'" + file + "' 2>'" + file +
              ".err'\nstatus=$?\n";
  }
  (void)run_shell(folder, script);
  std::vector<std::string> printed;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    printed.push_back(read_text(outputs.path() / std::to_string(i)));
  }
  return printed;
}

/// What differs from run to run: names of runs, hashes, today's dates and times, durations.
inline std::string without_run(const std::string& text) {
  static const std::vector<std::pair<std::regex, std::string>> kMasks = {
      {std::regex("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}"), "RUN"},
      {std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{5,8}Z?"), "TIME"},
      {std::regex("\\b[0-9a-f]{12,64}\\b"), "HASH"},
  };
  std::string out = text;
  for (const auto& [form, word] : kMasks) {
    out = std::regex_replace(out, form, word);
  }
  return out;
}

/// Numbers belong to a version of XGBoost; words, and what stands where, do not.
inline std::string without_numbers(const std::string& text) {
  const std::string out = std::regex_replace(text, std::regex("-?[0-9][0-9.,]*%?"), "#");
  return std::regex_replace(out, std::regex(" +"), " ");
}

/// Does what was printed fit the transcript, both masked?
inline bool fits(const std::string& expected, const std::string& printed) {
  std::string form;
  std::istringstream lines(expected);
  for (std::string line; std::getline(lines, line);) {
    if (line == "...") {
      form += "(?:[^\n]*\n)*?";
      continue;
    }
    const auto cut = line.find("[...]");
    const std::string literal = line.substr(0, cut);
    form += std::regex_replace(literal, std::regex(R"([.^$|()\[\]{}*+?\\])"), R"(\$&)") +
            (cut == std::string::npos ? "\n" : "[^\n]*\n");
  }
  return std::regex_match(printed, std::regex(form));
}

}  // namespace mlpipe::testing
