// SPDX-License-Identifier: MIT
#include "mlpipe/notify/notice.hpp"

#include <algorithm>

#include "mlpipe/core/fixed_width.hpp"

namespace mlpipe::notify {
namespace {

constexpr const char* kEllipsis = "…";
constexpr std::size_t kEllipsisBytes = 3;
constexpr std::size_t kWidestCell = 40;

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string cell(const std::string& text) {
  std::string out = cut_text(one_line(text), kWidestCell);
  std::replace(out.begin(), out.end(), '`', '\'');
  return out.empty() ? "-" : out;
}

std::vector<std::vector<std::string>> metric_cells(const Notice& notice) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : notice.metrics) {
    rows.push_back({cell(row.title), cell(row.production), cell(row.candidate), cell(row.change),
                    cell(row.gate)});
  }
  return rows;
}

std::vector<std::vector<std::string>> feature_cells(const Notice& notice) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : notice.features) {
    rows.push_back({cell(row.feature), cell(row.verdict), cell(row.psi), cell(row.direction)});
  }
  return rows;
}

std::string around(const Notice& notice, const std::string& title) {
  return icon_of(notice.event) + " " + title + (notice.recovered ? " (recovered)" : "");
}

}  // namespace

std::string marker_key(const Notice& notice) {
  return notice.pipeline.empty() ? notice.job : notice.job + "/" + notice.pipeline;
}

std::vector<NoticeEvent> events_of(const Notice& notice) {
  std::vector<NoticeEvent> out{notice.event};
  if (notice.recovered) {
    out.push_back(NoticeEvent::kRecovered);
  }
  return out;
}

std::string shown_title(const Notice& notice) {
  return around(notice, one_line(notice.title));
}

std::string markdown_title(const Notice& notice) {
  return around(notice, notice.title_markdown);
}

std::string notice_table(const Notice& notice, std::size_t most_rows) {
  const bool metrics = !notice.metrics.empty();
  auto rows = metrics ? metric_cells(notice) : feature_cells(notice);
  if (rows.empty()) {
    return "";
  }
  rows.resize(std::min(rows.size(), most_rows));
  rows.insert(rows.begin(), metrics ? std::vector<std::string>{"metric", "production", "candidate",
                                                               "change", "gate"}
                                    : std::vector<std::string>{"feature", "verdict", "PSI", ""});
  return text_table(rows);
}

std::vector<std::string> short_reasons(const Notice& notice, std::size_t most) {
  std::vector<std::string> out(
      notice.reasons.begin(),
      notice.reasons.begin() + static_cast<std::ptrdiff_t>(std::min(most, notice.reasons.size())));
  if (out.size() < notice.reasons.size()) {
    out.push_back(std::to_string(notice.reasons.size() - out.size()) + " more in the report");
  }
  return out;
}

std::string log_text(const Notice& notice) {
  std::string out;
  for (const auto& line : notice.log) {
    out += one_line(line) + "\n";
  }
  return out;
}

std::string escape_within(const std::string& text, std::size_t most,
                          const std::function<std::string(char)>& escape) {
  std::string out;
  std::size_t last_fit = 0;  // where the ellipsis still has room, between two characters
  for (const char c : text) {
    if (!is_continuation(c) && out.size() + kEllipsisBytes <= most) {
      last_fit = out.size();
    }
    out += escape(c);
    if (out.size() > most) {
      return out.substr(0, last_fit) + (most >= kEllipsisBytes ? kEllipsis : "");
    }
  }
  return out;
}

std::string cut_text(const std::string& text, std::size_t most) {
  return escape_within(text, most, [](char c) { return std::string(1, c); });
}

}  // namespace mlpipe::notify
