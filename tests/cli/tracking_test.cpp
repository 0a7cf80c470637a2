// SPDX-License-Identifier: MIT
// Where runs are recorded, and that it never costs a command anything but time. What MLflow makes
// of it: tests/interop/mlflow_program.py.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/loopback_server.hpp"
#include "support/small_disk.hpp"
#include "tracking/sqlite_database.hpp"
#include "train_support.hpp"

using namespace mlpipe;
using namespace mlpipe::testing;

namespace fs = std::filesystem;

namespace {

/// Of a person with no settings at all.
const RunOptions kPlain{"", {{"MLPIPE_TRACKING", ""}, {"HOME", "/nonexistent"}}};

RunOptions on(const std::string& uri) {
  RunOptions out = kPlain;
  out.variables["MLFLOW_TRACKING_URI"] = uri;
  return out;
}

struct Folder : TemporaryFolder {
  Folder() {
    write("prices.csv", RandomWalk(5, 700).csv());
    write("config/pipeline.json", config().dump());
  }
  static json config() {
    json out = quick_config();
    out["tracking"] = {{"budget", "4s"}};
    return out;
  }
  [[nodiscard]] RunResult run(std::vector<std::string> args, const RunOptions& options) const {
    return run_mlpipe(path(), args, options);
  }
  [[nodiscard]] RunResult train(const RunOptions& options) const {
    return run({"train", "--data", "prices.csv"}, options);
  }
  [[nodiscard]] std::size_t waiting() const {
    std::size_t count = 0;
    if (fs::exists(path() / ".mlpipe/outbox")) {
      for (const auto& entry : fs::directory_iterator(path() / ".mlpipe/outbox")) {
        count += entry.path().filename().string().size() == 32 ? 1 : 0;
      }
    }
    return count;
  }
  /// One column of the database's rows, joined.
  [[nodiscard]] std::string ask(const std::string& sql, const char* file = "mlflow.db") const {
    tracking::SqliteDatabase database(path() / file, file, std::chrono::seconds(5));
    std::string out;
    database.each(sql, {}, [&](const auto& row) { out += row.text(0) + ";"; });
    return out;
  }
  /// Everything that any file below holds.
  [[nodiscard]] bool holds(const std::string& text) const {
    for (const auto& entry : fs::recursive_directory_iterator(path())) {
      if (entry.is_regular_file()) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << file.rdbuf();
        if (bytes.str().find(text) != std::string::npos) {
          return true;
        }
      }
    }
    return false;
  }
};

}  // namespace

TEST_CASE("runs are recorded in mlflow.db where nothing else is said", "[cli][xgboost]") {
  const Folder folder;
  const auto trained = folder.train(kPlain);
  CAPTURE(trained.err);
  CHECK(trained.exit_code == 0);
  CHECK_THAT(trained.err, ContainsSubstring("recorded in mlflow.db"));
  CHECK(folder.ask("SELECT status FROM runs") == "FINISHED;");
  CHECK(folder.ask("SELECT value FROM params WHERE key = 'objective'") == "binary:logistic;");
  CHECK(folder.ask("SELECT alias || version FROM registered_model_aliases") == "staging1;");
  const auto uri = folder.ask("SELECT artifact_uri FROM runs");
  CHECK(fs::exists(fs::path(uri.substr(0, uri.size() - 1)) / "plots/equity.svg"));
  CHECK(folder.waiting() == 0);

  CHECK(folder.run({"version", "promote", "--force", "--reason", "t"}, kPlain).exit_code == 0);
  CHECK(folder.run({"drift", "--current", "prices.csv"}, kPlain).exit_code == 0);
  CHECK(folder.ask("SELECT name FROM runs WHERE name LIKE 'promote%'") == "promote v1.0.0;");
  CHECK(folder.ask("SELECT alias FROM registered_model_aliases ORDER BY 1") ==
        "production;staging;");
  CHECK(folder.ask("SELECT count(*) FROM tags WHERE key = 'mlflow.parentRunId'") == "1;");
  const auto told = folder.run({"track"}, kPlain);
  CHECK(told.out == "runs are recorded in mlflow.db\nnone waits\n");
}

