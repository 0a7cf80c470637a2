// SPDX-License-Identifier: MIT
// What `mlpipe validate` does where something is missing, damaged or too little: the right word,
// the right exit code, and nothing promoted.
#include <fstream>

#include "mlpipe/core/sha256.hpp"

#include "cli/validate_support.hpp"

using namespace mlpipe::testing;

namespace fs = std::filesystem;

namespace {

/// Changes a version's metadata and the hash that stands for it, as another tool might have left
/// it.
template <class Change>
void rewrite_metadata(const fs::path& folder, const Change& change) {
  const fs::path file = fs::canonical(folder / "metadata.json");
  const std::string before = read_text(file);
  json metadata = json::parse(before);
  change(metadata);
  const std::string after = metadata.dump(1);
  std::ofstream(file, std::ios::binary) << after;
  std::string sums = read_text(folder / "SHA256SUMS");
  const std::string old = mlpipe::sha256_hex(before);
  REQUIRE(sums.find(old) != std::string::npos);
  sums.replace(sums.find(old), old.size(), mlpipe::sha256_hex(after));
  std::ofstream(folder / "SHA256SUMS", std::ios::binary) << sums;
}

std::string refused(const RunResult& run, int exit_code) {
  INFO(run.err << run.out.substr(0, 1000));
  CHECK(run.exit_code == exit_code);
  CHECK(json::parse(run.out)["ok"] == false);
  return run.err;
}

}  // namespace

TEST_CASE("a config without thresholds is refused with an example", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  json config = signal_config({"a"});
  config.erase("validation");
  const std::string said = refused(validate(folder, config), 2);
  CHECK_THAT(said, ContainsSubstring("judge.json: /validation has no thresholds") &&
                       ContainsSubstring("\"margins\": {\"sharpe\""));
  CHECK_FALSE(fs::exists(folder.path() / "models/looks.jsonl"));
}

TEST_CASE("thresholds are checked all at once", "[cli]") {
  const TemporaryFolder folder;
  json config = signal_config({"a"});
  config["validation"] = json::parse(R"({"window": "500", "alpha": 0.9, "floors": {"sharp": 1},
                                         "margins": {"trades": 3, "log_loss": -1}})");
  const std::string said = refused(validate(folder, config), 2);
  CHECK_THAT(said, ContainsSubstring("/validation/window: needs a length of time") &&
                       ContainsSubstring("/validation/alpha") &&
                       ContainsSubstring("did you mean \"sharpe\"") &&
                       ContainsSubstring("/validation/margins/trades: has no better direction") &&
                       ContainsSubstring("/validation/margins/log_loss"));
}

TEST_CASE("without models or without a candidate there is nothing to judge", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("signal.csv", SignalFile{}.csv());
  CHECK_THAT(refused(validate(folder, signal_config({"a"})), 8), ContainsSubstring("models"));
  stage_model(folder, signal_config({"a"}));
  fs::remove(folder.path() / "models/staging");
  CHECK_THAT(refused(validate(folder, signal_config({"a"})), 8), ContainsSubstring("staging"));
  CHECK_THAT(refused(validate(folder, signal_config({"a"}), {"--baseline", "v9.0.0"}), 8),
             ContainsSubstring("staging"));
}

