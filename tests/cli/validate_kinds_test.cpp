// SPDX-License-Identifier: MIT
// Single series, panels, several classes, regression: each is judged, by what it has.
#include "cli/validate_support.hpp"

using namespace mlpipe::testing;

namespace {

/// Three symbols with a column that tells something of the next day.
std::string panel_csv() {
  std::string text = "date,symbol,close,a\n";
  const std::vector<RandomWalk> walks{RandomWalk(1, 700), RandomWalk(2, 700), RandomWalk(3, 700)};
  mlpipe::Rng rng(9);
  for (std::size_t row = 0; row < 700; ++row) {
    for (std::size_t s = 0; s < walks.size(); ++s) {
      text += RandomWalk::date(row) + ",S" + std::to_string(s) + "," +
              std::to_string(walks[s].close(row)) + "," +
              std::to_string(100.0 * walks[s].next_return(row) + 2.0 * rng.normal()) + "\n";
    }
  }
  return text;
}

json panel_config(const std::string& kind, bool column) {
  json config = quick_config();
  config["data"] = {{"source", "panel.csv"}};
  config["data"]["features"] = column ? json{"a"} : json::array();
  config["label"] = {{"kind", kind}, {"dead_band", kind == "direction3" ? 0.004 : 0.0}};
  config["validation"] = {
      {"replicates", 300}, {"floors", {{"max_drawdown", -0.9}}}, {"margins", {{"sharpe", 20.0}}}};
  return config;
}

}  // namespace

TEST_CASE("panels of two classes, three classes and numbers are judged by their losses",
          "[cli][xgboost]") {
  const std::string kind = GENERATE("direction", "direction3", "return");
  CAPTURE(kind);
  const TemporaryFolder folder;
  folder.write("panel.csv", panel_csv());
  put_in_production(folder, panel_config(kind, false));
  stage_model(folder, panel_config(kind, true));
  const json document = judged(validate(folder, panel_config(kind, true)), 0);
  const auto& judgement = document["judgement"];
  CHECK(judgement["tests"]["primary"]["metric"] == (kind == "return" ? "rmse" : "log_loss"));
  CHECK(judgement["tests"]["primary"]["p_better"].get<double>() < 0.05);
  CHECK(judgement["symbols"].size() == 3);
  CHECK(judgement["months"].size() >= 3);
  CHECK(judgement["folds"].size() >= 13);
  CHECK(judgement["accounts"]["candidate"].size() > 60);
  bool sharpe_interval = false;
  for (const auto& metric : judgement["metrics"]) {
    if (metric["name"] == "sharpe") {
      sharpe_interval = metric["low"].get<double>() < metric["high"].get<double>();
    }
  }
  CHECK(sharpe_interval);
}

TEST_CASE("the electricity market: more columns are promoted, fewer are rejected",
          "[cli][xgboost]") {
  const auto data = shared_data() / "electricity_nsw_30min.csv";
  if (!std::filesystem::exists(data)) {
    WARN("skipped: " << data << " is not there");
    return;
  }
  const auto config_with = [&](const std::vector<std::string>& columns) {
    json config = json::parse(R"({
      "label": {"kind": "column", "horizon": 0},
      "walk_forward": {"train": "12M", "test": "3M"},
      "model": {"max_rounds": 30, "early_stopping_rounds": 0,
                "params": {"max_depth": 4, "eta": 0.2}},
      "validation": {"window": "1M", "replicates": 500, "over_base_rate": {"log_loss": 0},
                     "margins": {"log_loss": 0.005}}
    })");
    config["data"] = {{"source", data.string()}, {"target", "class"}, {"features", columns}};
    return config;
  };
  const TemporaryFolder folder;
  put_in_production(folder, config_with({"day_of_week", "period", "vicdemand"}));
  const json more = config_with({"day_of_week", "period", "vicdemand", "nswprice", "transfer"});
  stage_model(folder, more);
  const json better = judged(validate(folder, more, {"--promote"}), 0);
  CHECK(better["promoted"] == live_version(folder));
  CHECK_FALSE(better["judgement"]["no_returns_reason"].get<std::string>().empty());
  const json fewer = config_with({"period", "nswprice"});
  stage_model(folder, fewer);
  CHECK(judged(validate(folder, fewer), 3)["verdict"] == "REJECT");
}
