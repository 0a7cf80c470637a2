// SPDX-License-Identifier: MIT
// The manual for man(1), and the pages of docs/commands.
#include "cli/manual.hpp"

#include <filesystem>
#include <string>

#include "mlpipe/core/error.hpp"

#include "cli/settings_page.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/shell.hpp"

using namespace mlpipe::cli;
using namespace mlpipe::testing;

namespace {

namespace fs = std::filesystem;

constexpr const char* kRenew =
    "; if the change is meant, run scripts/reference-pages.sh and commit what it writes";

std::vector<std::string> page_names(const ProgramDocs& docs) {
  std::vector<std::string> names = {"", kSettingsTopic};
  for (const auto& command : docs.commands) {
    names.push_back(command.own.name);
  }
  return names;
}

/// As groff writes a flag.
std::string in_roff(const std::string& flag) {
  std::string out;
  for (const char c : flag) {
    out += c == '-' ? std::string("\\-") : std::string(1, c);
  }
  return out;
}

void check_flags(const WordDocs& part, const std::string& manual, const std::string& markdown) {
  for (const auto& flag : part.flags) {
    INFO(part.name << " " << flag.names.back());
    CHECK(manual.find("\\fB" + in_roff(flag.names.back()) + "\\fR") != std::string::npos);
    CHECK(markdown.find(flag.names.back() + "`") != std::string::npos);
  }
}

}  // namespace

TEST_CASE("man and groff render every page without a warning", "[cli]") {
  const TemporaryFolder folder;
  const auto docs = describe_program();
  for (const auto& name : page_names(docs)) {
    INFO("mlpipe man " << name);
    const std::string page = name == kSettingsTopic ? "page.5" : "page.1";
    folder.write(page, manual_page(docs, name));
    if (is_installed("groff")) {
      const auto groff = run_shell(folder.path(), "groff -man -ww -Tutf8 -z " + page);
      CHECK(groff.out.empty());
      CHECK(groff.exit_code == 0);
    } else {
      WARN("groff is not installed: the manual was not rendered");
    }
    if (is_installed("mandoc")) {
      // A page has no date: the same program gives the same page.
      const auto lint = run_shell(folder.path(),
                                  "mandoc -Tlint -W warning " + page + " | grep -v 'missing date'");
      CHECK(lint.out.empty());
    }
    if (is_installed("man")) {
      const std::string man = "MANWIDTH=80 man --warnings -l " + page;
      CHECK(run_shell(folder.path(), man + " 2>&1 >/dev/null").out.empty());
      CHECK_THAT(run_shell(folder.path(), man + " | col -b").out, ContainsSubstring("NAME"));
    }
  }
}

TEST_CASE("every flag of every command is in the manual and on a page", "[cli]") {
  const auto docs = describe_program();
  const std::string whole = manual_page(docs, "");
  check_flags(docs.own, whole, markdown_page(docs, ""));
  for (const auto& command : docs.commands) {
    const std::string& name = command.own.name;
    const std::string page = markdown_page(docs, name);
    for (const auto& manual : {whole, manual_page(docs, name)}) {
      check_flags(command.own, manual, page);
      for (const auto& action : command.actions) {
        check_flags(action, manual, page);
      }
    }
    CHECK_THAT(markdown_page(docs, ""), ContainsSubstring("(" + name + ".md)"));
  }
}

TEST_CASE("a command's page says which codes it gives, what it reads and where more stands",
          "[cli]") {
  const auto docs = describe_program();
  for (const auto& command : docs.commands) {
    INFO(command.own.name << " needs a row in src/cli/command_facts.cpp");
    CHECK(exit_codes_of(docs, command).size() == command.facts.exit_codes.size());
    CHECK(command.facts.exit_codes.size() >= 3);
    REQUIRE_FALSE(command.facts.topics.empty());
    for (const auto& topic : command.facts.topics) {
      INFO(topic);
      CHECK(fs::exists(source_folder() / topic));
    }
  }
  CHECK_THROWS_AS(manual_page(docs, "trian"), mlpipe::ConfigError);
}

TEST_CASE("docs/commands and docs/config.md are what the program says today", "[cli]") {
  const auto docs = describe_program();
  const fs::path folder = source_folder() / "docs/commands";
  for (const auto& name : page_names(docs)) {
    const fs::path file = name == kSettingsTopic
                              ? folder / "../config.md"
                              : folder / ((name.empty() ? "README" : name) + ".md");
    INFO(file.string() << kRenew);
    CHECK(read_text(file) == markdown_page(docs, name));
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    INFO(entry.path() << " is no command's" << kRenew);
    CHECK((name == "README" || find_command(docs, name).own.name == name));
  }
}
