// SPDX-License-Identifier: MIT
#include "mlpipe/report/pictures.hpp"

#include "sample_report.hpp"
#include "support/catch.hpp"
#include "well_formed.hpp"

using namespace mlpipe;
using namespace mlpipe::report;

namespace {

Figure bars(const std::string& caption) {
  return {caption, "what it shows", BarChart{{{"<a & b>", 2.0}, {"c", 1.0}}, "gain", {}}};
}

}  // namespace

TEST_CASE("every figure of a document is a file of its own", "[report]") {
  Document document;
  document.add(Heading{2, "no figure"});
  document.add(bars("Growth of 1, after cost"));
  document.add(Details{"more", {Block{Details{"still more", {Block{bars("  (x) ")}}}}}});
  document.add(bars("Growth of 1 after cost"));
  document.add(bars("../\n"));
  const auto found = pictures(document);
  REQUIRE(found.size() == 4);
  CHECK(found[0].name == "growth_of_1_after_cost.svg");
  CHECK(found[1].name == "x.svg");
  CHECK(found[2].name == "growth_of_1_after_cost_2.svg");
  CHECK(found[3].name == "figure.svg");
  CHECK(pictures(Document{}).empty());
}

TEST_CASE("a picture brings its style and its paper along", "[report]") {
  const auto found = pictures(make_training_report(sample::binary()));
  REQUIRE(found.size() >= 4);
  for (const auto& picture : found) {
    INFO(picture.name);
    CHECK(picture.svg.starts_with("<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(HtmlChecker(picture.svg).problem().empty());
    CHECK(picture.svg.find("<style>.chart{") != std::string::npos);
    CHECK(picture.svg.find("prefers-color-scheme") == std::string::npos);
    CHECK(picture.svg.find("fill=\"#fff\"/>") != std::string::npos);
    CHECK(picture.svg.find("width=\"892\"") != std::string::npos);
  }
}
