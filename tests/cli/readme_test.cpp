// SPDX-License-Identifier: MIT
// What README and tutorial show is what the program prints: their transcripts are replayed.
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "mlpipe/model/library_version.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/run_mlpipe.hpp"
#include "support/transcript.hpp"

using namespace mlpipe::testing;
namespace fs = std::filesystem;

namespace {

/// Data and settings as a fresh clone has them.
void copy_clone(const fs::path& folder) {
  for (const char* name : {"config", "data"}) {
    fs::copy(source_folder() / name, folder / name, fs::copy_options::recursive);
  }
  fs::remove(folder / "config/best_hyperparameters.json");
}

/// Figures are those of XGBoost 1.7; of other versions words and layout are compared.
std::string masked(const std::string& text) {
  const std::string out = without_run(text);
  return mlpipe::model::library_version().major == 1 ? out : without_numbers(out);
}

void check_replay(const char* document) {
  const TemporaryFolder workspace;
  copy_clone(workspace.path());
  const auto steps = transcript_of(read_text(source_folder() / document));
  REQUIRE(steps.size() >= 5);
  const auto printed = replay(workspace.path(), steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    INFO(document << ": $ " << steps[i].command << "\n" << printed[i]);
    CHECK(fits(masked(steps[i].output), masked(printed[i])));
  }
}

}  // namespace

TEST_CASE("the README's transcript is what the program prints", "[cli][xgboost]") {
  check_replay("README.md");
}

TEST_CASE("the tutorial's transcript is what the program prints", "[cli][xgboost][slow]") {
  check_replay("docs/tutorial.md");
}

TEST_CASE("every link between documents leads to a file", "[cli]") {
  const fs::path root = source_folder();
  std::vector<fs::path> documents = {root / "README.md", root / "CONTRIBUTING.md",
                                     root / "models/README.md", root / "src/training/README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(root / "docs")) {
    if (entry.path().extension() == ".md") {
      documents.push_back(entry.path());
    }
  }
  const std::regex link("\\]\\(([^)#:]+)(#[^)]*)?\\)");
  std::size_t links = 0;
  for (const auto& document : documents) {
    const std::string text = read_text(document);
    for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it, ++links) {
      const fs::path target = document.parent_path() / (*it)[1].str();
      INFO(document.string() << " links to " << target);
      CHECK(fs::exists(target));
    }
  }
  CHECK(links > 60);
}

TEST_CASE("a transcript that is wrong is found out", "[cli]") {
  const auto steps = transcript_of(
      "<!-- replayed -->\n```console\n$ echo one two; false\none [...]\n$ echo $?\n1\n```\n"
      "```console\n$ not replayed\n```\n");
  REQUIRE(steps.size() == 2);
  const TemporaryFolder folder;
  const auto printed = replay(folder.path(), steps);
  CHECK(fits(steps[0].output, printed[0]));
  CHECK(fits(steps[1].output, printed[1]));
  CHECK_FALSE(fits("one three\n", printed[0]));
  CHECK_FALSE(fits("", printed[0]));
  CHECK_FALSE(fits("one\n...\n", printed[0]));
  CHECK(fits("...\nlast (1)\n", "first\nsecond\nlast (1)\n"));
  CHECK_FALSE(fits("...\nlast (1)\n", "first\nlast [1)\n"));
  CHECK(without_run("run 20261130T020000Z-00ff00 at 2026-11-30 02:00") == "run RUN at TIME");
}
