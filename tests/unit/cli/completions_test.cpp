// SPDX-License-Identifier: MIT
// The scripts of mlpipe completions, in the shells that they are for.
#include "cli/completions.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/shell.hpp"

using namespace mlpipe::cli;
using namespace mlpipe::testing;

namespace {

using Words = std::set<std::string>;

/// A folder with a registry of two versions and the scripts.
class CompletionWorld {
 public:
  CompletionWorld() {
    const auto docs = describe_program();
    folder_.write("mlpipe.bash", bash_completions(docs));
    folder_.write("_mlpipe", zsh_completions(docs));
    folder_.write("mlpipe.fish", fish_completions(docs));
    folder_.write("models/archive/v1.0.0/VERSION", "1.0.0\n");
    folder_.write("models/archive/v1.1.0/VERSION", "1.1.0\n");
    folder_.write("elsewhere/archive/v7.0.0/VERSION", "7.0.0\n");
    folder_.write("prices.csv", "");
  }
  [[nodiscard]] ShellResult shell(const std::string& script) const {
    return run_shell(folder_.path(), script);
  }
  /// What bash offers for the last of the words.
  [[nodiscard]] Words bash(const std::string& words) const {
    return lines("source ./mlpipe.bash; COMP_WORDS=(" + words +
                 "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _mlpipe; "
                 "printf '%s\\n' \"${COMPREPLY[@]}\"");
  }
  /// What fish offers, without descriptions.
  [[nodiscard]] Words fish(const std::string& line) const {
    return lines("export HOME=$PWD; fish -c 'source mlpipe.fish; complete -C \"" + line +
                 "\"' | cut -f 1");
  }

 private:
  [[nodiscard]] Words lines(const std::string& script) const {
    const auto result = shell(script);
    INFO(script << "\n" << result.out);
    CHECK(result.exit_code == 0);
    Words words;
    std::istringstream text(result.out);
    for (std::string line; std::getline(text, line);) {
      if (!line.empty()) {
        words.insert(line);
      }
    }
    return words;
  }

  TemporaryFolder folder_;
};

bool contains(const Words& words, const Words& expected) {
  return std::includes(words.begin(), words.end(), expected.begin(), expected.end());
}

}  // namespace

TEST_CASE("bash takes the script, and completes commands, actions and flags", "[cli]") {
  const CompletionWorld world;
  REQUIRE(world.shell("bash -n mlpipe.bash").out.empty());
  CHECK(contains(world.bash("mlpipe ''"), {"train", "rollback", "completions"}));
  CHECK(world.bash("mlpipe va") == Words{"validate"});
  CHECK(world.bash("mlpipe version pro") == Words{"promote"});
  CHECK(contains(world.bash("mlpipe version promote --"), {"--major", "--models-dir", "--json"}));
  CHECK(world.bash("mlpipe version list --maj").empty());
  CHECK(world.bash("mlpipe --quiet train --use-b") == Words{"--use-best"});
}

TEST_CASE("bash completes words of closed sets, files, folders and versions", "[cli]") {
  const CompletionWorld world;
  const Words policies = {"auto", "refresh", "new-recipe"};
  CHECK(world.bash("mlpipe validate --policy ''") == policies);
  CHECK(world.bash("mlpipe validate --policy = re") == Words{"refresh"});
  CHECK(world.bash("mlpipe validate --policy =") == policies);
  CHECK(world.bash("mlpipe completions f") == Words{"fish"});
  CHECK(contains(world.bash("mlpipe optimize --objective sh"), {"sharpe"}));
  CHECK(world.bash("mlpipe train --data p") == Words{"prices.csv"});
  CHECK(world.bash("mlpipe train --models-dir ''") == Words{"elsewhere", "models"});
  CHECK(world.bash("mlpipe optimize --trials ''").empty());
  CHECK(world.bash("mlpipe rollback ''") == Words{"v1.0.0", "v1.1.0"});
  CHECK(world.bash("mlpipe rollback --models-dir elsewhere ''") == Words{"v7.0.0"});
  CHECK(world.bash("mlpipe version diff v1.0.0 ''") == Words{"v1.0.0", "v1.1.0"});
  CHECK(contains(world.bash("mlpipe predict --model ''"), {"production", "staging", "v1.1.0"}));
  // A flag's value is not taken for an action.
  CHECK(contains(world.bash("mlpipe optimize --study status ''"), {"status", "export"}));
}

