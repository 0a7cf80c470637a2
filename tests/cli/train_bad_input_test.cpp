// SPDX-License-Identifier: MIT
// Whatever is given as data or configuration: the right exit code, one clear message, one document,
// nothing written.
#include <fstream>

#include "support/gzip_bytes.hpp"
#include "support/loopback_server.hpp"
#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

std::string noise(std::size_t size) {
  mlpipe::Rng rng(3);
  std::string bytes;
  while (bytes.size() < size) {
    bytes.push_back(static_cast<char>(rng.below(256)));
  }
  return bytes;
}

struct BadFile {
  const char* name;
  std::string bytes;
  const char* told;
};

std::vector<BadFile> bad_files() {
  const RandomWalk walk(5, 600);
  const std::string zipped = gzip(walk.csv());
  std::string rising = "date,close\n";
  std::string slashes = "date,close\n";
  for (std::size_t row = 0; row < 600; ++row) {
    rising += RandomWalk::date(row) + "," + std::to_string(row + 1) + "\n";
    slashes += "0" + std::to_string(1 + row % 9) + "/0" + std::to_string(1 + row / 9 % 9) + "/" +
               std::to_string(2000 + row / 81) + ",1\n";
  }
  std::string wide = "date,close";
  for (int column = 0; column < 10'000; ++column) {
    wide += ",c" + std::to_string(column);
  }
  wide += "\n2020-01-01,1" + std::string(10'000, ',') + "\n";
  const auto hollow = [&](const std::string& cell) {
    std::string text = "date,close\n";
    for (std::size_t row = 0; row < 600; ++row) {
      text += RandomWalk::date(row) + "," + cell + "\n";
    }
    return text;
  };
  return {
      {"empty.csv", "", "empty.csv: the file is empty"},
      {"header.csv", "date,close\n", "header.csv: the file has a header and no rows"},
      {"one_row.csv", "date,close\n2020-01-01,5\n", "one_row.csv: only one row can be used"},
      {"all_nan.csv", hollow("NaN"), "600 missing_price"},
      {"all_blank.csv", hollow(""), "600 missing_price"},
      {"one_class.csv", rising, "have one class"},
      {"ambiguous.csv", slashes, "data.time_format"},
      {"cut.csv.gz", zipped.substr(0, zipped.size() / 2), "the gzip data end in the middle"},
      {"garbage.bin", "\x01" + noise(100'000), "garbage.bin: "},
      {"wide.csv", wide, "10,002 columns, more than data.max_columns"},
      {"text.csv", "date,close\n2020-01-01,abc\n2020-01-02,def\n", "text.csv:2:2"},
  };
}

}  // namespace

TEST_CASE("an unusable file is refused with its name and the reason", "[cli]") {
  for (const auto& bad : bad_files()) {
    INFO(bad.name);
    const TemporaryFolder folder;
    folder.write(bad.name, bad.bytes);
    const auto run = train(folder, quick_config(), {"--data", bad.name});
    CHECK_THAT(refusal_of(run, 6, folder), ContainsSubstring(bad.told));
  }
}

TEST_CASE("a folder, an absent file and a strange scheme are no data", "[cli]") {
  const TemporaryFolder folder;
  folder.write("folder/prices.csv", "date,close\n");
  const auto message = [&](const std::string& data) {
    return refusal_of(train(folder, quick_config(), {"--data", data}), 6, folder);
  };
  CHECK_THAT(message("folder"), ContainsSubstring("folder: is a folder; name one file in it"));
  CHECK_THAT(message("absent.csv"), ContainsSubstring("absent.csv: no such file"));
  CHECK_THAT(message("ftp://example.invalid/x.csv"), ContainsSubstring("http(s) URL"));
  CHECK_THAT(refusal_of(train(folder, quick_config(), {}), 2, folder),
             ContainsSubstring("/data/source") && ContainsSubstring("--data"));
}

TEST_CASE("a column that is not there is answered with the near one", "[cli]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 600).csv());
  json config = quick_config();
  config["data"]["close"] = "Clsoe";
  CHECK_THAT(refusal_of(train(folder, config, {"--data", "walk.csv"}), 2, folder),
             ContainsSubstring("no column \"Clsoe\" (did you mean \"close\"?)"));
  config = quick_config();
  config["features"]["add"] = {"rsi_14", "rsi_fourteen"};
  CHECK_THAT(refusal_of(train(folder, config, {"--data", "walk.csv"}), 2, folder),
             ContainsSubstring("/features/add") && ContainsSubstring("\"rsi_fourteen\""));
}

TEST_CASE("a given target with one class has nothing to tell apart", "[cli]") {
  const TemporaryFolder folder;
  folder.write("one.csv", RandomWalk(5, 600).csv(",y", [](std::size_t) { return ",1"; }));
  json config = quick_config();
  config["data"]["target"] = "y";
  config["label"] = {{"kind", "column"}, {"task", "classification"}};
  CHECK_THAT(refusal_of(train(folder, config, {"--data", "one.csv"}), 6, folder),
             ContainsSubstring("one class"));
}

TEST_CASE("ten thousand columns can be allowed and are named without a flood", "[cli]") {
  const TemporaryFolder folder;
  std::string text = "date,close";
  for (int column = 0; column < 10'000; ++column) {
    text += ",c" + std::to_string(column);
  }
  const RandomWalk walk(5, 40);
  text += "\n";
  for (std::size_t row = 0; row < walk.size(); ++row) {
    text += RandomWalk::date(row) + "," + std::to_string(walk.close(row));
    for (int column = 0; column < 10'000; ++column) {
      text += ",1";
    }
    text += "\n";
  }
  folder.write("wide.csv", text);
  json config = quick_config();
  config["data"]["max_columns"] = 20'000;
  config["features"] = {{"preset", json::array()}, {"add", {"logret_1"}}};
  config["walk_forward"] = {
      {"train", 15}, {"test", 10}, {"min_train_rows", 10}, {"min_test_bars", 5}};
  const auto run = train(folder, config, {"--data", "wide.csv", "--dry-run"});
  CHECK(result_of(run)["rows"] == 39);
  CHECK(run.err.size() < 5000);
}

TEST_CASE("a 404 and a server that falls silent end the run in time", "[cli]") {
  const TemporaryFolder folder;
  json config = quick_config();
  config["data"]["transfer"] = {
      {"connect_timeout_ms", 2000}, {"stall_timeout_ms", 1000}, {"retries", 0}};
  LoopbackServer missing({http_answer("404 Not Found", "no")});
  CHECK_THAT(refusal_of(train(folder, config, {"--data", missing.url("/prices.csv")}), 6, folder),
             ContainsSubstring("/prices.csv") && ContainsSubstring("404"));
  LoopbackServer silent(
      {Answer{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndate,close\n", true}});
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THAT(refusal_of(train(folder, config, {"--data", silent.url("/prices.csv")}), 6, folder),
             ContainsSubstring("/prices.csv"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
}

TEST_CASE("a configuration that cannot be used is refused with all its problems", "[cli]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 600).csv());
  const json slips = json::parse(R"({
    "data": {"soruce": "x", "bar": "banana"}, "lable": {},
    "model": {"params": {"etaa": 1, "max_depth": "deep"}},
    "walk_forward": {"train": -3}})");
  CHECK_THAT(
      refusal_of(train(folder, slips, {}), 2, folder),
      ContainsSubstring("config.json: /data/soruce: unknown key (did you mean \"source\"?)") &&
          ContainsSubstring("/data/bar: ") && ContainsSubstring("/lable: ") &&
          ContainsSubstring("/model/params/etaa: XGBoost has no such parameter") &&
          ContainsSubstring("/model/params/max_depth: ") &&
          ContainsSubstring("/walk_forward/train: "));
  const auto refused = [&](const std::string& file) {
    return refusal_of(run_mlpipe(folder.path(), {"train", "--json", "--config", file}), 2, folder);
  };
  folder.write("cut.json", "{\"data\": ");
  CHECK_THAT(refused("cut.json"), ContainsSubstring("cut.json: not valid JSON"));
  folder.write("list.json", "[]");
  CHECK_THAT(refused("list.json"), ContainsSubstring("list.json"));
  std::filesystem::create_directory(folder.path() / "folder");
  CHECK_THAT(refused("folder"), ContainsSubstring("cannot read folder") &&
                                    ContainsSubstring("--config takes a JSON file"));
  CHECK_THAT(refused("confgi.json"), ContainsSubstring("did you mean \"config.json\"?"));
}

TEST_CASE("windows that do not fit are refused with the largest that do", "[cli]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 600).csv());
  json config = quick_config();
  config["walk_forward"]["train"] = 5000;
  CHECK_THAT(refusal_of(train(folder, config, {"--data", "walk.csv"}), 2, folder),
             ContainsSubstring("/walk_forward/train") && ContainsSubstring("the largest train"));
  const auto message = refusal_of(
      train(folder, quick_config(), {"--data", "walk.csv", "--holdout", "10y"}), 2, folder);
  CHECK_THAT(message, ContainsSubstring("leaves no bar to train on"));
}
