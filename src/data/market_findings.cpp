// SPDX-License-Identifier: MIT
#include "data/market_findings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mlpipe/core/text.hpp"

namespace mlpipe::data {
namespace {

constexpr std::uint64_t kKeptOfEachKind = 1'000;
constexpr std::size_t kShown = 20;

struct Advice {
  std::string_view kind;
  std::string_view text;
};
constexpr std::array kAdvice = {
    Advice{"bad_time",
           "no time in the form of the other rows; correct it, or see data.time_format"},
    Advice{"missing_time", "a row without a time; remove it"},
    Advice{"nonexistent_local_time",
           "the clock was put forward over this time; is data.time_zone right?"},
    Advice{"missing_symbol", "a row without a symbol; fill it in or remove the row"},
    Advice{"missing_price", "a bar without all its prices; fill it in or remove the row"},
    Advice{"bad_number", "no number; correct it, or name the spelling in data.missing"},
    Advice{"infinite_number", "infinite, or too large to be held; correct it"},
    Advice{"bad_text", "not UTF-8; save the file as UTF-8"},
    Advice{"nonpositive_price",
           "prices are positive; if yours may be zero or negative (spreads, power), set "
           "\"data.allow_nonpositive_prices\": true"},
    Advice{"high_below_low", "the high is below the low; are the columns swapped?"},
    Advice{"open_outside_bar", "the open is not between low and high; correct it"},
    Advice{"close_outside_bar",
           "the close is not between low and high; a decimal slip, or an "
           "adjusted close with unadjusted prices?"},
    Advice{"price_spike",
           "the close jumps more than fivefold and comes back with the next bar; "
           "correct it"},
    Advice{"negative_volume", "a volume cannot be negative; correct it"},
    Advice{"duplicate_time",
           "the same time twice with different values; choose with \"data.duplicates\": \"first\" "
           "or \"last\"; if the file holds several symbols, name their column in data.symbol"},
    Advice{"too_few_fields", "the row has fewer fields than the header; was the file cut short?"},
    Advice{"too_many_fields",
           "the row has more fields than the header; quote fields that hold the separator"}};

std::string place(const ReadReport& report, const Finding& finding) {
  std::string out = report.source + ":" + std::to_string(finding.line);
  if (finding.column > 0) {
    out += ":" + std::to_string(finding.column) + " (" + finding.column_name + ")";
  }
  return out + ": " + finding.kind + (finding.value.empty() ? "" : ": " + quote(finding.value));
}

}  // namespace

Finding* FindingLog::add(std::string_view kind, Finding::Action action) {
  auto count = std::find_if(
      report_.counts.begin(), report_.counts.end(),
      [&](const FindingCount& known) { return known.kind == kind && known.action == action; });
  if (count == report_.counts.end()) {
    count = report_.counts.insert(count, {std::string(kind), action, 0});
  }
  if (++count->count > kKeptOfEachKind) {
    return nullptr;
  }
  Finding& finding = report_.findings.emplace_back();
  finding.kind = kind;
  finding.action = action;
  return &finding;
}

void sort_findings(ReadReport& report) {
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  std::sort(report.counts.begin(), report.counts.end(),
            [](const FindingCount& a, const FindingCount& b) {
              return std::pair(a.action, a.kind) < std::pair(b.action, b.kind);
            });
}

std::uint64_t count_of(const ReadReport& report, Finding::Action action) {
  std::uint64_t sum = 0;
  for (const auto& count : report.counts) {
    sum += count.action == action ? count.count : 0;
  }
  return sum;
}

std::string count_text(const ReadReport& report, Finding::Action action) {
  std::vector<std::string> parts;
  for (const auto& count : report.counts) {
    if (count.action == action) {
      parts.push_back(count.kind + " " + grouped(count.count));
    }
  }
  return join(parts, ", ");
}

std::string bad_rows_text(const ReadReport& report, bool scoring) {
  const std::uint64_t bad = count_of(report, Finding::Action::kBad);
  // Faults, not rows: one row can have several bad cells.
  std::string out = report.source + ": rows cannot be used: " + grouped(bad) +
                    (bad == 1 ? " fault in " : " faults in ") + grouped(report.rows_read) +
                    " rows\n";
  std::size_t shown = 0;
  for (const auto& finding : report.findings) {
    if (finding.action == Finding::Action::kBad && shown < kShown) {
      out += "  " + place(report, finding) + "\n";
      ++shown;
    }
  }
  if (bad > shown) {
    out += "  and " + grouped(bad - shown) + " more\n";
  }
  out += "counts:\n";
  for (const auto& count : report.counts) {
    if (count.action != Finding::Action::kBad) {
      continue;
    }
    const auto advice = std::find_if(kAdvice.begin(), kAdvice.end(),
                                     [&](const Advice& known) { return known.kind == count.kind; });
    out += "  " + grouped(count.count) + " " + count.kind;
    out += advice == kAdvice.end() ? "\n" : ": " + std::string(advice->text) + "\n";
  }
  if (scoring) {
    return out + "Correct the file: it is read as the model's training read its own.";
  }
  return out + "Correct the file, or set \"data.on_bad_rows\": \"skip\" to leave these rows out.";
}

}  // namespace mlpipe::data