TEST_CASE("tracking that is off makes nothing", "[cli][xgboost]") {
  for (const auto& options : {RunOptions{"", {{"MLPIPE_TRACKING", "off"}}}, kPlain}) {
    const Folder folder;
    json config = Folder::config();
    if (options.variables == kPlain.variables) {
      config["tracking"] = "off";
    }
    folder.write("config/pipeline.json", config.dump());
    CHECK(folder.train(options).exit_code == 0);
    CHECK_FALSE(fs::exists(folder.path() / "mlflow.db"));
    CHECK_FALSE(fs::exists(folder.path() / "mlartifacts"));
    CHECK_FALSE(fs::exists(folder.path() / ".mlpipe"));
    CHECK(folder.run({"track"}, options).out == "tracking is off\nnone waits\n");
    CHECK(folder.run({"track", "sync"}, options).exit_code == 2);
  }
  const Folder folder;
  CHECK(folder.run({"train", "--data", "prices.csv", "--tracking", "off"}, kPlain).exit_code == 0);
  CHECK(folder.run({"train", "--data", "prices.csv", "--dry-run"}, kPlain).exit_code == 0);
  CHECK_FALSE(fs::exists(folder.path() / "mlflow.db"));
}

TEST_CASE("whatever a server does, training ends as it would, and the run waits",
          "[cli][xgboost]") {
  const std::string json_type = "Content-Type: application/json\r\n";
  const std::string html = "<html><body>Welcome to the login page</body></html>";
  struct Case {
    std::string name;
    Answer answer;
    std::string told;
  };
  const std::vector<Case> cases = {
      {"500", http_answer("500 Internal Server Error", html), "500"},
      {"503", http_answer("503 Service Unavailable", "", "Retry-After: 1\r\n"), "503"},
      {"429", http_answer("429 Too Many Requests", "{}", json_type + "Retry-After: 60\r\n"), "429"},
      {"401", http_answer("401 Unauthorized", "no", "WWW-Authenticate: Basic\r\n"),
       "MLFLOW_TRACKING_USERNAME"},
      {"403", http_answer("403 Forbidden", "Invalid Host header - possible DNS rebinding attack"),
       "--allowed-hosts"},
      {"html", http_answer("200 OK", html, "Content-Type: text/html\r\n"), "HTML"},
      {"cut off", {"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"exp", false}, "127.0.0.1"},
      {"slow", {"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"exp", true}, "127.0.0.1"},
      {"no HTTP", {"SSH-2.0-OpenSSH_9.2\r\n", false}, "127.0.0.1"}};
  for (const auto& [name, answer, told] : cases) {
    CAPTURE(name);
    LoopbackServer server({answer});
    const Folder folder;
    const auto trained = folder.train(on(server.url("")));
    CAPTURE(trained.err);
    CHECK(trained.exit_code == 0);
    CHECK_THAT(trained.err, ContainsSubstring(told));
    CHECK_THAT(trained.err, ContainsSubstring("kept in .mlpipe/outbox"));
    CHECK(folder.waiting() == 1);
    // Another day, without that server.
    const auto synced = folder.run({"track", "sync"}, kPlain);
    CHECK(synced.exit_code == 0);
    CHECK(synced.out == "1 run delivered to mlflow.db\n");
    CHECK(folder.waiting() == 0);
    CHECK(folder.ask("SELECT status FROM runs") == "FINISHED;");
  }
}

TEST_CASE("a server that is not there, or not what it seems, is told in words", "[cli][xgboost]") {
  LoopbackServer plain({http_answer("200 OK", "{}")});
  const std::string port = plain.url("").substr(std::string("http://127.0.0.1:").size());
  for (const auto& [uri, told] :
       std::map<std::string, std::string>{{"http://127.0.0.1:1", "127.0.0.1"},
                                          {"http://mlflow.invalid:5000", "mlflow.invalid"},
                                          {"https://127.0.0.1:" + port, "127.0.0.1"}}) {
    CAPTURE(uri);
    const Folder folder;
    const auto trained = folder.train(on(uri));
    CAPTURE(trained.err);
    CHECK(trained.exit_code == 0);
    CHECK_THAT(trained.err, ContainsSubstring(told));
    CHECK(folder.waiting() == 1);
    const auto listed = folder.run({"track", "--json"}, on(uri));
    CHECK(json::parse(listed.out)["waiting"].size() == 1);
  }
  for (const std::string uri : {"databricks", "ftp://host", "file:///tmp/mlruns", "./mlruns"}) {
    CAPTURE(uri);
    const Folder folder;
    const auto refused = folder.train(on(uri));
    CHECK(refused.exit_code == 2);
    CHECK_FALSE(fs::exists(folder.path() / "models"));
  }
}

TEST_CASE("a database that cannot be written holds nothing up", "[cli][xgboost]") {
  SECTION("locked by somebody else") {
    const Folder folder;
    CHECK(folder.train(kPlain).exit_code == 0);
    tracking::SqliteDatabase other(folder.path() / "mlflow.db", "it", std::chrono::seconds(1));
    const tracking::SqliteTransaction lock(other);
    const auto trained = folder.train(kPlain);
    CAPTURE(trained.err);
    CHECK(trained.exit_code == 0);
    CHECK_THAT(trained.err, ContainsSubstring("locked"));
    CHECK(folder.waiting() == 1);
  }
  SECTION("on a disk that is full, then on one that is read-only") {
    const Folder folder;
    SmallDisk disk(folder.path() / "small", "3m");
    if (!disk.mounted()) {
      WARN("skipped: mounting a tmpfs needs root");
      return;
    }
    const auto options = on("sqlite:///small/mlflow.db");
    const auto train_into = [&](const char* told) {
      const auto trained = folder.train(options);
      CAPTURE(trained.err);
      CHECK(trained.exit_code == 0);
      CHECK_THAT(trained.err, ContainsSubstring(told));
      CHECK_THAT(trained.err, ContainsSubstring("kept in .mlpipe/outbox"));
      CHECK(folder.waiting() == 1);
    };
    const auto sync = [&] {
      const auto synced = folder.run({"track", "sync"}, options);
      CAPTURE(synced.err);
      CHECK(synced.out == "1 run delivered to small/mlflow.db\n");
      CHECK(folder.waiting() == 0);
    };
    folder.write("small/filler", std::string(3'000'000, 'x'));
    train_into("full");
    fs::remove(folder.path() / "small/filler");
    sync();
    disk.allow_writing(false);
    train_into("readonly");
    CHECK(folder.run({"track", "sync"}, options).exit_code == 1);
    CHECK(folder.waiting() == 1);
    disk.allow_writing(true);
    sync();
    CHECK(folder.ask("SELECT status FROM runs", "small/mlflow.db") == "FINISHED;FINISHED;");
  }
  SECTION("no database at all") {
    const Folder folder;
    folder.write("mlflow.db",
                 "these are notes, and no database, of more than a hundred bytes, so that it "
                 "is not taken for an empty one by chance");
    const auto trained = folder.train(kPlain);
    CAPTURE(trained.err);
    CHECK(trained.exit_code == 0);
    CHECK_THAT(trained.err, ContainsSubstring("mlflow.db"));
    CHECK(folder.waiting() == 1);
  }
}

TEST_CASE("a training that fails or is stopped is seen to have", "[cli][xgboost]") {
  const Folder folder;
  folder.write("bad.csv", "date,close\n2020-01-01,1\n2020-01-02,x\n");
  CHECK(folder.run({"train", "--data", "bad.csv"}, kPlain).exit_code == 6);
  CHECK(folder.ask("SELECT status FROM runs") == "FAILED;");
  CHECK_THAT(folder.ask("SELECT value FROM tags WHERE key = 'mlpipe.error'"),
             ContainsSubstring("bad.csv"));
}

TEST_CASE("no secret is in any file or message, at any level", "[cli][xgboost]") {
  const std::vector<std::string> secrets = {"canary-password-62", "canary-token-73"};
  LoopbackServer server(
      {http_answer("401 Unauthorized", "canary-password-62 is no password of canary-user-51")});
  auto options = on("http://canary-user-51:canary-password-62@127.0.0.1" +
                    server.url("").substr(std::string("http://127.0.0.1").size()));
  options.variables["MLFLOW_TRACKING_TOKEN"] = "canary-token-73";
  const Folder folder;
  for (const std::string format : {"text", "json"}) {
    const auto trained = folder.run(
        {"train", "--data", "prices.csv", "--log-level", "trace", "--log-format", format, "--json"},
        options);
    CHECK(trained.exit_code == 0);
    const auto listed = folder.run({"track", "--log-level", "trace"}, options);
    const auto synced = folder.run({"track", "sync", "--log-level", "trace"}, options);
    CHECK(synced.exit_code == 1);
    for (const auto& secret : secrets) {
      CAPTURE(secret);
      CHECK(trained.err.find(secret) == std::string::npos);
      CHECK(trained.out.find(secret) == std::string::npos);
      CHECK(listed.out.find(secret) == std::string::npos);
      CHECK(synced.err.find(secret) == std::string::npos);
      CHECK_FALSE(folder.holds(secret));
    }
  }
  // The server was told, once: in the header that is for it.
  CHECK_THAT(server.requests().front(), ContainsSubstring("Authorization: Basic "));
}

TEST_CASE("a rollback is not held up by a config or a server that is broken", "[cli][xgboost]") {
  const Folder folder;
  CHECK(folder.train(kPlain).exit_code == 0);
  CHECK(folder.run({"version", "promote", "--force", "--reason", "1"}, kPlain).exit_code == 0);
  json other = Folder::config();
  other["model"]["params"]["max_depth"] = 2;
  folder.write("config/pipeline.json", other.dump());
  CHECK(folder.train(kPlain).exit_code == 0);
  CHECK(folder.run({"version", "promote", "--force", "--reason", "2"}, kPlain).exit_code == 0);
  folder.write("config/pipeline.json", "{ broken");
  const auto back = folder.run({"rollback", "--reason", "bad day"}, on("databricks"));
  CAPTURE(back.err);
  CHECK(back.exit_code == 0);
  CHECK_THAT(back.out, ContainsSubstring("v1.0.0 is live again"));
  CHECK_THAT(back.err, ContainsSubstring("config/pipeline.json"));
  CHECK_THAT(back.err, ContainsSubstring("not recorded"));
}

TEST_CASE("without libcurl only what needs it fails, and says so", "[cli][xgboost]") {
  const Folder folder;
  folder.write("lib/libcurl.so.4", "no library");
  auto options = on("http://127.0.0.1:1");
  options.variables["LD_LIBRARY_PATH"] = (folder.path() / "lib").string();
  const auto trained = folder.train(options);
  CAPTURE(trained.err);
  CHECK(trained.exit_code == 0);
  CHECK_THAT(trained.err, ContainsSubstring("libcurl") && ContainsSubstring("kept in"));
  CHECK(folder.waiting() == 1);
  const auto fetched = folder.run({"train", "--data", "http://127.0.0.1:1/prices.csv"}, options);
  CHECK(fetched.exit_code != 0);
  CHECK_THAT(fetched.err, ContainsSubstring("without libcurl no request"));
}
