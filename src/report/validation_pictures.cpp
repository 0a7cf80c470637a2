// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "validation_sections.hpp"

namespace mlpipe::report {
namespace {

void add_growth(const JudgedAccounts& accounts, Document& document) {
  LineChart growth;
  growth.time = accounts.time;
  growth.series = {{"candidate", accounts.candidate}};
  LineChart drawdown;
  drawdown.time = accounts.time;
  drawdown.series = {{"candidate", accounts.candidate_drawdown}};
  if (!accounts.baseline.empty()) {
    growth.series.push_back({"production", accounts.baseline});
    drawdown.series.push_back({"production", accounts.baseline_drawdown});
  }
  growth.series.push_back({"buy and hold", accounts.benchmark});
  growth.y_title = "growth of 1, after costs";
  growth.y_format = {NumberStyle::kNumber, 3};
  drawdown.y_title = "below the last peak";
  drawdown.y_format = {NumberStyle::kPercent, 1};
  drawdown.filled = true;
  document.add(Figure{"Equity", "Growth of 1 on the window's bars.", std::move(growth)});
  document.add(Figure{"Drawdown", "Loss since the highest equity so far.", std::move(drawdown)});
}

/// Decimals that show two figures of a number.
int digits_for(double size) {
  constexpr int kMost = 9;
  return size > 0.0 ? std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 2, kMost) : 3;
}

void add_path(const ValidationReport& report, Document& document) {
  const auto& path = report.comparison.path;
  if (path.time.empty()) {
    return;
  }
  const std::string& metric = report.comparison.primary.metric;
  const std::string loss = metric == "rmse" ? "squared error" : in_sentence(metric_title(metric));
  LineChart chart;
  chart.time = path.time;
  std::vector<double> below(path.band.size());
  std::transform(path.band.begin(), path.band.end(), below.begin(), [](double x) { return -x; });
  chart.series = {{"candidate ahead", path.sum},
                  {"band, upper end", path.band},
                  {"band, lower end", std::move(below)}};
  chart.y_title = "sum of loss differences";
  chart.y_format = {NumberStyle::kNumber, digits_for(path.band.back())};
  document.add(
      Figure{"Lead of the candidate",
             "Production's " + loss +
                 " less the candidate's, summed over the window; "
                 "upwards is better. Were the models equal, it would lie between the two other "
                 "curves nine times in ten.",
             std::move(chart)});
}

void add_part_table(const ValidationReport& report, const std::string& title,
                    const std::string& name, const std::vector<JudgedPart>& parts,
                    Document& document) {
  if (parts.empty()) {
    return;
  }
  const bool two = report.baseline.has_value();
  const bool accuracy = report.loss != "rmse";
  const bool returns = report.no_returns_reason.empty();
  Table table;
  table.columns = {{name, Align::kLeft}, {"rows", Align::kRight}};
  const auto column = [&](const std::string& what) {
    table.columns.push_back({what + ", candidate", Align::kRight});
    if (two) {
      table.columns.push_back({"production", Align::kRight});
    }
  };
  column(in_sentence(metric_title(report.loss)));
  if (accuracy) {
    column("accuracy");
  }
  if (returns) {
    column("return");
  }
  for (const auto& part : parts) {
    std::vector<Text> cells{part.label, grouped(part.rows)};
    const auto put = [&](const std::string& metric, std::optional<double> mine,
                         std::optional<double> theirs) {
      cells.emplace_back(metric_text(metric, mine));
      if (two) {
        cells.emplace_back(metric_text(metric, theirs));
      }
    };
    put(report.loss, part.candidate_loss, part.baseline_loss);
    if (accuracy) {
      put("accuracy", part.candidate_accuracy, part.baseline_accuracy);
    }
    if (returns) {
      put("total_return", part.candidate_return, part.baseline_return);
    }
    table.rows.push_back(std::move(cells));
  }
  document.add(Heading{3, title});
  document.add(std::move(table));
}

void add_share_ahead(const ValidationReport& report, Document& document) {
  std::size_t ahead = 0;
  std::size_t counted = 0;
  for (const auto& part : report.folds) {
    if (part.candidate_loss && part.baseline_loss) {
      ++counted;
      ahead += *part.candidate_loss < *part.baseline_loss ? 1U : 0U;
    }
  }
  if (counted > 1) {
    document.add(Paragraph{"The candidate's loss is lower in " + grouped(ahead) + " of " +
                           grouped(counted) + " refits."});
  }
}

}  // namespace

void add_accounts(const ValidationReport& report, Document& document) {
  const bool has_path = !report.comparison.path.time.empty();
  if (report.accounts.time.empty() && !has_path) {
    return;
  }
  document.add(Heading{2, "Pictures"});
  add_path(report, document);
  if (!report.accounts.time.empty()) {
    add_growth(report.accounts, document);
  }
}

void add_parts(const ValidationReport& report, Document& document) {
  if (report.folds.empty()) {
    return;
  }
  document.add(Heading{2, "Parts of the window"});
  add_share_ahead(report, document);
  add_part_table(report, "Refits", "tested", report.folds, document);
  add_part_table(report, "Months", "month", report.months, document);
  add_part_table(report, "Symbols", "symbol", report.symbols, document);
}

void add_calibrations(const ValidationReport& report, Document& document) {
  if (report.candidate_calibration.empty()) {
    return;
  }
  document.add(Heading{2, "Calibration"});
  document.add(Figure{"Calibration of the candidate", "Forecast against what happened, by tenths.",
                      CalibrationChart{report.candidate_calibration, report.event}});
  if (!report.baseline_calibration.empty()) {
    document.add(Figure{"Calibration of production", "The same for the model in production.",
                        CalibrationChart{report.baseline_calibration, report.event}});
  }
}

}  // namespace mlpipe::report
