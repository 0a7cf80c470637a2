// SPDX-License-Identifier: MIT
#include "cli/github.hpp"

#include <cstdlib>

#include "support/catch.hpp"
#include "support/memory_file_system.hpp"

using namespace mlpipe;
using namespace mlpipe::cli;

namespace {

/// Sets a variable of the environment, and takes it back.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* before = std::getenv(name);
    before_ = before == nullptr ? "" : before;
    ::setenv(name, value, 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (before_.empty()) {
      ::unsetenv(name_);
    } else {
      ::setenv(name_, before_.c_str(), 1);
    }
  }

 private:
  const char* name_;
  std::string before_;
};

constexpr std::size_t kLimit = 1U << 20U;  // what GitHub takes of one step

}  // namespace

TEST_CASE("only a step of GitHub Actions is one", "[cli]") {
  {
    const Variable actions("GITHUB_ACTIONS", "true");
    CHECK(on_github());
  }
  const Variable actions("GITHUB_ACTIONS", "false");
  CHECK_FALSE(on_github());
}

TEST_CASE("a summary is added to what the step has written before", "[cli]") {
  testing::MemoryFileSystem files;
  const Variable summary("GITHUB_STEP_SUMMARY", "summary.md");
  files.replace("summary.md", "# before\n");
  add_step_summary(files, "# after\n");
  CHECK(files.read("summary.md") == "# before\n# after\n");
}

TEST_CASE("without a summary file nothing is written", "[cli]") {
  testing::MemoryFileSystem files;
  const Variable summary("GITHUB_STEP_SUMMARY", "");
  const int before = files.writes();
  add_step_summary(files, "# report\n");
  CHECK(files.writes() == before);
}

TEST_CASE("a summary is cut at the end of a line below GitHub's limit", "[cli]") {
  testing::MemoryFileSystem files;
  const Variable summary("GITHUB_STEP_SUMMARY", "summary.md");
  const std::string line = std::string(99, 'x') + "\n";
  std::string long_text;
  while (long_text.size() < 2 * kLimit) {
    long_text += line;
  }
  add_step_summary(files, long_text);
  const std::string text = files.read("summary.md");
  CHECK(text.size() < kLimit);
  CHECK(text.size() > kLimit / 2);
  const auto note = text.find("\n\nThe rest is in the report");
  REQUIRE(note != std::string::npos);
  CHECK((note + 1) % line.size() == 0);
}

TEST_CASE("what a step wrote before counts towards the limit", "[cli]") {
  testing::MemoryFileSystem files;
  const Variable summary("GITHUB_STEP_SUMMARY", "summary.md");
  const std::string before(kLimit - 10'000, 'b');
  files.replace("summary.md", before);
  std::string report;
  while (report.size() < 100'000) {
    report += "a line of the report\n";
  }
  add_step_summary(files, report);
  const std::string text = files.read("summary.md");
  CHECK(text.size() < kLimit);
  CHECK(text.size() > before.size());
  CHECK_THAT(text.substr(before.size()), ContainsSubstring("The rest is in the report"));
}

TEST_CASE("a summary that has to be cut within a line cuts no character", "[cli]") {
  testing::MemoryFileSystem files;
  const Variable summary("GITHUB_STEP_SUMMARY", "summary.md");
  std::string line;
  while (line.size() < kLimit) {
    line += "\xE2\x96\x84";
  }
  add_step_summary(files, line);
  const std::string text = files.read("summary.md");
  CHECK(text.find("\n\nThe rest") % 3 == 0);
}
