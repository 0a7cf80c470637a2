// SPDX-License-Identifier: MIT
// `mlpipe predict` as a person meets it.
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

#include "train_support.hpp"

using namespace mlpipe::testing;

namespace fs = std::filesystem;

namespace {

RunResult predict(const TemporaryFolder& folder, std::vector<std::string> args,
                  const RunOptions& options = {}) {
  args.insert(args.begin(), "predict");
  return run_mlpipe(folder.path(), args, options);
}

/// A walk of 700 days in walk.csv, and a model of it in production as v1.0.0.
struct Promoted : TemporaryFolder {
  explicit Promoted(json config = quick_config()) {
    write("walk.csv", RandomWalk(1, 700).csv());
    (void)result_of(train(*this, config, {"--data", "walk.csv"}));
    (void)result_of(
        run_mlpipe(path(), {"version", "promote", "--force", "--reason", "test", "--json"}));
  }
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::string refusal(const TemporaryFolder& folder, const std::vector<std::string>& args,
                    int exit_code) {
  const auto run = predict(folder, args);
  CAPTURE(args, run.err);
  CHECK(run.exit_code == exit_code);
  CHECK(run.out.empty());
  CHECK_FALSE(fs::exists(folder.path() / "models/ledger"));
  return run.err;
}

}  // namespace

TEST_CASE("production scores a file as CSV, as JSON lines and as one document alike",
          "[cli][xgboost]") {
  const Promoted folder;
  const auto csv = predict(folder, {"--data", "walk.csv", "--last", "2", "--quiet"});
  CHECK(csv.exit_code == 0);
  CHECK(csv.err.empty());
  const auto lines = lines_of(csv.out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "time,probability_up");
  CHECK(lines[2].rfind("2001-11-30T00:00:00Z,0.", 0) == 0);

  const auto json_lines =
      predict(folder, {"--data", "walk.csv", "--last", "2", "--format", "jsonl"});
  REQUIRE(lines_of(json_lines.out).size() == 2);
  const json newest = json::parse(lines_of(json_lines.out)[1]);
  CHECK("2001-11-30T00:00:00Z," + newest["probability_up"].dump() == lines[2]);

  const json document = result_of(predict(folder, {"--data", "walk.csv", "--last", "2", "--json"}));
  CHECK(document["schema"] == "mlpipe.predict/1");
  CHECK(document["model"] == "v1.0.0");
  CHECK(document["count"] == 2);
  CHECK(document["forecasts"][1] == newest);
  CHECK(document["ledger"] == "models/ledger/v1.0.0.jsonl");
  const json metadata = read_json(folder.path() / "models/production/metadata.json");
  CHECK(document["model_sha256"] == metadata["model"]["sha256"]);
  CHECK(document["data"]["sha256"] == metadata["data"]["sha256"]);

  // Three runs of two rows, each with its own time.
  const auto ledger = lines_of(read_text(folder.path() / "models/ledger/v1.0.0.jsonl"));
  REQUIRE(ledger.size() == 6);
  CHECK(json::parse(ledger[0])["made_at"] <= json::parse(ledger[5])["made_at"]);
  CHECK(json::parse(ledger[5])["values"][0] == newest["probability_up"]);
}

TEST_CASE("standard input, a gzip file and a file give the same", "[cli][xgboost]") {
  const Promoted folder;
  RunOptions options;
  options.standard_input = read_text(folder.path() / "walk.csv");
  const auto piped = predict(folder, {"--data", "-", "--no-ledger"}, options);
  const auto named = predict(folder, {"--data", "walk.csv", "--no-ledger"});
  CHECK(piped.exit_code == 0);
  CHECK(lines_of(piped.out).size() > 500);
  CHECK(piped.out == named.out);
  CHECK(predict(folder, {"--no-ledger"}).out == named.out);
  CHECK_FALSE(fs::exists(folder.path() / "models/ledger"));
}

TEST_CASE("any version and the candidate can score; production follows a rollback",
          "[cli][xgboost]") {
  const Promoted folder;
  json config = quick_config();
  config["model"]["params"]["max_depth"] = 1;
  (void)result_of(train(folder, config, {"--data", "walk.csv"}));
  const auto model_of = [&](const std::string& which) {
    return result_of(
        predict(folder, {"--data", "walk.csv", "--last", "1", "--json", "--model", which}));
  };
  CHECK(model_of("production")["model"] == "v1.0.0");
  CHECK(model_of("1.0.0")["model_sha256"] == model_of("v1.0.0")["model_sha256"]);
  const json staged = model_of("staging");
  CHECK(staged["model_sha256"] != model_of("production")["model_sha256"]);
  (void)result_of(
      run_mlpipe(folder.path(), {"version", "promote", "--force", "--reason", "x", "--json"}));
  CHECK(model_of("production")["model_sha256"] == staged["model_sha256"]);
  CHECK(model_of("production")["forecasts"] == staged["forecasts"]);
  (void)result_of(run_mlpipe(folder.path(), {"rollback", "--json"}));
  CHECK(model_of("production")["model"] == "v1.0.0");
}

TEST_CASE("a dry run prints the forecasts and records nothing", "[cli][xgboost]") {
  const Promoted folder;
  const auto run = predict(folder, {"--data", "walk.csv", "--dry-run"});
  CHECK(run.exit_code == 0);
  CHECK(run.out == predict(folder, {"--data", "walk.csv", "--no-ledger"}).out);
  CHECK_THAT(run.err, ContainsSubstring("nothing is recorded in models/ledger/v1.0.0.jsonl"));
  const json document = result_of(predict(folder, {"--data", "walk.csv", "--dry-run", "--json"}));
  CHECK(document["dry_run"] == true);
  CHECK(document["ledger"] == nullptr);
  CHECK_FALSE(fs::exists(folder.path() / "models/ledger"));
}

TEST_CASE("a panel has a symbol column, quoted where it must be", "[cli][xgboost]") {
  const TemporaryFolder folder;
  std::string text = "date,symbol,close\n";
  const RandomWalk a(45, 600);
  const RandomWalk b(46, 600);
  for (std::size_t row = 0; row < a.size(); ++row) {
    text += RandomWalk::date(row) + ",\"B, \"\"plc\"\"\"," + std::to_string(b.close(row)) + "\n";
    text += RandomWalk::date(row) + ",A," + std::to_string(a.close(row)) + "\n";
  }
  folder.write("panel.csv", text);
  (void)result_of(train(folder, quick_config(), {"--data", "panel.csv"}));
  const auto run = predict(folder, {"--model", "staging", "--last", "1"});
  const auto lines = lines_of(run.out);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "time,symbol,probability_up");
  CHECK(lines[1].rfind("2001-08-22T00:00:00Z,A,", 0) == 0);
  CHECK(lines[2].rfind("2001-08-22T00:00:00Z,\"B, \"\"plc\"\"\",", 0) == 0);
}

