// SPDX-License-Identifier: MIT
#include "mlpipe/report/render.hpp"

#include <algorithm>

#include "sample_report.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "well_formed.hpp"

using namespace mlpipe::report;

namespace {

/// Every kind of block, with the names that people and their enemies give to columns.
Document hostile() {
  const std::string name = "<script>alert('x')</script>|a*b_c`d`~e~[f](http://g)&lt;$h$@i\\";
  Document out;
  out.title = name;
  out.subtitle = "# not a heading";
  out.add(Heading{2, name});
  out.add(Paragraph{"1. not a list: " + Text(name) + bold(name) + code(name)});
  out.add(Paragraph{link_to("inside", "metadata.json") + " " +
                    link_to("outside", "https://x.org/") + " " +
                    link_to("script", "javascript:alert(1)") + " " + link_to("host", "//x.org/")});
  out.add(BulletList{{"- not nested", name}});
  out.add(CodeBlock{"echo '```'\n</code><script>"});
  out.add(
      Table{name, {{name, Align::kLeft}, {"b", Align::kRight}}, {{name, code("a|`b`")}, {"x"}}});
  out.add(KeyValues{{{name, name}}});
  out.add(Highlights{{{name, name, name}}});
  out.add(Callout{CalloutKind::kWarning, name, {name, "two"}});
  out.add(Details{name, {Block{Paragraph{name}}}});
  out.add(Figure{name, name, BarChart{{{name, 1.0}, {"b", -0.5}}, name, {}}});
  out.add(Figure{name, "", LineChart{{sample::at("2020-01-01T00:00:00Z")}, {{name, {1.0}}}, name}});
  out.add(Figure{name, "", CalibrationChart{{{0.5, 0.4, 10.0}}, name}});
  out.add(Figure{name, "", Histogram{{0.0, 1.0}, {3.0}, name, {}}});
  out.add(Figure{name, "", FoldBars{{{name, 1.0}}, 0.5, name, name, {}}});
  ScatterChart dots;
  dots.x.title = dots.y.title = dots.steps_name = name;
  dots.x.categories = {name, "b"};
  dots.groups = {{name, {{0.0, 0.2}, {1.0, 0.6}}}};
  dots.steps = dots.marked = {{0.0, 0.2}};
  out.add(Figure{name, "", dots});
  out.add(Figure{name, "", ScatterPanels{{dots}}});
  out.add(Figure{name, "", ParallelChart{{dots.x, dots.y}, {{0.0, 0.2}, {1.0, 0.6}}, name}});
  return out;
}

/// Markdown less its code: a run of backticks closes with the next run of the same length.
std::string without_code(const std::string& markdown) {
  std::string out;
  for (std::size_t at = 0; at < markdown.size();) {
    if (markdown[at] == '\\') {
      out += markdown.substr(at, 2);
      at += 2;
      continue;
    }
    const std::size_t run = std::min(markdown.find_first_not_of('`', at), markdown.size()) - at;
    if (run == 0) {
      out += markdown[at++];
      continue;
    }
    std::size_t end = at + run;
    std::size_t length = 0;
    while (length != run) {
      end = markdown.find('`', end + length);
      REQUIRE(end != std::string::npos);
      length = std::min(markdown.find_first_not_of('`', end), markdown.size()) - end;
    }
    at = end + run;
  }
  return out;
}

std::string markdown_of(const std::string& text) {
  Document document;
  document.title = "t";
  document.add(Paragraph{text});
  return to_markdown(document).substr(5);
}

std::string text_of(const std::string& text) {
  Document document;
  document.title = "t";
  document.add(Paragraph{text});
  return to_text(document).substr(5);
}

}  // namespace

TEST_CASE("the checker of HTML finds what is broken", "[report]") {
  CHECK(html_problem("<p>a &lt; b</p>") == "");
  for (const char* bad : {"<p>", "<p></b>", "</p>", "a & b", "<p a=1></p>", "<p a=\"1></p>",
                          "a > b", "<p a=\"<\"></p>", "< p></p>", "<p", "<style>x"}) {
    INFO(bad);
    CHECK(html_problem(bad) != "");
  }
}

TEST_CASE("hostile names are shown, not obeyed, in HTML", "[report]") {
  const std::string html = to_html(hostile());
  CHECK(html_problem(html) == "");
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("href=\"metadata.json\"") != std::string::npos);
  CHECK(html.find("href=\"http") == std::string::npos);
  CHECK(html.find("href=\"java") == std::string::npos);
  CHECK(html.find("href=\"//") == std::string::npos);
}

