// SPDX-License-Identifier: MIT
// `mlpipe validate` as a person and a workflow meet it: verdicts, what is stored, what follows.
#include "cli/validate_support.hpp"

using namespace mlpipe::testing;

namespace {

json look_at(const TemporaryFolder& folder, std::size_t index) {
  const std::string text = read_text(folder.path() / "models/looks.jsonl");
  std::vector<json> looks;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    looks.push_back(json::parse(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  REQUIRE(index < looks.size());
  return looks[index];
}

std::string report_of(const TemporaryFolder& folder) {
  return read_text(folder.path() / "reports/model_comparison.md");
}

}  // namespace

TEST_CASE("the first model is held to the floors alone, and may then be promoted",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("signal.csv", SignalFile{}.csv());
  stage_model(folder, signal_config({"a"}));
  const json document = judged(validate(folder, signal_config({"a"})), 0);
  CHECK(document["verdict"] == "PROMOTE");
  CHECK(document["baseline"].is_null());
  CHECK(check_named(document, "base_rate.log_loss")["result"] == "pass");
  CHECK(check_named(document, "artifact.fresh_process")["result"] == "pass");
  CHECK_THAT(report_of(folder), ContainsSubstring("the first model"));
  const auto promoted = run_mlpipe(folder.path(), {"version", "promote", "--json"});
  CHECK(result_of(promoted)["version"] == "v1.0.0");
}

TEST_CASE("a truly better recipe is promoted, and --promote carries it out", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  const json document = judged(validate(folder, signal_config({"a", "b"}), {"--promote"}), 0);
  CHECK(document["verdict"] == "PROMOTE");
  CHECK(document["baseline"] == "v1.0.0");
  CHECK(document["promoted"] == live_version(folder));
  CHECK(document["promoted"] != "v1.0.0");
  CHECK(document["judgement"]["policy"] == "new-recipe");
  CHECK(document["judgement"]["tests"]["primary"]["p_better"].get<double>() < 0.05);
  const json verdict = read_json(folder.path() / "models/production/validation.json");
  CHECK(verdict["verdict"] == "PROMOTE");
  CHECK(verdict["model_sha256"] == document["judgement"]["candidate"]["model_sha256"]);
  const json look = look_at(folder, 0);
  CHECK(look["verdict"] == "PROMOTE");
  CHECK(look["number"] == 1);
}

TEST_CASE("half of the features is rejected, and cannot be promoted without force",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("signal.csv", SignalFile{}.csv());
  put_in_production(folder, signal_config({"a", "b"}));
  stage_model(folder, signal_config({"b"}));
  const json document = judged(validate(folder, signal_config({"b"}), {"--promote"}), 3);
  CHECK(document["verdict"] == "REJECT");
  CHECK(document["promoted"].is_null());
  CHECK(check_named(document, "veto.loss")["result"] == "fail");
  CHECK(live_version(folder) == "v1.0.0");
  const auto refused = run_mlpipe(folder.path(), {"version", "promote"});
  CHECK(refused.exit_code == 3);
  CHECK_THAT(refused.err, ContainsSubstring("REJECT"));
}

TEST_CASE("a recipe without news is not promoted, and each further one has a higher bar",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 900).csv());
  put_in_production(folder, price_config());
  json config = price_config();
  double level = 1.0;
  for (const int depth : {1, 2}) {
    config["model"]["params"]["max_depth"] = depth;
    stage_model(folder, config);
    const json document = judged(validate(folder, config), 4);
    CHECK(check_named(document, "superiority")["result"] == "fail");
    CHECK(document["judgement"]["look"] == depth);
    CHECK(document["judgement"]["level"].get<double>() < level);
    level = document["judgement"]["level"].get<double>();
    // Once more is no other look.
    CHECK(judged(validate(folder, config), 4)["judgement"]["look"] == depth);
  }
  CHECK(run_mlpipe(folder.path(), {"version", "promote"}).exit_code == 4);
}

TEST_CASE("the model in production is not promoted over itself", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a"}));
  const json document = judged(validate(folder, signal_config({"a"})), 4);
  CHECK(check_named(document, "subject")["result"] == "fail");
  CHECK(check_named(document, "veto.loss")["value"] == 1.0);
  CHECK_THAT(document["headline"].get<std::string>(), ContainsSubstring("nothing to promote"));
}

