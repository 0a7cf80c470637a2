// SPDX-License-Identifier: MIT
// What `mlpipe drift` says of real drift: the electricity of New South Wales, whose market was
// joined with Victoria's in May 1997, the same with two columns in other units, and the same
// shuffled.
#include <fstream>
#include <map>
#include <sstream>

#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

using Row = std::vector<std::string>;

std::filesystem::path electricity() {
  return shared_data() / "electricity_nsw_30min.csv";
}

/// Cells of the file, the header line first.
std::vector<Row> read_rows(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Row> out;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    out.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) {
      out.back().push_back(cell);
    }
  }
  return out;
}

std::string csv(const std::vector<Row>& rows, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i <= std::min(most, rows.size() - 1); ++i) {
    for (std::size_t col = 0; col < rows[i].size(); ++col) {
      text += (col > 0 ? "," : "") + rows[i][col];
    }
    text += "\n";
  }
  return text;
}

/// A model of the first rows in production.
void promote(const TemporaryFolder& folder, const std::vector<Row>& rows, std::size_t most) {
  folder.write("train.csv", csv(rows, most));
  const json config = json::parse(R"({
    "data": {"target": "class"}, "label": {"kind": "column", "horizon": 0},
    "model": {"max_rounds": 20, "early_stopping_rounds": 0, "params": {"max_depth": 4}},
    "walk_forward": {"train": 3000, "test": 1000}})");
  (void)result_of(train(folder, config, {"--data", "train.csv"}));
  (void)result_of(
      run_mlpipe(folder.path(), {"version", "promote", "--force", "--reason", "test", "--json"}));
}

struct Checked {
  int exit_code;
  json document;
};
Checked check(const TemporaryFolder& folder, std::vector<std::string> args = {}) {
  args.insert(args.begin(), {"drift", "--current", "current.csv", "--json"});
  const auto run = run_mlpipe(folder.path(), args);
  INFO(run.err);
  REQUIRE(!run.out.empty());
  return {run.exit_code, json::parse(run.out)};
}

json feature_of(const json& document, const std::string& name) {
  for (const auto& feature : document["check"]["features"]) {
    if (feature["name"] == name) {
      return feature;
    }
  }
  return {};
}

bool skipped() {
  if (std::filesystem::exists(electricity())) {
    return false;
  }
  WARN("skipped: " << electricity() << " is not there");
  return true;
}

}  // namespace

TEST_CASE("columns that were constant until May 1997 are critical since then", "[cli][xgboost]") {
  if (skipped()) {
    return;
  }
  const TemporaryFolder folder;
  const auto rows = read_rows(electricity());
  promote(folder, rows, 12'000);
  folder.write("current.csv", csv(rows, rows.size()));
  const auto found = check(folder, {"--window", "500", "--step", "250"});
  CHECK(found.exit_code == 5);
  for (const char* name : {"vicprice", "vicdemand", "transfer"}) {
    const json feature = feature_of(found.document, name);
    CAPTURE(feature.dump(1));
    CHECK(feature["verdict"] == "critical");
    // The window that holds 1997-05-05 or ends with it; 500 rows are ten days.
    const auto since = feature["since"].get<std::string>();
    CHECK(since > "1997-04-22");
    CHECK(since < "1997-05-06");
  }
  CHECK(feature_of(found.document, "day_of_week")["verdict"] == "ok");
}

TEST_CASE("two columns in other units are named, with the factor and when", "[cli][xgboost]") {
  if (skipped()) {
    return;
  }
  const TemporaryFolder folder;
  auto rows = read_rows(electricity());
  promote(folder, rows, 9'000);
  constexpr std::size_t kFirst = 10'501;
  for (std::size_t i = kFirst; i <= 12'000; ++i) {
    rows[i][3] = std::to_string(std::stod(rows[i][3]) * 1000.0);
    rows[i][4] = std::to_string(std::stod(rows[i][4]) * 1000.0);
  }
  folder.write("current.csv", csv(rows, 12'000));
  const auto found = check(folder);
  CHECK(found.exit_code == 5);
  CHECK(found.document["verdict"] == "critical");
  CHECK(found.document["retrain"] == false);  // the faults come first
  const auto& faults = found.document["check"]["faults"];
  for (const char* name : {"nswprice", "nswdemand"}) {
    const auto fault = std::find_if(faults.begin(), faults.end(), [&](const json& each) {
      return each["column"] == name && each["kind"] == "other unit";
    });
    CAPTURE(faults.dump(1));
    REQUIRE(fault != faults.end());
    CHECK(feature_of(found.document, name)["verdict"] == "critical");
    CHECK(found.document["alerts"].dump().find(name) != std::string::npos);
    CHECK_THAT((*fault)["sentence"].get<std::string>(),
               ContainsSubstring("times those of training") &&
                   ContainsSubstring("First seen in the window that begins 1996-12-"));
  }
}

TEST_CASE("two columns that changed places are named, though both had drifted", "[cli][xgboost]") {
  if (skipped()) {
    return;
  }
  const TemporaryFolder folder;
  auto rows = read_rows(electricity());
  promote(folder, rows, 9'000);
  for (std::size_t i = 10'501; i <= 12'000; ++i) {
    std::swap(rows[i][3], rows[i][4]);
  }
  folder.write("current.csv", csv(rows, 12'000));
  const auto found = check(folder, {"--window", "1000"});
  CHECK(found.exit_code == 5);
  for (const auto& [name, other] :
       std::map<std::string, std::string>{{"nswprice", "nswdemand"}, {"nswdemand", "nswprice"}}) {
    CAPTURE(feature_of(found.document, name).dump(1));
    CHECK(feature_of(found.document, name)["swapped_with"] == other);
  }
}

TEST_CASE("the same rows shuffled are quiet", "[cli][xgboost]") {
  if (skipped()) {
    return;
  }
  const TemporaryFolder folder;
  auto rows = read_rows(electricity());
  rows.resize(17'001);
  mlpipe::Rng rng(5);
  for (std::size_t i = rows.size() - 1; i > 1; --i) {
    const std::size_t j = 1 + static_cast<std::size_t>(rng.below(i));
    std::swap(rows[i], rows[j]);
    std::swap(rows[i][0], rows[j][0]);  // times stay in order
  }
  promote(folder, rows, 12'000);
  folder.write("current.csv", csv(rows, rows.size()));
  const auto found = check(folder, {"--window", "500"});
  CAPTURE(found.document["headline"]);
  CHECK(found.exit_code == 0);
  CHECK(found.document["verdict"] == "ok");
  for (const auto& feature : found.document["check"]["features"]) {
    CHECK(feature["verdict"] == "ok");
  }
}
