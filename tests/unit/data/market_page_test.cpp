// SPDX-License-Identifier: MIT
// docs/data.md names every option and every kind of finding.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "mlpipe/data/market_reader.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace mlpipe::data;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> out;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), regex);
       it != std::sregex_iterator(); ++it) {
    out.insert((*it)[1]);
  }
  return out;
}

}  // namespace

TEST_CASE("the user page explains every data option", "[data]") {
  const std::string page = text_of(mlpipe::testing::source_folder() / "docs/data.md");
  const auto written = write_data_options({});
  for (const auto& [key, value] : written.items()) {
    CAPTURE(key);
    CHECK(page.find("| `" + key + "`") != std::string::npos);
  }
  for (const auto& [key, value] : written.at("transfer").items()) {
    CAPTURE(key);
    CHECK(page.find("`transfer." + key + "`") != std::string::npos);
  }
}

TEST_CASE("the user page explains every kind of finding", "[data]") {
  const std::filesystem::path root(mlpipe::testing::source_folder());
  std::set<std::string> kinds;
  for (const auto& entry : std::filesystem::directory_iterator(root / "src/data")) {
    if (entry.path().extension() == ".cpp") {
      const std::string source = text_of(entry.path());
      kinds.merge(matches(source, R"re(Advice\{\s*"([a-z_]+)")re"));
      kinds.merge(matches(source, R"re(\{"([a-z_]+)",\s*Finding::Action)re"));
      kinds.merge(matches(source, R"re("([a-z]+_[a-z_]+)",\s*Action::)re"));
      kinds.merge(matches(source, R"re("(missing_[a-z]+)")re"));
      kinds.merge(matches(source, R"re("(duplicate_[a-z]+)")re"));
    }
  }
  CHECK(kinds.size() > 25);
  const std::string page = text_of(root / "docs/data.md");
  for (const auto& kind : kinds) {
    CAPTURE(kind);
    CHECK(page.find("| `" + kind + "`") != std::string::npos);
  }
}