TEST_CASE("wrong input to predict is answered with the right code and words", "[cli][xgboost]") {
  const Promoted folder;
  folder.write("short.csv", RandomWalk(1, 20).csv());
  folder.write("other.csv", "date,temperature\n2020-01-01,5\n2020-01-02,6\n");
  folder.write("text.csv", "date,close\n2020-01-01,high\n2020-01-02,low\n");
  folder.write("empty.csv", "");
  struct Wrong {
    std::vector<std::string> args;
    int code;
    std::string says;
  };
  for (const auto& wrong :
       std::vector<Wrong>{{{"--data", "short.csv"}, 6, "bars of history"},
                          {{"--data", "other.csv"}, 6, "no column is the close"},
                          {{"--data", "text.csv"}, 6, "text.csv"},
                          {{"--data", "empty.csv"}, 6, "empty.csv"},
                          {{"--data", "nothing.csv"}, 6, "nothing.csv"},
                          {{"--model", "v9.0.0"}, 8, "there is no model \"v9.0.0\""},
                          {{"--model", "v1.0.1"}, 8, "did you mean \"v1.0.0\""},
                          {{"--model", "../archive/v1.0.0"}, 8, "there is no model"},
                          {{"--models-dir", "elsewhere"}, 8, "there is no folder elsewhere"},
                          {{"--last", "0"}, 2, "--last"},
                          {{"--last", "soon"}, 2, "--last"},
                          {{"--format", "xml"}, 2, "csv, jsonl"},
                          {{"--print-config"}, 2, "--print-config"},
                          {{"walk.csv"}, 2, "unexpected argument"},
                          {{"--no-ledgr"}, 2, "did you mean"}}) {
    CHECK_THAT(refusal(folder, wrong.args, wrong.code), ContainsSubstring(wrong.says));
  }
  CHECK(predict(folder, {"--json", "--format", "csv"}).exit_code == 2);
  const TemporaryFolder nothing;
  CHECK_THAT(refusal(nothing, {"--data", "walk.csv"}, 8), ContainsSubstring("mlpipe train"));
}

