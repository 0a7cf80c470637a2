// SPDX-License-Identifier: MIT
#include "mlpipe/report/training_report.hpp"

#include "sample_report.hpp"
#include "support/catch.hpp"

using namespace mlpipe::report;

namespace {

template <class T>
std::vector<const T*> all(const std::vector<Block>& blocks) {
  std::vector<const T*> out;
  for (const auto& block : blocks) {
    if (const auto* found = std::get_if<T>(&block.content)) {
      out.push_back(found);
    }
  }
  return out;
}

bool has_section(const Document& document, const std::string& title) {
  for (const auto* heading : all<Heading>(document.blocks)) {
    if (heading->text == title) {
      return true;
    }
  }
  return false;
}

bool says(const Document& document, const std::string& words) {
  for (const auto* paragraph : all<Paragraph>(document.blocks)) {
    if (plain(paragraph->text).find(words) != std::string::npos) {
      return true;
    }
  }
  for (const auto* list : all<BulletList>(document.blocks)) {
    for (const auto& item : list->items) {
      if (plain(item).find(words) != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

const Table& table_with(const Document& document, const std::string& column) {
  for (const auto* table : all<Table>(document.blocks)) {
    for (const auto& each : table->columns) {
      if (each.name == column) {
        return *table;
      }
    }
  }
  throw std::out_of_range(column);
}

}  // namespace

TEST_CASE("the verdict stands first and carries the deciding numbers", "[report]") {
  const auto document = make_training_report(sample::binary());
  const auto* verdict = std::get_if<Callout>(&document.blocks.front().content);
  REQUIRE(verdict != nullptr);
  CHECK(verdict->title == "Some skill, but not ahead of every yardstick");
  const std::string text = plain(verdict->paragraphs.front());
  CHECK_THAT(text, ContainsSubstring("Out of sample AUC 0.521 over 4,410 rows in 20 folds"));
  CHECK_THAT(text, ContainsSubstring("accuracy 0.538 against 0.552 (majority class)"));
  CHECK_THAT(text, ContainsSubstring("Sharpe ratio 0.31 against 0.47 (buy and hold)"));
}

TEST_CASE("skill within two standard errors reads as noise, whatever else is good", "[report]") {
  auto report = sample::binary();
  for (auto* table : {&report.metrics, &report.returns}) {
    for (auto& row : table->rows) {
      row.in_headline = false;
    }
  }
  CHECK(read_result(report) == Reading::kAhead);
  report.skill.value = 0.5 + 1.99 * 0.0087;
  CHECK(read_result(report) == Reading::kNoise);
  report.skill.value = 0.5 - 2.01 * 0.0087;
  CHECK(read_result(report) == Reading::kBehind);
  report.skill.standard_error = Quantity::undefined("one class only");
  CHECK(read_result(report) == Reading::kUnknown);
}

TEST_CASE("a skill where lower is better is judged the right way round", "[report]") {
  auto report = sample::multi_class();
  report.metrics.rows.clear();
  report.skill = {"log loss", sample::kFour, 0.60, 0.69, 0.01, Better::kLower};
  CHECK(read_result(report) == Reading::kAhead);
  report.skill.value = 0.75;
  CHECK(read_result(report) == Reading::kBehind);
}

TEST_CASE("a headline metric behind its best yardstick makes the verdict mixed", "[report]") {
  auto report = sample::multi_class();
  CHECK(read_result(report) == Reading::kAhead);
  report.metrics.rows[0].yardsticks[1] = 0.714;  // the previous label, not the majority
  CHECK(read_result(report) == Reading::kMixed);
  report.metrics.rows[0].yardsticks[1] = 0.7131;  // prints as the model's 0.713
  CHECK(read_result(report) == Reading::kAhead);
}

TEST_CASE("undefined numbers print n/a, with the reason and the place", "[report]") {
  const auto document = make_training_report(sample::binary());
  const auto& folds = table_with(document, "Sharpe");
  CHECK(plain(folds.rows[3].back()) == "n/a");
  CHECK(says(document, "n/a: returns do not vary (Sharpe of fold 4)."));
  CHECK(says(document, "n/a: no closed trade (profit factor of buy and hold, hit rate of"));
}

TEST_CASE("without prices return metrics are n/a and no curve is drawn", "[report]") {
  const auto document = make_training_report(sample::multi_class());
  CHECK(says(document, "n/a: the input has no prices."));
  for (const auto* figure : all<Figure>(document.blocks)) {
    CHECK_FALSE(std::holds_alternative<LineChart>(figure->chart));
  }
}

TEST_CASE("a score chosen from many trials says that it is flattered", "[report]") {
  CHECK(says(make_training_report(sample::multi_class()), "the best of 50 trials"));
  CHECK_FALSE(says(make_training_report(sample::binary()), "trials on these same folds"));
}

TEST_CASE("the fold summary counts the folds ahead and names the worst", "[report]") {
  auto report = sample::binary();
  report.folds.folds.resize(3);
  const double scores[] = {0.70, 0.60, 0.69};
  for (std::size_t i = 0; i < 3; ++i) {
    report.folds.folds[i].score = scores[i];
    report.folds.folds[i].naive_score = 0.69;
  }
  auto document = make_training_report(report);
  CHECK(says(document, "1 of 3 folds beat the base rate on log loss. The worst is fold 1,"));
  report.folds.better = Better::kHigher;
  document = make_training_report(report);
  CHECK(says(document, "1 of 3 folds beat the base rate on log loss. The worst is fold 2,"));
  for (auto& fold : report.folds.folds) {
    fold.score = Quantity::undefined("one class only");
  }
  document = make_training_report(report);
  CHECK(says(document, "No fold can be set against the base rate."));
}

TEST_CASE("a panel has a table of symbols, a single series has none", "[report]") {
  const auto panel = make_training_report(sample::panel_regression());
  REQUIRE(has_section(panel, "Symbols"));
  CHECK(plain(table_with(panel, "symbol").rows[1][0]) == "B|B");
  CHECK_FALSE(has_section(make_training_report(sample::binary()), "Symbols"));
}

TEST_CASE("more than forty symbols are cut and the report says so", "[report]") {
  auto report = sample::panel_regression();
  report.symbols.rows.assign(500, report.symbols.rows.front());
  const auto document = make_training_report(report);
  CHECK(table_with(document, "symbol").rows.size() == 40);
  CHECK(says(document, "The first 40 of 500 symbols"));
}

TEST_CASE("a table of metrics says better, worse or equal", "[report]") {
  const auto document = make_training_report(sample::binary());
  const auto& table = table_with(document, "previous label");
  const auto verdict_of = [&](const std::string& metric) {
    for (const auto& row : table.rows) {
      if (plain(row[0]) == metric) {
        return plain(row.back());
      }
    }
    return std::string("no such row");
  };
  CHECK(verdict_of("accuracy") == "worse");
  CHECK(verdict_of("log loss") == "worse");  // 0.6889 above the majority's 0.6878
  CHECK(verdict_of("MCC") == "better");
}

TEST_CASE("the twenty features with most gain are drawn", "[report]") {
  const auto document = make_training_report(sample::binary());
  bool found = false;
  for (const auto* figure : all<Figure>(document.blocks)) {
    if (const auto* chart = std::get_if<BarChart>(&figure->chart)) {
      found = true;
      CHECK(chart->bars.size() == 20);
      CHECK(chart->bars.front().label == "return_1");
    }
  }
  CHECK(found);
}

TEST_CASE("a report of nothing is still a report", "[report]") {
  const auto document = make_training_report(TrainingReport{});
  const auto* verdict = std::get_if<Callout>(&document.blocks.front().content);
  REQUIRE(verdict != nullptr);
  CHECK(verdict->title == "Skill cannot be judged");
  CHECK(says(document, "n/a: no backtest was run."));
}

TEST_CASE("a fold of hours shows the clock, one of weeks the days", "[report]") {
  auto report = sample::binary();
  auto& folds = report.folds.folds;
  folds.resize(2);
  folds[0].test_from = sample::at("2020-01-01T16:00:00Z");
  folds[0].test_to = sample::at("2020-01-02T16:00:00Z");
  folds[1].test_from = sample::at("2020-01-03T16:00:00Z");
  folds[1].test_to = sample::at("2020-03-02T16:00:00Z");
  const auto document = make_training_report(report);
  const auto& table = table_with(document, "test period");
  CHECK(plain(table.rows[0][1]) == "2020-01-01 16:00 to 2020-01-02 16:00");
  CHECK(plain(table.rows[1][1]) == "2020-01-03 to 2020-03-02");
}
