// SPDX-License-Identifier: MIT
#include "mlpipe/report/study_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "mlpipe/report/render.hpp"

#include "sample_study.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "well_formed.hpp"

using namespace mlpipe;
using namespace mlpipe::report;

namespace {

std::vector<std::pair<std::string, StudyReport>> all() {
  return {{"normal", sample::normal_study()},
          {"noise", sample::noise_study()},
          {"constrained", sample::constrained_study()},
          {"fruitless", sample::fruitless_study()}};
}

std::string html(const StudyReport& report) {
  return to_html(make_study_report(report));
}

std::string markdown(const StudyReport& report) {
  return to_markdown(make_study_report(report));
}

}  // namespace

TEST_CASE("reports of studies read as approved", "[report]") {
  for (const auto& [name, report] : all()) {
    check_golden("study_" + name, "md", markdown(report));
    check_golden("study_" + name, "txt", summary(report));
    check_golden("study_" + name, "html", html(report));
  }
}

TEST_CASE("pages of studies are well-formed whatever was found", "[report]") {
  auto reports = all();
  reports.emplace_back("nothing", StudyReport{});
  for (const auto& [name, report] : reports) {
    CAPTURE(name);
    const std::string page = html(report);
    CHECK(html_problem(page) == "");
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("nan") == std::string::npos);
    CHECK(page.find(",inf") == std::string::npos);
    CHECK_FALSE(to_text(make_study_report(report)).empty());
    CHECK_FALSE(summary(report).empty());
  }
}