TEST_CASE("hostile names are shown, not obeyed, in Markdown", "[report]") {
  const std::string markdown = to_markdown(hostile());
  check_golden("hostile", "md", markdown);
  const std::string outside_code = without_code(markdown);
  CHECK(outside_code.size() > 500);
  CHECK(markdown.find("](javascript") == std::string::npos);
  CHECK(markdown.find("](https://x.org/)") != std::string::npos);
  CHECK(outside_code.find("<script") == std::string::npos);
}

TEST_CASE("Markdown escapes what would be markup and nothing else", "[report]") {
  CHECK(markdown_of("a|b") == "a\\|b\n");
  CHECK(markdown_of("x < y > z") == "x &lt; y &gt; z\n");
  CHECK(markdown_of("*a* _b_ `c` ~d~") == "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~\n");
  CHECK(markdown_of("S&P 500, &amp;") == "S&P 500, &amp;amp;\n");
  CHECK(markdown_of("# a") == "\\# a\n");
  CHECK(markdown_of("- a") == "\\- a\n");
  CHECK(markdown_of("12. a") == "12\\. a\n");
  CHECK(markdown_of("12.5 a") == "12\\.5 a\n");
  CHECK(markdown_of("see http://x.org") == "see http\\://x.org\n");
  CHECK(markdown_of("two\nlines") == "two lines\n");
}

TEST_CASE("control characters and broken UTF-8 reach no reader", "[report]") {
  const std::string text = text_of(
      "a\x1b[31mb\xff"
      "c\xC2\x9B"
      "d\xE2\x80\xAE"
      "e\xC3\xA9");
  CHECK(text ==
        "a\\x1B[31mb\\xFFc\xEF\xBF\xBD"
        "d\xEF\xBF\xBD"
        "e\xC3\xA9\n");
}

TEST_CASE("text wraps at 88 columns and keeps long words whole", "[report]") {
  const std::string word(100, 'x');
  CHECK(text_of("a " + word + " b") == "a\n" + word + "\nb\n");
}

TEST_CASE("the report of a training run reads as approved", "[report]") {
  const Document binary = make_training_report(sample::binary());
  const Document panel = make_training_report(sample::panel_regression());
  const Document multi_class = make_training_report(sample::multi_class());
  check_golden("training_binary", "md", to_markdown(binary));
  check_golden("training_binary", "txt", to_text(binary));
  check_golden("training_panel", "html", to_html(panel));
  check_golden("training_panel", "md", to_markdown(panel));
  check_golden("training_multi_class", "txt", to_text(multi_class));
}

TEST_CASE("HTML is well-formed and stands alone", "[report]") {
  for (const auto& report :
       {sample::binary(), sample::multi_class(), sample::panel_regression(), TrainingReport{}}) {
    const std::string html = to_html(make_training_report(report));
    CHECK(html_problem(html) == "");
    CHECK(html.find("<html lang=\"en\">") != std::string::npos);
    CHECK(html.find("name=\"viewport\"") != std::string::npos);
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find("src=") == std::string::npos);
    CHECK(html.find("url(") == std::string::npos);
    CHECK(html.find("@import") == std::string::npos);
  }
}

TEST_CASE("tables have header cells with a scope, charts a name", "[report]") {
  const std::string html = to_html(make_training_report(sample::panel_regression()));
  CHECK(html.find("<th>") == std::string::npos);
  CHECK(html.find("<th scope=\"row\"") != std::string::npos);
  for (std::size_t at = 0; (at = html.find("<svg", at)) != std::string::npos; ++at) {
    const std::string tag = html.substr(at, html.find('>', at) - at);
    CHECK_THAT(tag, ContainsSubstring("role=\"img\""));
    CHECK_THAT(tag, ContainsSubstring("aria-label=\""));
  }
}

TEST_CASE("sections in HTML are found through the list at the top", "[report]") {
  const std::string html = to_html(make_training_report(sample::binary()));
  std::size_t links = 0;
  for (std::size_t at = 0; (at = html.find("href=\"#", at)) != std::string::npos; ++at) {
    const std::size_t begin = at + 7;
    const std::string id = html.substr(begin, html.find('"', begin) - begin);
    CHECK(html.find("id=\"" + id + "\"") != std::string::npos);
    ++links;
  }
  CHECK(links == 11);
}

TEST_CASE("a number sign before a number is no mention of an issue", "[report]") {
  CHECK(markdown_line("#12 of @ada, a #tag") == "<span>#</span>12 of <span>@</span>ada, a #tag");
  CHECK(markdown_line("# no heading\nnor |a line") == "\\# no heading nor \\|a line");
}
