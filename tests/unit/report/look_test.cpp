// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mlpipe/report/render.hpp"

#include "sample_report.hpp"
#include "support/catch.hpp"
#include "well_formed.hpp"

using namespace mlpipe::report;

// MLPIPE_SHOW_REPORT=folder writes what the renderers make of the sample, to be looked at.
TEST_CASE("the sample report renders in all formats", "[report]") {
  const Document document = make_training_report(sample::binary());
  const std::string html = to_html(document);
  CHECK(html_problem(html) == "");
  CHECK(html.size() < 400'000);
  CHECK(to_markdown(document).size() < 60'000);
  const char* folder = std::getenv("MLPIPE_SHOW_REPORT");
  if (folder != nullptr) {
    const std::filesystem::path base = std::filesystem::path(folder) / "training";
    std::ofstream(base.string() + ".html") << html;
    std::ofstream(base.string() + ".md") << to_markdown(document);
    std::ofstream(base.string() + ".txt") << to_text(document);
    std::ofstream(base.string() + "_panel.html")
        << to_html(make_training_report(sample::panel_regression()));
  }
}
