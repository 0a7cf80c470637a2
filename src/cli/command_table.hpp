// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "cli/args.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 calls it so
class App;
}

namespace mlpipe::cli {

struct Example {
  const char* line;     ///< what to type
  const char* meaning;  ///< what it does, one sentence
};

/// One subcommand. To add one: an alternative of CommandArgs, a function that declares its flags,
/// a row in command_table().
struct Command {
  const char* name;
  const char* summary;
  std::vector<Example> examples;
  /// Declares the flags; what it returns gives the arguments once argv has been parsed.
  std::function<CommandArgs()> (*declare)(CLI::App& app);
};

[[nodiscard]] const std::vector<Command>& command_table();

/// A whole number within [low, high] of a flag or variable.
/// @throws ConfigError naming it
[[nodiscard]] std::uint64_t parse_whole(const std::string& name, const std::string& text,
                                        std::uint64_t low, std::uint64_t high);

/// A length of time, or of bars, of a flag; not 0. @throws ConfigError naming it
[[nodiscard]] Duration parse_length(const std::string& name, const std::string& text);

/// Type name of a flag that takes one of these words: "csv|jsonl". Help, completions, manual and
/// pages read the words from there.
[[nodiscard]] inline std::string one_of(std::span<const std::string> words) {
  return join(words, "|");
}

/// The enumerator at the place of the word. @throws ConfigError naming the flag
template <class Enum>
[[nodiscard]] Enum chosen(const std::string& flag, const std::string& typed,
                          std::span<const std::string> words) {
  const auto found = std::find(words.begin(), words.end(), typed);
  if (found == words.end()) {
    throw ConfigError(flag + ": " + quote(typed) + " is not one of " + join(words, ", ") +
                      did_you_mean(typed, words));
  }
  return static_cast<Enum>(found - words.begin());
}

}  // namespace mlpipe::cli
