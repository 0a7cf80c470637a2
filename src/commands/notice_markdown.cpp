// SPDX-License-Identifier: MIT
#include "commands/notice_markdown.hpp"

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/render.hpp"

namespace mlpipe::commands {
namespace {

using namespace report;

constexpr std::size_t kLongestCell = 120;

Table metric_table(const notify::Notice& notice) {
  Table table;
  table.columns = {{"metric", Align::kLeft},
                   {"production", Align::kRight},
                   {"candidate", Align::kRight},
                   {"change", Align::kRight},
                   {"gate", Align::kLeft}};
  for (const auto& row : notice.metrics) {
    table.rows.push_back({row.title, row.production, bold(row.candidate), row.change,
                          row.gate == "fail" ? bold(row.gate) : Text(row.gate)});
  }
  return table;
}

Table feature_table(const notify::Notice& notice) {
  Table table;
  table.columns = {{"feature", Align::kLeft},
                   {"verdict", Align::kLeft},
                   {"PSI, adjusted", Align::kRight},
                   {"direction", Align::kLeft}};
  for (const auto& row : notice.features) {
    table.rows.push_back({code(notify::cut_text(row.feature, kLongestCell)), bold(row.verdict),
                          row.psi, notify::cut_text(row.direction, kLongestCell)});
  }
  return table;
}

Text links_of(const notify::Notice& notice) {
  Text out;
  for (const auto& link : notice.links) {
    out = (out.spans.empty() ? Text() : out + Text(" · ")) + link_to(link.title, link.url);
  }
  return out;
}

}  // namespace

std::string notice_markdown(const notify::Notice& notice) {
  Document page;
  if (!notice.headline.empty()) {
    page.add(Paragraph{notice.headline});
  }
  if (!notice.metrics.empty()) {
    page.add(metric_table(notice));
  }
  if (!notice.features.empty()) {
    page.add(feature_table(notice));
  }
  constexpr std::size_t kMostReasons = 20;
  BulletList reasons;
  for (const auto& reason : notify::short_reasons(notice, kMostReasons)) {
    reasons.items.emplace_back(reason);
  }
  if (!reasons.items.empty()) {
    page.add(std::move(reasons));
  }
  if (!notice.log.empty()) {
    page.add(Details{"Last lines of the log", {Block{CodeBlock{join(notice.log, "\n")}}}});
  }
  if (!notice.next.empty()) {
    page.add(Paragraph{Text("Next: ") + code(notice.next)});
  }
  if (!notice.links.empty()) {
    page.add(Paragraph{links_of(notice)});
  }
  return to_markdown(page.blocks);
}

}  // namespace mlpipe::commands
