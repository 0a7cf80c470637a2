// SPDX-License-Identifier: MIT
#include "mlpipe/commands/config_reference.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"
#include "support/run_mlpipe.hpp"

using namespace mlpipe::testing;
using nlohmann::json;

TEST_CASE("every default is the one that --print-config prints", "[cli]") {
  for (const auto& docs : mlpipe::commands::config_reference()) {
    const std::string command = docs.file == "config/pipeline.json"   ? "train"
                                : docs.file == "config/optimize.json" ? "optimize"
                                                                      : "drift";
    const auto run = run_mlpipe({command, "--print-config"});
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    const json printed = json::parse(run.out);
    std::size_t compared = 0;
    for (const auto& setting : docs.settings) {
      const json::json_pointer place(setting.pointer);
      INFO(docs.file << " " << setting.pointer);
      if (setting.fallback.empty()) {
        // An object, whose keys have their own rows, or a key that may be absent.
        CHECK((!printed.contains(place) || printed.at(place).is_object()));
      } else if (setting.fallback.ends_with(" entries]")) {
        CHECK(setting.fallback == "[" + std::to_string(printed.at(place).size()) + " entries]");
      } else {
        CHECK(printed.at(place) == json::parse(setting.fallback));
        ++compared;
      }
    }
    CHECK(compared > 20);
  }
}
