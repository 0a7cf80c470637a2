// SPDX-License-Identifier: MIT
// The examples under config/examples on the real files: out-of-sample AUC is what an honest
// walk-forward gives. Fewer and larger rounds than by default keep it quick.
#include "support/paths.hpp"
#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

struct RealFile {
  const char* file;
  const char* example;
  double lowest_auc;
  double highest_auc;
};

}  // namespace

TEST_CASE("each real file trains with its example, to an AUC that is honest", "[cli][xgboost]") {
  const auto real =
      GENERATE(RealFile{"nasdaq_daily.csv", "daily_ohlcv.json", 0.47, 0.56},
               RealFile{"gbpusd_hourly.csv", "hourly_fx.json", 0.51, 0.60},
               RealFile{"btc_perp_1min.csv", "one_minute.json", 0.51, 0.64},
               RealFile{"us_stocks_daily_panel.csv", "stocks_panel_close_only.json", 0.48, 0.55},
               RealFile{"fx_daily_panel.csv", "fx_panel.json", 0.48, 0.55},
               RealFile{"electricity_nsw_30min.csv", "given_target.json", 0.75, 0.85});
  CAPTURE(real.file);
  const auto data = shared_data() / real.file;
  if (!std::filesystem::exists(data)) {
    WARN("skipped: " << data << " is not there");
    return;
  }
  const auto example = source_folder() / "config/examples" / real.example;
  json config = read_json(example);
  CHECK(config["data"]["source"] == real.file);
  config["model"] = {{"max_rounds", 40},
                     {"early_stopping_rounds", 10},
                     {"params", {{"eta", 0.1}, {"max_depth", 4}}}};
  const TemporaryFolder folder;
  const json result = result_of(train(folder, config, {"--data", data.string()}));
  const double auc = result["scores"]["roc_auc"].get<double>();
  CHECK(auc >= real.lowest_auc);
  CHECK(auc <= real.highest_auc);
  const json metadata = read_json(folder.path() / "models/staging/metadata.json");
  CHECK(metadata["metrics"]["forecast"]["roc_auc"] == auc);
  CHECK(metadata["data"]["rows_read"] == metadata["data"]["rows_kept"]);
  CHECK(metadata["golden_rows"]["predictions"].size() == 8);
}

TEST_CASE("the label of the row before is what the previous label yardstick says",
          "[cli][xgboost]") {
  const auto data = shared_data() / "electricity_nsw_30min.csv";
  if (!std::filesystem::exists(data)) {
    WARN("skipped: " << data << " is not there");
    return;
  }
  const TemporaryFolder folder;
  const json config = json::parse(R"({
    "data": {"target": "class"}, "label": {"kind": "column", "horizon": 0},
    "model": {"max_rounds": 2, "early_stopping_rounds": 0},
    "walk_forward": {"train": 20000, "test": 2000}})");
  (void)result_of(train(folder, config, {"--data", data.string()}));
  const json metrics = read_json(folder.path() / "models/staging/metrics.json");
  const double accuracy =
      metrics["walk_forward"]["yardsticks"]["previous_label"]["accuracy"].get<double>();
  CHECK(accuracy > 0.80);  // the file's description says 85 %
  CHECK(accuracy < 0.90);
}

TEST_CASE("fifty troubles in one file end a run, or are skipped and told", "[cli]") {
  const auto data = shared_data() / "dirty_nasdaq.csv";
  if (!std::filesystem::exists(data)) {
    WARN("skipped: " << data << " is not there");
    return;
  }
  const TemporaryFolder folder;
  json config = quick_config();
  config["walk_forward"] = {
      {"train", 60}, {"test", 20}, {"min_train_rows", 30}, {"min_test_bars", 10}};
  config["features"]["add"] = {"logret_1"};
  const auto refused = train(folder, config, {"--data", data.string()});
  const auto message = refusal_of(refused, 6, folder);
  CHECK_THAT(message, ContainsSubstring("dirty_nasdaq.csv:") && ContainsSubstring("on_bad_rows"));
  config["data"] = {{"on_bad_rows", "skip"}, {"duplicates", "first"}};
  const auto run = train(folder, config, {"--data", data.string()});
  (void)result_of(run);
  const json report = read_json(folder.path() / "models/staging/metadata.json")["data"];
  CHECK(report["rows_kept"].get<int>() < report["rows_read"].get<int>());
  CHECK_FALSE(report["findings"].empty());
}