// MLPIPE_SHOW_REPORT=folder writes the pages, to be looked at.
TEST_CASE("a study of a thousand trials fits a page of 400 kB", "[report]") {
  auto big = sample::normal_study();
  big.trials = sample::boosting_trials(1000, 1.0, 9);
  sample::choose(big, 0.6751, 0.6794, 0.6772);
  CHECK(html(big).size() < 400'000);
  CHECK(markdown(big).size() < 60'000);
  auto bigger = big;
  bigger.trials = sample::boosting_trials(5000, 1.0, 9);
  sample::choose(bigger, 0.6751, 0.6794, 0.6772);
  CHECK(html(bigger).size() < 400'000);
  CHECK_THAT(markdown(bigger), ContainsSubstring("of 5,000 are drawn, evenly spread."));
  const char* folder = std::getenv("MLPIPE_SHOW_REPORT");
  if (folder != nullptr) {
    auto reports = all();
    reports.emplace_back("big", big);
    for (const auto& [name, report] : reports) {
      std::ofstream(std::filesystem::path(folder) / ("study_" + name + ".html")) << html(report);
    }
  }
}

TEST_CASE("the headline says what the final window makes of the gain", "[report]") {
  CHECK_THAT(
      headline(sample::normal_study()),
      ContainsSubstring("The final window confirms the gain over the defaults: 0.6751 against "
                        "0.6794 there"));
  CHECK_THAT(
      headline(sample::noise_study()),
      ContainsSubstring("The final window does not confirm the gain over the defaults: 0.6939 "
                        "against 0.6931 there"));
  CHECK_THAT(headline(sample::constrained_study()),
             ContainsSubstring("but not confirmed: no trade was closed"));
  CHECK(headline(sample::fruitless_study()) ==
        "No complete trial among 12 trials (8 pruned, 4 failed).");
  auto report = sample::normal_study();
  report.rivals[1].search_score = report.best->search_score;
  CHECK_THAT(headline(report), ContainsSubstring("No trial is better than the current best there"));
  report.rivals.clear();
  CHECK_THAT(headline(report), ContainsSubstring("There is nothing to hold it against."));
}

TEST_CASE("a study without a final window says why", "[report]") {
  auto report = sample::normal_study();
  report.final_window.reset();
  report.no_final_reason = "the history is too short for one";
  for (auto* candidate : {&*report.best, &report.rivals[0], &report.rivals[1]}) {
    candidate->final_score = Quantity::undefined(report.no_final_reason);
  }
  CHECK_THAT(headline(report),
             ContainsSubstring("but not confirmed: the history is too short for one"));
  CHECK(summary(report).find("final window\n") == std::string::npos);
}

TEST_CASE("one rival that the final window prefers is enough to doubt", "[report]") {
  auto report = sample::normal_study();
  report.rivals[1].final_score = 0.6750;
  CHECK_THAT(headline(report),
             ContainsSubstring("does not confirm the gain over the current best"));
  report.metric = "sharpe";
  report.direction = optimize::Direction::kMaximize;
  report.best->search_score = 2.0;
  report.best->final_score = 1.0;
  for (auto& rival : report.rivals) {
    rival.search_score = 1.5;
    rival.final_score = 0.5;
  }
  CHECK_THAT(headline(report),
             ContainsSubstring("confirms the gain over the defaults: 1.000 against "
                               "0.500 there, 2.000 against 1.500"));
}

TEST_CASE("luck is given its words", "[report]") {
  CHECK_THAT(markdown(sample::noise_study()),
             ContainsSubstring("below 0.95: 100 tries at random would often look as good"));
  CHECK_THAT(markdown(sample::noise_study()), ContainsSubstring("the search chooses noise"));
  CHECK_THAT(markdown(sample::normal_study()),
             ContainsSubstring("100 tries at random would seldom look as good"));
  CHECK_THAT(markdown(sample::constrained_study()), ContainsSubstring("the input has no prices"));
}

TEST_CASE("the JSON of a study parses and has no number that is none", "[report]") {
  auto reports = all();
  reports.emplace_back("nothing", StudyReport{});
  for (const auto& [name, report] : reports) {
    CAPTURE(name);
    const auto document = study_json(report);
    const std::string written = document.dump();
    CHECK(document.at("schema") == 1);
    CHECK(document.at("headline") == headline(report));
    CHECK(document.at("best").is_null() == !report.best);
    CHECK(document.at("rivals").size() == report.rivals.size());
    CHECK(written.find("NaN") == std::string::npos);
    CHECK(nlohmann::json::parse(written).at("metric") == report.metric);
  }
  const auto normal = study_json(sample::normal_study());
  CHECK(normal.at("finding") == "confirmed");
  CHECK(normal.at("trials").at("duplicates") == 2);
  CHECK(normal.at("honesty").at("deflated_sharpe") == 0.973);
  CHECK(study_json(sample::noise_study()).at("finding") == "denied");
  const auto constrained = study_json(sample::constrained_study());
  CHECK(constrained.at("best").at("final_score").is_null());
  CHECK(constrained.at("best").at("final_score_undefined") == "no trade was closed");
}

TEST_CASE("trials whose choices were others are drawn where the space has them now", "[report]") {
  using namespace optimize;
  StudyReport report;
  report.space = {{"kind", CategoricalDistribution{{Value("a"), Value("b")}}}};
  const Distribution older = CategoricalDistribution{{Value("gone"), Value("b"), Value("a")}};
  for (int i = 0; i < 3; ++i) {
    Trial trial;
    trial.number = i;
    trial.state = TrialState::kComplete;
    trial.values = {0.5 + 0.1 * i};
    trial.params["kind"] = {older, static_cast<double>(i)};
    report.trials.push_back(trial);
  }
  const auto document = make_study_report(report);
  const auto slices =
      std::find_if(document.blocks.begin(), document.blocks.end(), [](const Block& block) {
        const auto* figure = std::get_if<Figure>(&block.content);
        return figure != nullptr && std::holds_alternative<ScatterPanels>(figure->chart);
      });
  REQUIRE(slices != document.blocks.end());
  const auto& panels = std::get<ScatterPanels>(std::get<Figure>(slices->content).chart).panels;
  REQUIRE(panels.size() == 1);
  const auto& dots = panels[0].groups[0].dots;
  REQUIRE(dots.size() == 3);
  CHECK(std::isnan(dots[0].x));
  CHECK(dots[1].x == 1.0);
  CHECK(dots[2].x == 0.0);
}

TEST_CASE("failed trials and those that break a constraint are never the best so far", "[report]") {
  auto report = sample::constrained_study();
  report.trials[3].state = optimize::TrialState::kFail;
  report.trials[3].values = {99.0};
  report.trials[7].state = optimize::TrialState::kComplete;
  report.trials[7].values = {98.0};
  report.trials[7].constraints = {{"c", 1.0}};
  const auto document = make_study_report(report);
  for (const auto& block : document.blocks) {
    const auto* figure = std::get_if<Figure>(&block.content);
    if (figure == nullptr || !std::holds_alternative<ScatterChart>(figure->chart)) {
      continue;
    }
    const auto& chart = std::get<ScatterChart>(figure->chart);
    CHECK_FALSE(chart.steps.empty());
    for (const auto& step : chart.steps) {
      CHECK(step.y < 10.0);
    }
    for (const auto& group : chart.groups) {
      for (const auto& dot : group.dots) {
        CHECK(dot.y != 99.0);
      }
    }
  }
}

TEST_CASE("a study that broke every constraint has no best trial", "[report]") {
  auto report = sample::constrained_study();
  for (auto& trial : report.trials) {
    trial.constraints = {{"max_drawdown", 0.1}};
  }
  sample::choose(report, 0.0, 0.0, 0.0);
  CHECK_THAT(headline(report),
             ContainsSubstring("No complete trial that holds the constraints among 61 trials"));
  CHECK_THAT(markdown(report), ContainsSubstring("exceeded: max\\_drawdown by 0.1"));
}
