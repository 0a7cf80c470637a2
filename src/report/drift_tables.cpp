// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/core/text.hpp"

#include "drift_sections.hpp"
#include "training_sections.hpp"
#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

using drift::Verdict;

constexpr NumberFormat kPercent{NumberStyle::kPercent, 1};

/// Columns that would be empty throughout are left out.
struct Shown {
  bool rank = false;
  bool score = false;  ///< Evidently's
  bool missing = false;
  bool unseen = false;
  bool history = false;
};

Shown shown(const std::vector<const DriftColumn*>& columns) {
  Shown out;
  for (const auto* column : columns) {
    const auto& check = column->check;
    out.rank = out.rank || check.gain > 0.0;
    out.score = out.score || check.evidently.has_value();
    out.missing = out.missing || check.missing_before > 0.0 || check.missing_now > 0.0;
    out.unseen = out.unseen || check.unseen_now > 0.0;
    out.history = out.history || column->history.size() > 1;
  }
  return out;
}

std::vector<Column> head(const std::string& name, const Shown& show) {
  std::vector<Column> out{{name, Align::kLeft}, {"verdict", Align::kLeft}};
  const auto add = [&](bool is_shown, const char* title, Align align) {
    if (is_shown) {
      out.push_back({title, align});
    }
  };
  add(true, "bins then, now", Align::kLeft);
  add(show.history, "last checks", Align::kLeft);
  add(true, "direction", Align::kLeft);
  add(true, "PSI", Align::kRight);
  add(true, "by chance", Align::kRight);
  add(true, "adjusted", Align::kRight);
  add(true, "q", Align::kRight);
  add(show.score, "Evidently", Align::kRight);
  add(show.rank, "rank", Align::kRight);
  add(show.missing, "missing", Align::kRight);
  add(show.unseen, "unseen", Align::kRight);
  return out;
}

std::string score_text(const std::optional<drift::EvidentlyScore>& score) {
  return score ? std::string(drift::evidently_name(score->method)) + " " +
                     format_number(score->score, {NumberStyle::kNumber, 3})
               : "";
}

std::string missing_text(const drift::FeatureCheck& check) {
  return check.missing_before == 0.0 && check.missing_now == 0.0
             ? ""
             : format_number(check.missing_before, kPercent) + " → " +
                   format_number(check.missing_now, kPercent);
}

std::vector<Text> row(const DriftReport& report, const DriftColumn& column, const Shown& show) {
  const auto& check = column.check;
  std::vector<Text> out{code(short_name(check)), verdict_text(check.verdict)};
  auto bins = bins_spark(column);
  out.push_back(bins.values.empty() ? Text()
                                    : spark("shares of the bins, then and now", std::move(bins)));
  if (show.history) {
    auto past = history_spark(column, report.options);
    out.push_back(past.values.empty() ? Text() : spark("PSI of the last checks", std::move(past)));
  }
  out.emplace_back(direction_text(check));
  out.emplace_back(psi_text(check, check.psi));
  out.emplace_back(psi_text(check, check.psi_noise));
  out.emplace_back(psi_text(check, check.psi_adjusted));
  out.emplace_back(check.counts.usable() ? p_text(check.q) : "n/a");
  if (show.score) {
    out.emplace_back(score_text(check.evidently));
  }
  if (show.rank) {
    const auto rank = importance_rank(report, column);
    out.emplace_back(rank ? grouped(*rank) : "");
  }
  if (show.missing) {
    out.emplace_back(missing_text(check));
  }
  if (show.unseen) {
    out.emplace_back(check.unseen_now > 0.0 ? format_number(check.unseen_now, kPercent) : "");
  }
  return out;
}

Table table_of(const DriftReport& report, const std::vector<const DriftColumn*>& columns,
               const std::string& name) {
  const Shown show = shown(columns);
  Table table;
  table.columns = head(name, show);
  for (const auto* column : columns) {
    table.rows.push_back(row(report, *column, show));
  }
  return table;
}

void add_change(Table& table, const std::string& name, std::optional<double> before,
                std::optional<double> now) {
  if (!before && !now) {
    return;
  }
  const NumberFormat four{NumberStyle::kNumber, 4};
  const auto text = [&](const std::optional<double>& value) {
    return value ? format_number(*value, four) : "n/a";
  };
  table.rows.push_back(
      {name, text(before), text(now), before && now ? format_signed(*now - *before, four) : ""});
}

void add_performance(const DriftPerformance& performance, Document& document) {
  document.add(Heading{3, "Performance where labels are known"});
  Table table;
  table.columns = {{"", Align::kLeft},
                   {"walk-forward folds", Align::kRight},
                   {"now", Align::kRight},
                   {"change", Align::kRight}};
  add_change(table, "Log loss", performance.log_loss_before, performance.log_loss_now);
  add_change(table, "ROC AUC", performance.roc_auc_before, performance.roc_auc_now);
  if (!table.rows.empty()) {
    document.add(std::move(table));
  }
  document.add(Paragraph{performance.verdict + (performance.verdict.empty() ? "On " : " On ") +
                         counted(performance.rows, "row") + " with a label."});
}

}  // namespace

void add_outcome(const DriftReport& report, Document& document) {
  std::vector<const DriftColumn*> columns;
  for (const auto* column : {&report.prediction, &report.target}) {
    if (*column) {
      columns.push_back(&**column);
    }
  }
  if (columns.empty() && !report.performance) {
    return;
  }
  document.add(Heading{2, "Prediction"});
  if (!columns.empty()) {
    document.add(table_of(report, columns, ""));
  }
  if (report.performance) {
    add_performance(*report.performance, document);
  }
}

void add_features(const DriftReport& report, Document& document) {
  if (report.features.empty()) {
    return;
  }
  document.add(Heading{2, "Features"});
  constexpr std::size_t kMostInSight = 60;
  auto ranked = by_urgency(report);
  std::vector<const DriftColumn*> quiet;
  if (ranked.size() > kMostInSight) {
    const auto first_quiet = std::stable_partition(
        ranked.begin(), ranked.end(),
        [](const DriftColumn* column) { return column->check.verdict != Verdict::kOk; });
    quiet.assign(first_quiet, ranked.end());
    ranked.erase(first_quiet, ranked.end());
  }
  if (!ranked.empty()) {
    document.add(table_of(report, ranked, "feature"));
  }
  if (!quiet.empty()) {
    document.add(Details{
        counted(quiet.size(), "feature") + " that " + (quiet.size() == 1 ? "is" : "are") + " ok",
        {Block{table_of(report, quiet, "feature")}}});
  }
}

}  // namespace mlpipe::report
