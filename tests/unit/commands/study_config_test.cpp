// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/optimize.hpp"
#include "mlpipe/core/json_reader.hpp"

#include "commands/tuned_pipeline.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;

namespace {

std::string shipped() {
  std::ostringstream text;
  text << std::ifstream(testing::source_folder() / "config/optimize.json").rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("config/optimize.json is the default, and every parameter has its reason", "[commands]") {
  const auto defaults = default_study_options();
  CHECK(shipped() == to_json_file(optimize::write_study_options(defaults)));
  const auto parsed =
      optimize::parse_study_options(parse_json(shipped(), "config/optimize.json"), "file");
  CHECK(optimize::write_study_options(parsed) == optimize::write_study_options(defaults));
  for (const auto& param : parsed.space) {
    CAPTURE(param.name);
    CHECK(param.why.size() > 20);
  }
  CHECK_NOTHROW(check_space(parsed.space, PipelineConfig{}, "file"));
}

TEST_CASE("a trial's values go over the pipeline's, under whatever name it has them",
          "[commands]") {
  PipelineConfig pipeline;
  pipeline.model.params = {{"eta", "0.05"}, {"max_depth", "4"}};
  const auto tuned = with_values(
      pipeline,
      {{"learning_rate", 0.2}, {"n_estimators", 77}, {"/label/dead_band", 0.001}, {"gamma", 1.5}},
      "trial 3");
  CHECK(model::find_param(tuned.model.params, "eta") == "0.2");
  CHECK(model::find_param(tuned.model.params, "max_depth") == "4");
  CHECK(model::find_param(tuned.model.params, "gamma") == "1.5");
  CHECK(tuned.model.max_rounds == 77);
  CHECK(tuned.label.dead_band == 0.001);
  const auto settings = settings_of({{"learning_rate", 0.2}, {"n_estimators", 77}});
  CHECK(settings == std::map<std::string, std::string>{{"/model/max_rounds", "77"}});
  CHECK(with_values(pipeline, values_of(settings), "file").model.max_rounds == 77);
}

TEST_CASE("the first trial is the nearest that the space has to the config", "[commands]") {
  PipelineConfig pipeline;
  pipeline.model.params = {{"eta", "0.9"}, {"max_depth", "5"}};
  const optimize::SearchSpace space = {
      {"learning_rate", optimize::FloatDistribution{0.01, 0.3, true}},
      {"max_depth", optimize::IntDistribution{2, 8, false, 2}},
      {"grow_policy",
       optimize::CategoricalDistribution{{std::string("depthwise"), std::string("lossguide")}}},
      {"max_leaves", optimize::IntDistribution{4, 64},
       optimize::Condition{"grow_policy", {std::string("lossguide")}}}};
  const auto point = nearest_point(space, pipeline);
  CHECK(std::get<double>(point.at("learning_rate")) == 0.3);
  CHECK(std::get<std::int64_t>(point.at("max_depth")) == 6);
  CHECK(std::get<std::string>(point.at("grow_policy")) == "depthwise");
  CHECK_FALSE(point.contains("max_leaves"));
}