TEST_CASE("a damaged model and a foreign link are not used", "[cli][xgboost]") {
  const Promoted folder;
  const fs::path models = folder.path() / "models";
  const std::string model = read_text(models / "archive/v1.0.0/model_v1.0.0.ubj");
  folder.write("models/archive/v1.0.0/model_v1.0.0.ubj", model.substr(0, model.size() - 1));
  CHECK_THAT(refusal(folder, {"--data", "walk.csv"}, 9), ContainsSubstring("model_v1.0.0.ubj"));
  folder.write("models/archive/v1.0.0/model_v1.0.0.ubj", model);
  CHECK(predict(folder, {"--dry-run"}).exit_code == 0);
  fs::copy(models / "archive", folder.path() / "outside",
           fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  for (const std::string& target :
       {std::string("../outside/v1.0.0"), (folder.path() / "outside/v1.0.0").string(),
        std::string("archive/../archive/v1.0.0")}) {
    fs::remove(models / "production");
    fs::create_symlink(target, models / "production");
    CHECK_THAT(refusal(folder, {"--data", "walk.csv"}, 9), ContainsSubstring("points to"));
  }
}

TEST_CASE("a folder that cannot be written gives the forecasts, then the failure",
          "[cli][xgboost]") {
  const Promoted folder;
  const auto want = predict(folder, {"--data", "walk.csv", "--no-ledger"});
  // A file where the folder of the ledger would be: as good as no permission, for root too.
  folder.write("models/ledger", "in the way");
  const auto run = predict(folder, {"--data", "walk.csv"});
  CHECK(run.exit_code == 1);
  CHECK(run.out == want.out);
  CHECK_THAT(run.err, ContainsSubstring("error: ") && ContainsSubstring("models/ledger") &&
                          ContainsSubstring("--no-ledger"));
  const auto document = predict(folder, {"--data", "walk.csv", "--last", "1", "--json"});
  CHECK(document.exit_code == 1);
  const json result = json::parse(document.out);
  CHECK(result["ok"] == false);
  CHECK(result["forecasts"].size() == 1);
  CHECK(result["ledger"] == nullptr);
  CHECK_THAT(result["error"]["message"].get<std::string>(), ContainsSubstring("not recorded"));
  fs::remove(folder.path() / "models/ledger");

  if (::geteuid() == 0) {
    WARN("skipped: permissions do not bind root");
    return;
  }
  ::chmod((folder.path() / "models").c_str(), 0555);
  CHECK(predict(folder, {"--data", "walk.csv"}).exit_code == 1);
  CHECK(predict(folder, {"--data", "walk.csv", "--no-ledger"}).out == want.out);
  ::chmod((folder.path() / "models").c_str(), 0755);
}

TEST_CASE("forecasts of rows that the model was trained on are said to be no evidence",
          "[cli][xgboost]") {
  const Promoted folder;
  CHECK_THAT(predict(folder, {"--data", "walk.csv"}).err,
             ContainsSubstring("was trained on: how well they fit says nothing"));
  // The newest bar has no label yet, and so was not trained on.
  CHECK_THAT(predict(folder, {"--data", "walk.csv", "--last", "1"}).err,
             !ContainsSubstring("says nothing"));
}

TEST_CASE("help of predict shows its flags and what a failed ledger means", "[cli]") {
  const auto help = run_mlpipe({"predict", "--help"});
  CHECK(help.exit_code == 0);
  for (const std::string flag : {"--data", "--model", "--last", "--format", "--no-ledger"}) {
    CHECK_THAT(help.out, ContainsSubstring(flag));
  }
}