TEST_CASE("fish takes the script, and completes the same", "[cli]") {
  if (!is_installed("fish")) {
    WARN("fish is not installed: its completions were not tried");
    return;
  }
  const CompletionWorld world;
  REQUIRE(world.shell("export HOME=$PWD; fish -n mlpipe.fish").out.empty());
  CHECK(contains(world.fish("mlpipe "), {"train", "rollback", "completions"}));
  CHECK(contains(world.fish("mlpipe version "), {"promote", "list"}));
  CHECK(world.fish("mlpipe version promote --maj") == Words{"--major"});
  CHECK(world.fish("mlpipe validate --policy ") == Words{"auto", "refresh", "new-recipe"});
  CHECK(world.fish("mlpipe completions f") == Words{"fish"});
  CHECK(world.fish("mlpipe train --data p") == Words{"prices.csv"});
  CHECK(world.fish("mlpipe rollback ") == Words{"v1.0.0", "v1.1.0"});
  CHECK(world.fish("mlpipe rollback --models-dir elsewhere ") == Words{"v7.0.0"});
}

TEST_CASE("zsh takes the script, and completes the same", "[cli]") {
  if (!is_installed("zsh")) {
    WARN("zsh is not installed: its completions were not tried");
    return;
  }
  const CompletionWorld world;
  REQUIRE(world.shell("zsh -n _mlpipe").out.empty());
  // A terminal of zsh's own; what it lists after two tabs is read from its screen. They are typed
  // when the prompt is there: before, the line is the kernel's, which would delete it at ^U.
  const auto offered = [&](const std::string& line) {
    return world
        .shell(
            "cat >talk.zsh <<'END'\n"
            "zmodload zsh/zpty\n"
            "zpty shell zsh -f\n"
            "zpty -w shell 'PS1=RE\"ADY\"; stty rows 200 cols 400; fpath=($PWD $fpath); "
            "autoload -U compinit; "
            "compinit -u -D; zstyle \":completion:*\" list-prompt \"\"; setopt autolist'\n"
            "zpty -r shell text '*READY*'\n"
            "zpty -w -n shell \"$1\"$'\\t'$'\\t'\n"
            "zpty -w -n shell $'\\C-u'\n"
            "zpty -w shell 'print EN''D'\n"
            "zpty -r shell text '*END*'\n"
            "print -r -- $text\n"
            "END\n"
            "export HOME=$PWD TERM=xterm; timeout 60 zsh -f talk.zsh '" +
            line + "'")
        .out;
  };
  CHECK_THAT(offered("mlpipe "), ContainsSubstring("rollback") && ContainsSubstring("validate"));
  CHECK_THAT(offered("mlpipe version "), ContainsSubstring("promote"));
  CHECK_THAT(offered("mlpipe version promote --"), ContainsSubstring("--major") &&
                                                       ContainsSubstring("--models-dir") &&
                                                       ContainsSubstring("--json"));
  CHECK_THAT(offered("mlpipe validate --policy "),
             ContainsSubstring("refresh") && ContainsSubstring("new-recipe"));
  CHECK_THAT(offered("mlpipe rollback "), ContainsSubstring("v1.0.0") &&
                                              ContainsSubstring("v1.1.0") &&
                                              !ContainsSubstring("staging"));
  CHECK_THAT(offered("mlpipe predict --model "),
             ContainsSubstring("v1.0.0") && ContainsSubstring("staging"));
}

TEST_CASE("every flag and every word of a closed set is in each shell's script", "[cli]") {
  const auto docs = describe_program();
  const std::vector<std::string> scripts = {bash_completions(docs), zsh_completions(docs),
                                            fish_completions(docs)};
  std::size_t flags = 0;
  const auto check = [&](const WordDocs& part) {
    for (const auto& flag : part.flags) {
      ++flags;
      const std::string name = flag.names.back().substr(2);
      for (std::size_t shell = 0; shell < scripts.size(); ++shell) {
        INFO(part.name << " " << name << " in script " << shell);
        const bool fish = shell == 2;
        CHECK(scripts[shell].find((fish ? "-l " : "--") + name) != std::string::npos);
        for (const auto& word : flag.words) {
          CHECK(scripts[shell].find(word) != std::string::npos);
        }
      }
    }
  };
  check(docs.own);
  for (const auto& command : docs.commands) {
    check(command.own);
    for (const auto& action : command.actions) {
      check(action);
    }
  }
  CHECK(flags > 60);
}

TEST_CASE("texts of flags cannot leave their quotes", "[cli]") {
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("it's a \\", true) == "'it\\'s a \\\\'");
}
