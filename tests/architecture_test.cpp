// SPDX-License-Identifier: MIT
// The picture in docs/ARCHITECTURE.md, as a test: who may include whom, which third party lives
// where, and which words stay in their houses.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/paths.hpp"

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const std::map<std::string, Names> kMayInclude = {
    {"core", {}},
    {"stats", {"core"}},
    {"data", {"core"}},
    {"metrics", {"core", "stats"}},
    {"features", {"core", "data", "stats"}},
    {"labels", {"core", "data"}},
    {"model", {"core", "data"}},
    {"optimize", {"core", "stats"}},
    {"training", {"core", "data", "features", "labels", "metrics", "model"}},
    {"backtest", {"core", "data", "metrics", "stats"}},
    {"gate", {"core", "metrics", "stats"}},
    {"drift", {"core", "stats", "data"}},
    {"registry", {"core", "metrics"}},
    {"tracking", {"core"}},
    {"notify", {"core"}},
    {"report",
     {"core", "data", "metrics", "optimize", "training", "backtest", "gate", "drift", "registry"}},
    {"platform", {"core"}},
    {"commands",
     {"core", "stats", "data", "metrics", "features", "labels", "model", "optimize", "training",
      "backtest", "gate", "drift", "registry", "tracking", "notify", "report"}},
    {"cli",
     {"core", "stats", "data", "metrics", "features", "labels", "model", "optimize", "training",
      "backtest", "gate", "drift", "registry", "tracking", "notify", "report", "commands",
      "platform"}},
};

// Third-party header (by its beginning) -> folders that may include it.
const std::map<std::string, Names> kThirdPartyHomes = {
    {"xgboost/", {"model"}},
    {"curl/", {"platform"}},
    {"CLI/", {"cli"}},
    {"spdlog/", {"cli"}},
    {"boost/math", {"stats"}},
    {"zlib.h", {"platform"}},
    {"openssl/", {"core"}},
    {"sqlite3", {"tracking"}},
    {"date/", {"data"}},
    {"hiredis/", {"optimize"}},                   // journals in Redis
    {"simdjson", {"core", "optimize", "drift"}},  // documents, journals, history
    {"Eigen/", {"data", "features", "model", "training", "backtest"}},
};

// Word -> folders that may use it.
const std::map<std::string, Names> kWordHomes = {
    {"system_clock::now", {"platform"}},
    {"steady_clock::now", {"platform"}},
    {"random_device", {}},
    {"getenv", {"platform", "cli"}},
    {"std::cout", {"cli"}},
    {"std::cerr", {"cli"}},
    {"ofstream", {"platform"}},
    {"ifstream", {"platform"}},
    {"std::rand", {}},
};

struct SourceFile {
  std::string folder;
  std::string name;
  std::string text;
};

std::vector<SourceFile> source_files() {
  std::vector<SourceFile> files;
  for (const char* top : {"src", "include/mlpipe"}) {
    const fs::path root = mlpipe::testing::source_folder() / top;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") {
        continue;
      }
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      const auto relative = fs::relative(entry.path(), root);
      files.push_back(
          {relative.begin()->string(), (fs::path(top) / relative).string(), text.str()});
    }
  }
  return files;
}

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])", std::regex::multiline);
  std::vector<std::string> out;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kInclude);
       it != std::sregex_iterator(); ++it) {
    out.push_back((*it)[1]);
  }
  return out;
}

std::string folder_of_include(const std::string& header) {
  static const std::regex kOurs(R"(^mlpipe/([a-z_]+)/.*)");
  std::smatch match;
  if (std::regex_match(header, match, kOurs)) {
    return match[1];
  }
  const auto slash = header.find('/');
  const std::string first = slash == std::string::npos ? "" : header.substr(0, slash);
  return kMayInclude.count(first) > 0 ? first : "";
}

}  // namespace

TEST_CASE("every source folder has a place in the picture", "[architecture]") {
  const auto files = source_files();
  REQUIRE(files.size() > 10);
  for (const auto& file : files) {
    INFO(file.name);
    CHECK(kMayInclude.count(file.folder) == 1);
  }
}

TEST_CASE("includes point to lower ranks only", "[architecture]") {
  for (const auto& file : source_files()) {
    const auto allowed = kMayInclude.find(file.folder);
    for (const auto& header : includes_of(file.text)) {
      const std::string target = folder_of_include(header);
      if (allowed == kMayInclude.end() || target.empty() || target == file.folder) {
        continue;
      }
      INFO(file.name << " includes " << header);
      CHECK(allowed->second.count(target) == 1);
    }
  }
}

TEST_CASE("a folder's private headers are included by that folder alone", "[architecture]") {
  for (const auto& file : source_files()) {
    for (const auto& header : includes_of(file.text)) {
      const std::string target = folder_of_include(header);
      if (!target.empty() && target != file.folder) {
        INFO(file.name << " includes " << header);
        CHECK(header.rfind("mlpipe/", 0) == 0);
      }
    }
  }
}

TEST_CASE("third-party headers stay in their homes", "[architecture]") {
  for (const auto& file : source_files()) {
    for (const auto& header : includes_of(file.text)) {
      for (const auto& [prefix, homes] : kThirdPartyHomes) {
        if (header.rfind(prefix, 0) == 0) {
          INFO(file.name << " includes " << header);
          CHECK(homes.count(file.folder) == 1);
        }
      }
      if (file.name.rfind("include/", 0) == 0 && header.rfind("nlohmann/", 0) == 0) {
        INFO(file.name << " includes " << header << "; public headers see json_fwd.hpp at most");
        CHECK(header == "nlohmann/json_fwd.hpp");
      }
    }
  }
}

TEST_CASE("words that reach outside stay in their houses", "[architecture]") {
  for (const auto& file : source_files()) {
    for (const auto& [word, homes] : kWordHomes) {
      if (file.text.find(word) != std::string::npos) {
        INFO(file.name << " uses " << word);
        CHECK(homes.count(file.folder) == 1);
      }
    }
    if (file.text.find("catch (...)") != std::string::npos) {
      INFO(file.name << " catches everything");
      CHECK((file.name == "src/cli/main.cpp" || file.name == "src/core/parallel.cpp" ||
             file.name == "src/core/ordered_tasks.cpp"));
    }
  }
}
