// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/drift/history.hpp"

namespace mlpipe::drift {
namespace {

constexpr double kFullHeight =
    0.25;  // the convention's critical PSI fills a sparkline, if none is higher
constexpr int kDigits = 3;

using Row = std::vector<std::string>;

std::vector<std::string> windows_of(std::span<const CheckRecord> records) {
  std::vector<std::string> out;
  for (const auto& record : records) {
    if (std::find(out.begin(), out.end(), record.window) == out.end()) {
      out.push_back(record.window);
    }
  }
  return out;
}

char letter(Verdict verdict) {
  return ".wC?"[static_cast<std::size_t>(verdict)];
}

/// Time of the first record of the last run of one verdict.
template <class VerdictOf>
std::string since(std::span<const CheckRecord> records, VerdictOf verdict_of) {
  std::size_t first = records.size() - 1;
  while (first > 0 && verdict_of(records[first - 1]) == verdict_of(records.back())) {
    --first;
  }
  return to_display(records[first].time);
}

std::string spark(const std::vector<double>& values) {
  double high = kFullHeight;
  for (const double value : values) {
    high = std::fmax(high, value);
  }
  return sparkline(values, values.size(), 0.0, high);
}

Row feature_row(std::span<const CheckRecord> shown, std::span<const CheckRecord> records,
                const FeatureRecord& feature, bool is_prediction) {
  const auto verdict_of = [&](const CheckRecord& record) -> std::optional<Verdict> {
    if (is_prediction) {
      return record.prediction ? std::optional(record.prediction->verdict) : std::nullopt;
    }
    const auto at = std::find_if(record.features.begin(), record.features.end(),
                                 [&](const auto& other) { return other.name == feature.name; });
    return at == record.features.end() ? std::nullopt : std::optional(at->verdict);
  };
  const bool known = feature.verdict != Verdict::kCannotTell;
  return {(is_prediction ? "(prediction)" : one_line(feature.name)),
          spark(series(shown, feature.name)),
          known ? fixed(feature.psi, kDigits) : "-",
          known ? fixed(feature.psi_adjusted, kDigits) : "-",
          fixed(100.0 * feature.missing, 1) + "%",
          to_string(feature.verdict),
          since(records, verdict_of)};
}

/// Critical, warning, cannot tell, ok: what needs a look comes before what needs none.
int table_order(Verdict verdict) {
  constexpr std::array<int, 4> kOrder = {3, 1, 0, 2};
  return kOrder[static_cast<std::size_t>(verdict)];
}

std::vector<Row> feature_rows(std::span<const CheckRecord> shown,
                              std::span<const CheckRecord> records) {
  std::vector<Row> rows = {
      {"FEATURE", "PSI OVER TIME", "PSI", "ADJUSTED", "MISSING", "VERDICT", "SINCE"}};
  const auto& last = records.back();
  if (last.prediction) {
    rows.push_back(feature_row(shown, records, *last.prediction, true));
  }
  std::vector<const FeatureRecord*> order;
  for (const auto& feature : last.features) {
    order.push_back(&feature);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return table_order(a->verdict) != table_order(b->verdict)
               ? table_order(a->verdict) < table_order(b->verdict)
               : a->psi_adjusted > b->psi_adjusted;
  });
  for (const auto* feature : order) {
    rows.push_back(feature_row(shown, records, *feature, false));
  }
  return rows;
}

std::string window_text(const std::string& window, std::span<const CheckRecord> records,
                        std::size_t width) {
  const auto shown = records.last(std::min(width, records.size()));
  const auto& last = records.back();
  std::string letters;
  for (const auto& record : shown) {
    letters += letter(record.verdict);
  }
  return (window.empty() ? "All current rows" : "Window " + one_line(window)) + ": " +
         grouped(records.size()) + (records.size() == 1 ? " check, " : " checks, the last ") +
         to_display(last.time) + " of model " + one_line(last.model) + " on " + grouped(last.rows) +
         " rows\n" + "Overall: " + letters + "  " + to_string(last.verdict) + " since " +
         since(records, [](const CheckRecord& record) { return record.verdict; }) +
         (last.retrain ? "; a new training is wanted" : "") + "\n\n" +
         text_table(feature_rows(shown, records)) + "\n";
}

}  // namespace

std::string history_table(const History& history, std::size_t width) {
  std::string out;
  for (const auto& window : windows_of(history.records)) {
    std::vector<CheckRecord> records;
    std::copy_if(history.records.begin(), history.records.end(), std::back_inserter(records),
                 [&](const CheckRecord& record) { return record.window == window; });
    out += window_text(window, records, width);
  }
  out += out.empty() ? "no check yet\n" : ". ok   w warning   C critical   ? cannot tell\n";
  for (const auto& note : history.notes) {
    out += one_line(note) + "\n";
  }
  return out;
}

}  // namespace mlpipe::drift