TEST_CASE("the same recipe on newer data is a refresh and need only be not worse",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  // The same days, and fifty more behind them: the generator is read in order.
  folder.write("signal.csv", SignalFile{1, 850}.csv());
  put_in_production(folder, signal_config({"a", "b"}));
  folder.write("signal.csv", SignalFile{1, 900}.csv());
  stage_model(folder, signal_config({"a", "b"}));
  const json document = judged(validate(folder, signal_config({"a", "b"})), 0);
  CHECK(document["judgement"]["policy"] == "refresh");
  CHECK(check_named(document, "superiority")["result"] == "not needed");
  // Asked for proof, it has none.
  CHECK(judged(validate(folder, signal_config({"a", "b"}), {"--policy", "new-recipe"}),
               4)["verdict"] == "INCONCLUSIVE");
}

TEST_CASE("a model that learnt other labels is found out", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  SignalFile file;
  file.shuffled = true;
  folder.write("shuffled.csv", file.csv());
  stage_model(folder, signal_config({"a", "b"}), {"--data", "shuffled.csv"});
  const json document = judged(validate(folder, signal_config({"a", "b"})), 3);
  CHECK(check_named(document, "artifact.agreement")["result"] == "fail");
  CHECK(check_named(document, "artifact.agreement")["value"].get<double>() < 0.5);
}

TEST_CASE("a column that knows the future is found, though the model's config trusts it",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  SignalFile file;
  file.hint = true;
  folder.write("signal.csv", file.csv());
  put_in_production(folder, signal_config({"a"}));
  json config = signal_config({"a", "b", "hint"});
  config["features"]["trusted_inputs"] = {"hint"};
  stage_model(folder, config);
  const json document = judged(validate(folder, signal_config({"a"})), 3);
  CHECK(check_named(document, "leak")["result"] == "fail");
  CHECK_THAT(document["headline"].get<std::string>(), ContainsSubstring("hint"));
  // The judge may vouch for it.
  CHECK(judged(validate(folder, config), 0)["verdict"] == "PROMOTE");
}

TEST_CASE("a model that has seen the window is not scored on it, and the report says so",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  const json document = judged(validate(folder, signal_config({"a", "b"})), 0);
  const std::string told = document["judgement"]["candidate"]["forecasts"];
  CHECK_THAT(told, ContainsSubstring("fitted anew 14 times") &&
                       ContainsSubstring("so it is not scored on them"));
  CHECK_THAT(report_of(folder), ContainsSubstring("so it is not scored on them"));
  // Learnt by heart, its own forecasts would be much better than those that are judged.
  CHECK(document["judgement"]["tests"]["primary"]["metric"] == "log_loss");
}

TEST_CASE("a model trained with a hold-out is scored itself, and refitted before it goes live",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}), {"--holdout", "4M"});
  const json document = judged(validate(folder, signal_config({"a", "b"}), {"--promote"}), 0);
  const auto& judgement = document["judgement"];
  CHECK_THAT(judgement["candidate"]["forecasts"].get<std::string>(),
             ContainsSubstring("the stored model itself"));
  CHECK_THAT(judgement["baseline"]["forecasts"].get<std::string>(),
             ContainsSubstring("fitted once"));
  CHECK(document["promoted"] == live_version(folder));
  const json verdict = read_json(folder.path() / "models/production/validation.json");
  CHECK(verdict["judged_sha256"] == judgement["candidate"]["model_sha256"]);
  CHECK(verdict["model_sha256"] != verdict["judged_sha256"]);
  CHECK(read_json(folder.path() / "models/production/metadata.json")["kind"] == "deploy");
}

TEST_CASE("a hold-out model is refitted on the same standard input, and refreshed by its recipe",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  const json config = signal_config({"a", "b"});
  stage_model(folder, config, {"--holdout", "4M"});
  RunOptions options;
  options.standard_input = SignalFile{}.csv();
  const json document = judged(validate(folder, config, {"--promote", "--data", "-"}, options), 0);
  CHECK(document["promoted"] == live_version(folder));
  folder.write("signal.csv", SignalFile{1, 950}.csv());
  stage_model(folder, config);
  CHECK(judged(validate(folder, config), 0)["judgement"]["policy"] == "refresh");
}

