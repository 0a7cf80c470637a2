// SPDX-License-Identifier: MIT
#include "cli/docs_command.hpp"

#include <array>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"

#include "cli/command_table.hpp"
#include "cli/completions.hpp"
#include "cli/manual.hpp"

namespace mlpipe::cli {
namespace {

const std::array<std::string, 3> kShells = {"bash", "zsh", "fish"};
const std::array<std::string, 2> kFormats = {"man", "markdown"};

}  // namespace

std::function<CommandArgs()> declare_completions(CLI::App& app) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "Whose script")->type_name(one_of(kShells));
  return [shell]() -> CommandArgs {
    if (shell->empty()) {
      throw ConfigError("completions: name a shell: " + one_of(kShells));
    }
    return CompletionsArgs{chosen<Shell>("completions", *shell, kShells)};
  };
}

std::function<CommandArgs()> declare_man(CLI::App& app) {
  struct Typed {
    std::string command;
    std::optional<std::string> format;
  };
  const auto typed = std::make_shared<Typed>();
  app.add_option("command", typed->command,
                 "Whose page; config: all settings (default: the program's, with every command)")
      ->type_name("COMMAND");
  app.add_option("--format", typed->format,
                 "For man(1), or as in docs/commands of the source (default: man)")
      ->type_name(one_of(kFormats));
  return [typed]() -> CommandArgs {
    return ManArgs{typed->command,
                   chosen<PageFormat>("--format", typed->format.value_or("man"), kFormats)};
  };
}

Outcome run_completions_command(const CompletionsArgs& args) {
  const auto docs = describe_program();
  const std::string text = args.shell == Shell::kBash  ? bash_completions(docs)
                           : args.shell == Shell::kZsh ? zsh_completions(docs)
                                                       : fish_completions(docs);
  return {ExitCode::kOk, text, {{"script", text}}};
}

Outcome run_man_command(const ManArgs& args) {
  const auto docs = describe_program();
  const std::string text = args.format == PageFormat::kMan ? manual_page(docs, args.command)
                                                           : markdown_page(docs, args.command);
  return {ExitCode::kOk, text, {{"page", text}}};
}

}  // namespace mlpipe::cli
