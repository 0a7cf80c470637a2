// SPDX-License-Identifier: MIT
#include "mlpipe/commands/pipeline_config.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using commands::parse_pipeline_config;
using commands::write_pipeline_config;

namespace {

nlohmann::json shipped_config() {
  std::ostringstream text;
  text << std::ifstream(std::filesystem::path(MLPIPE_SOURCE_DIR) / "config/pipeline.json").rdbuf();
  return parse_json(text.str(), "config/pipeline.json");
}

/// Pointers of all keys, values apart.
void collect_keys(const nlohmann::json& node, const std::string& pointer,
                  std::vector<std::string>& out) {
  for (const auto& [key, value] : node.items()) {
    out.push_back(pointer + "/" + key);
    if (value.is_object() && key != "params") {
      collect_keys(value, pointer + "/" + key, out);
    }
  }
}

std::vector<std::string> keys_of(const nlohmann::json& node) {
  std::vector<std::string> out;
  collect_keys(node, "", out);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("config/pipeline.json names every key there is", "[commands]") {
  const auto shipped = shipped_config();
  const nlohmann::json written =
      write_pipeline_config(parse_pipeline_config(shipped, "config/pipeline.json"));
  CHECK(keys_of(shipped) == keys_of(written));
}

TEST_CASE("a written config reads back as the same config", "[commands]") {
  const auto written =
      write_pipeline_config(parse_pipeline_config(shipped_config(), "config/pipeline.json"));
  const auto again = write_pipeline_config(parse_pipeline_config(nlohmann::json(written), "again"));
  CHECK(written == again);
}

TEST_CASE("problems in several sections are told together", "[commands]") {
  const auto bad =
      parse_json(R"({"data": {"sorce": "x"}, "label": {"horizon": -1}, "modle": {}})", "my.json");
  try {
    (void)parse_pipeline_config(bad, "my.json");
    FAIL("accepted");
  } catch (const ConfigError& error) {
    const std::string what = error.what();
    CHECK_THAT(what,
               ContainsSubstring("my.json: /data/sorce: unknown key (did you mean \"source\"?)"));
    CHECK_THAT(what, ContainsSubstring("/label/horizon"));
    CHECK_THAT(what, ContainsSubstring("/modle: unknown key (did you mean \"model\"?)"));
  }
}