TEST_CASE("a hold-out model whose refit says something else is not promoted", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}), {"--holdout", "4M"});
  json config = signal_config({"a", "b"});
  config["validation"]["least_agreement"] = 0.99999;
  const auto run = validate(folder, config, {"--promote"});
  CHECK(run.exit_code == 3);
  CHECK_THAT(run.err, ContainsSubstring("is not promoted"));
  CHECK(live_version(folder) == "v1.0.0");
}

TEST_CASE("what production forecast at the time replaces its refits", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  std::string ledger;
  for (std::size_t row = 780; row < 900; ++row) {
    const std::string day = RandomWalk::date(row) + "T00:00:00Z";
    // Made a second before the close that it is about.
    const std::string made = RandomWalk::date(row - 1) + "T23:59:59Z";
    ledger += R"({"format_version":1,"model":"v1.0.0","model_sha256":"x","data_sha256":"x",)"
              R"("made_at":")" +
              made + R"(","time":")" + day + R"(","values":[0.5]})" + "\n";
  }
  folder.write("models/ledger/v1.0.0.jsonl", ledger);
  stage_model(folder, signal_config({"a", "b"}));
  const json document = judged(validate(folder, signal_config({"a", "b"})), 0);
  CHECK_THAT(document["judgement"]["baseline"]["forecasts"].get<std::string>(),
             ContainsSubstring("from the ledger"));
  for (const auto& metric : document["judgement"]["metrics"]) {
    if (metric["name"] == "log_loss") {
      CHECK(metric["baseline"].get<double>() == Approx(std::log(2.0)));
    }
  }
}

TEST_CASE("equal inputs give equal reports on any number of threads", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 900).csv());
  put_in_production(folder, price_config());
  json config = price_config();
  config["model"]["params"]["max_depth"] = 2;
  stage_model(folder, config);
  (void)judged(validate(folder, config, {"--threads", "1", "--report-dir", "one"}), 4);
  (void)judged(validate(folder, config, {"--threads", "4", "--report-dir", "four"}), 4);
  for (const char* name :
       {"model_comparison.md", "model_comparison.html", "model_comparison.json"}) {
    CAPTURE(name);
    CHECK(read_text(folder.path() / "one" / name) == read_text(folder.path() / "four" / name));
  }
}

TEST_CASE("a dry run judges and leaves no trace", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  const auto before = files_below(folder.path());
  const json document = judged(validate(folder, signal_config({"a", "b"}), {"--dry-run"}), 0);
  CHECK(document["dry_run"] == true);
  auto after = files_below(folder.path());
  std::erase_if(after, [](const auto& name) { return name.ends_with("judge.json"); });
  CHECK(after == before);
}

TEST_CASE("two recipes are judged on one and the same standard input", "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  RunOptions options;
  options.standard_input = SignalFile{}.csv();
  const json document =
      judged(validate(folder, signal_config({"a", "b"}), {"--data", "-"}, options), 0);
  CHECK(document["judgement"]["data"]["source"] == "standard input");
}

TEST_CASE("on GitHub the report goes into the step's summary and the verdict beside the run",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  begin_with_half(folder);
  stage_model(folder, signal_config({"a", "b"}));
  RunOptions options;
  options.variables = {{"GITHUB_ACTIONS", "true"}, {"GITHUB_STEP_SUMMARY", "summary.md"}};
  const auto run = validate(folder, signal_config({"a", "b"}), {}, options);
  CHECK(run.exit_code == 0);
  CHECK_THAT(run.err, ContainsSubstring("::notice title=mlpipe validate%3A PROMOTE::PROMOTE "));
  CHECK(read_text(folder.path() / "summary.md") == report_of(folder));
  folder.write("summary.md", "");
  const auto quiet = validate(folder, signal_config({"a", "b"}), {"--no-annotations"}, options);
  CHECK_THAT(quiet.err, !ContainsSubstring("::notice"));
  CHECK(read_text(folder.path() / "summary.md").empty());
}
