// SPDX-License-Identifier: MIT
#include "mlpipe/commands/config_reference.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/drift/options.hpp"
#include "mlpipe/optimize/options.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/temporary_folder.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;

const SettingsFileDocs& docs_of(const std::vector<SettingsFileDocs>& all, const std::string& file) {
  return *std::find_if(all.begin(), all.end(), [&](const auto& docs) { return docs.file == file; });
}

/// Is the pointer told, NAME standing for any key?
bool is_told(const SettingsFileDocs& docs, const std::string& pointer) {
  return std::any_of(docs.settings.begin(), docs.settings.end(), [&](const auto& setting) {
    const std::regex form(std::regex_replace(setting.pointer, std::regex("NAME"), "[^/]+"));
    return std::regex_match(pointer, form);
  });
}

/// What has keys of the user's own, which no table can name.
bool is_free_form(const std::string& pointer) {
  static const std::set<std::string> kFree = {"/model/params", "/validation/floors",
                                              "/validation/over_base_rate", "/validation/margins",
                                              "/validation/over_buy_and_hold"};
  return std::any_of(kFree.begin(), kFree.end(),
                     [&](const auto& free) { return pointer.rfind(free + "/", 0) == 0; });
}

void check_keys(const SettingsFileDocs& docs, const json& node, const std::string& pointer) {
  for (const auto& [key, value] : node.items()) {
    const std::string place = pointer + "/" + key;
    if (is_free_form(place)) {
      continue;
    }
    INFO(docs.file << " " << place);
    CHECK(is_told(docs, place));
    if (value.is_object()) {
      check_keys(docs, value, place);
    }
  }
}

}  // namespace

TEST_CASE("every key that a reader asks for has a sentence, and no other", "[commands]") {
  const auto all = config_reference();
  REQUIRE(all.size() == 3);
  for (const auto& docs : all) {
    CHECK(docs.settings.size() > 25);
    for (const auto& setting : docs.settings) {
      INFO(docs.file << " " << setting.pointer
                     << " needs a sentence in src/commands/config_sentences*.cpp");
      CHECK_FALSE(setting.sentence.empty());
      CHECK(setting.sentence.find('\n') == std::string::npos);
    }
    for (const auto& pointer : docs.stray) {
      FAIL_CHECK(docs.file << " " << pointer << " has a sentence, but no reader asks for it");
    }
  }
}

TEST_CASE("types and ranges are the readers' own", "[commands]") {
  const auto all = config_reference();
  const auto told = [&](const std::string& file, const std::string& pointer) {
    for (const auto& setting : docs_of(all, file).settings) {
      if (setting.pointer == pointer) {
        return setting.type + "; " + setting.allowed + "; " + setting.fallback;
      }
    }
    return std::string("absent");
  };
  CHECK(told("config/pipeline.json", "/data/transfer/retries") == "whole number; from 0 to 100; 3");
  CHECK(told("config/pipeline.json", "/data/separator") ==
        "word; \",\", \";\", \"tab\", \"|\"; null");
  CHECK(told("config/pipeline.json", "/validation/policy") ==
        "word; \"auto\", \"refresh\", \"new-recipe\"; \"auto\"");
  CHECK(told("config/pipeline.json", "/walk_forward/purge") == "length; ; ");
  CHECK(told("config/optimize.json", "/space/NAME/choices") == "any; ; ");
  CHECK(told("config/drift.json", "/overrides/NAME/critical_q") == "number; from 1e-12 to 1; ");
}

TEST_CASE("every key of the files in config/ is told", "[commands]") {
  const auto all = config_reference();
  for (const auto& docs : all) {
    const auto text = testing::read_text(testing::source_folder() / docs.file);
    check_keys(docs, json::parse(text), "");
  }
  for (const auto& entry : fs::directory_iterator(testing::source_folder() / "config/examples")) {
    check_keys(docs_of(all, "config/pipeline.json"), json::parse(testing::read_text(entry.path())),
               "");
  }
}
