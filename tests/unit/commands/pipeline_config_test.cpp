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
#include "support/paths.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using nlohmann::json;

namespace {

PipelineConfig parse(const json& document) {
  return parse_pipeline_config(document, "pipeline.json");
}

nlohmann::json shipped_config() {
  std::ostringstream text;
  text << std::ifstream(testing::source_folder() / "config/pipeline.json").rdbuf();
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

TEST_CASE("what is written is read back and written the same", "[commands]") {
  const auto document = GENERATE(json::object(), json::parse(R"({
        "seed": 7,
        "data": {"source": "-", "separator": ";", "bar": "1h", "stamp": "open", "target": "y",
                 "features": ["a", "b"], "categorical": ["b"], "on_bad_rows": "skip"},
        "features": {"preset": ["alpha158"], "add": "rsi_14", "drop": ["x"], "trusted_inputs": "a"},
        "label": {"kind": "direction3", "dead_band": 0.001, "horizon": 5, "from": "next_open"},
        "model": {"params": {"eta": 0.05, "eval_metric": ["auc", "logloss"],
                             "monotone_constraints": {"a": 1}}, "time_decay": "1y",
                  "class_weight": [1, 2.5, 1]},
        "walk_forward": {"window": "expanding", "train": "2y", "test": "3M", "step": "3M",
                         "purge": "5d", "embargo": "1d", "max_folds": 4},
        "execution": {"fill": "next_close", "sizing": "linear", "bars_per_year": 252}})"));
  const auto written = write_pipeline_config(parse(document));
  const auto again = write_pipeline_config(parse(json(written)));
  CHECK(again.dump(1) == written.dump(1));
}

TEST_CASE("every problem of every section is told at once", "[commands]") {
  const json document = json::parse(R"({
    "sede": 1, "data": {"stamp": "middle"}, "features": {"preset": "cores"},
    "label": {"horizon": 0}, "model": {"max_rounds": 0}, "walk_forward": {"anchor": "both"},
    "execution": {"long_above": 2}})");
  try {
    (void)parse(document);
    FAIL("accepted");
  } catch (const ConfigError& error) {
    for (const char* place :
         {"/sede", "/data/stamp", "/features/preset", "/label/horizon", "/model/max_rounds",
          "/walk_forward/anchor", "/execution/long_above"}) {
      CHECK_THAT(error.what(), ContainsSubstring(std::string("pipeline.json: ") + place));
    }
  }
}

TEST_CASE("every example configuration is understood", "[commands]") {
  int count = 0;
  const auto folder = testing::source_folder() / "config/examples";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    INFO(entry.path());
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    CHECK_FALSE(parse(json::parse(text.str())).data.source.empty());
    ++count;
  }
  CHECK(count >= 6);
}

TEST_CASE("config/pipeline.json names every key there is", "[commands]") {
  const auto shipped = shipped_config();
  const nlohmann::json written =
      write_pipeline_config(parse_pipeline_config(shipped, "config/pipeline.json"));
  CHECK(keys_of(shipped) == keys_of(written));
}