TEST_CASE("a damaged candidate or production is an error of integrity", "[cli][xgboost]") {
  const std::string which = GENERATE("staging", "production");
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  const fs::path model = fs::canonical(folder.path() / "models" / which / "model.ubj");
  std::string bytes = read_text(model);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  fs::permissions(model, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(model, std::ios::binary) << bytes;
  (void)refused(validate(folder, signal_config({"a", "b"}), {"--promote"}), 9);
  CHECK(fs::read_symlink(folder.path() / "models/production") == "archive/v1.0.0");
  CHECK_FALSE(fs::exists(folder.path() / "reports/model_comparison.md"));
}

TEST_CASE("a production link that leads nowhere is no first model", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  fs::remove_all(folder.path() / "models/archive/v1.0.0");
  const auto run = validate(folder, signal_config({"a", "b"}), {"--promote"});
  CHECK((run.exit_code == 8 || run.exit_code == 9));
  CHECK_THAT(run.err, ContainsSubstring("v1.0.0"));
}

TEST_CASE("a window with too few bars tells nothing", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  const json document =
      judged(validate(folder, signal_config({"a", "b"}), {"--window", "2w", "--promote"}), 4);
  CHECK(check_named(document, "bars")["result"] == "fail");
  CHECK(live_version(folder) == "v1.0.0");
}

TEST_CASE("a window that leaves no history to learn from tells nothing", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  const json document = judged(validate(folder, signal_config({"a", "b"}), {"--window", "28M"}), 4);
  CHECK(check_named(document, "history")["result"] == "fail");
  CHECK(document["judgement"]["metrics"].empty());
  CHECK_THAT(read_text(folder.path() / "reports/model_comparison.md"),
             ContainsSubstring("INCONCLUSIVE"));
}

TEST_CASE("data that lack a column of the recipe are told by name", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  folder.write("prices.csv", RandomWalk(1, 900).csv(
                                 ",y", [](std::size_t row) { return row % 2 == 0 ? ",0" : ",1"; }));
  const std::string said =
      refused(validate(folder, signal_config({"a", "b"}), {"--data", "prices.csv"}), 6);
  CHECK_THAT(said, ContainsSubstring("prices.csv: these data do not fit the recipe of ") &&
                       ContainsSubstring("\"a\""));
}

TEST_CASE("further columns in newer data change no recipe", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  SignalFile wider;
  wider.extra = ",news";
  folder.write("signal.csv", wider.csv());
  CHECK(judged(validate(folder, signal_config({"a", "b"})), 0)["verdict"] == "PROMOTE");
}

TEST_CASE("models that forecast different things are not compared", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 900).csv());
  put_in_production(folder, price_config());
  json config = price_config();
  config["label"] = {{"kind", "direction"}, {"horizon", 5}};
  stage_model(folder, config);
  const json document = judged(validate(folder, config), 4);
  CHECK(check_named(document, "same_label")["result"] == "fail");
}

TEST_CASE("production without a recipe is met on bars that neither has seen, or not at all",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("signal.csv", SignalFile{1, 700}.csv());
  put_in_production(folder, signal_config({"a"}));
  stage_model(folder, signal_config({"a", "b"}));
  rewrite_metadata(folder.path() / "models/archive/v1.0.0",
                   [](json& metadata) { metadata["recipe"].erase("config"); });
  const auto& config = signal_config({"a", "b"});
  const json nothing_new = judged(validate(folder, config), 4);
  CHECK(check_named(nothing_new, "bars")["result"] == "fail");
  CHECK_THAT(nothing_new["judgement"]["warnings"][0].get<std::string>(),
             ContainsSubstring("without a recipe"));
  // 200 new days, more than the window: both stored models are scored, but 90 forecasts of a target
  // without prices are no proof.
  folder.write("signal.csv", SignalFile{1, 900}.csv());
  const json few = judged(validate(folder, config), 4);
  CHECK(check_named(few, "predictions")["result"] == "fail");
  CHECK_THAT(few["judgement"]["baseline"]["forecasts"].get<std::string>(),
             ContainsSubstring("the stored model itself"));
  folder.write("signal.csv", SignalFile{1, 1300}.csv());
  CHECK(judged(validate(folder, config, {"--window", "18M"}), 0)["verdict"] == "PROMOTE");
}

TEST_CASE("a model that never trades has no Sharpe ratio, which fails a floor", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 900).csv());
  json config = price_config();
  config["execution"] = {{"long_above", 1.0}, {"short_below", 0.0}};
  config["validation"]["floors"] = {{"sharpe", 0.5}};
  stage_model(folder, config);
  const json document = judged(validate(folder, config), 3);
  const json check = check_named(document, "floor.sharpe");
  CHECK(check["result"] == "fail");
  CHECK(check["value"].is_null());
  CHECK_THAT(check["explanation"].get<std::string>(), ContainsSubstring("could not be checked"));
}

TEST_CASE("wrong words are answered in words", "[cli]") {
  const auto says = [](const std::vector<std::string>& args, const std::string& text) {
    const auto run = run_mlpipe(args);
    CHECK(run.exit_code == 2);
    CHECK_THAT(run.err, ContainsSubstring(text));
  };
  says({"validate", "--policy", "refrsh"}, "--policy: \"refrsh\" is not one of auto, refresh");
  says({"validate", "--method", "x"}, "is not one of auto, walk-forward, holdout");
  says({"validate", "--window", "500"}, "--window: needs a length of time");
  says({"validate", "--windw", "3M"}, "did you mean \"--window\"");
}
