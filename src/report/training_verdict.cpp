// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <utility>

#include "mlpipe/core/text.hpp"

#include "training_sections.hpp"

namespace mlpipe::report {
namespace {

constexpr double kNoiseBand = 2.0;  // standard errors

template <class Visit>
void for_headline_rows(const TrainingReport& report, Visit visit) {
  for (const auto* table : {&report.metrics, &report.returns}) {
    for (const auto& row : table->rows) {
      if (row.in_headline) {
        visit(*table, row);
      }
    }
  }
}

/// Standard errors above no skill; empty if that cannot be said.
std::optional<double> skill_in_errors(const Skill& skill) {
  if (!skill.value.defined() || !skill.standard_error.defined() ||
      !(*skill.standard_error.value > 0.0)) {
    return std::nullopt;
  }
  const double sign = skill.better == Better::kLower ? -1.0 : 1.0;
  return sign * (*skill.value.value - skill.without_skill) / *skill.standard_error.value;
}

bool some_row_is_behind(const TrainingReport& report) {
  bool behind = false;
  for_headline_rows(report, [&](const MetricTable&, const MetricRow& row) {
    const auto best = best_yardstick(row);
    behind = behind ||
             (best && row.model.defined() &&
              compare(*row.model.value, *row.yardsticks[*best].value, row.better, row.format) < 0);
  });
  return behind;
}

struct Wording {
  CalloutKind kind;
  const char* title;
};

Wording wording(Reading reading) {
  switch (reading) {
    case Reading::kAhead:
      return {CalloutKind::kGood, "Ahead of every yardstick out of sample"};
    case Reading::kMixed:
      return {CalloutKind::kNote, "Some skill, but not ahead of every yardstick"};
    case Reading::kNoise:
      return {CalloutKind::kNote, "No skill that can be told from noise"};
    case Reading::kBehind:
      return {CalloutKind::kWarning, "Worse than guessing"};
    case Reading::kUnknown:
      break;
  }
  return {CalloutKind::kNote, "Skill cannot be judged"};
}

Text skill_sentence(const TrainingReport& report) {
  const Skill& skill = report.skill;
  const auto errors = skill_in_errors(skill);
  if (!errors) {
    const std::string& reason =
        skill.value.defined() ? skill.standard_error.reason : skill.value.reason;
    return skill.name + " cannot be set against noise" +
           (reason.empty() ? "." : ": " + reason + ".");
  }
  const std::string distance = fixed(std::abs(*errors), 1) + " standard errors (" +
                               format_quantity(skill.standard_error, {NumberStyle::kNumber, 4}) +
                               " each) " + (*errors < 0.0 ? "worse" : "better") +
                               " than no skill, " +
                               format_number(skill.without_skill, skill.format) + ".";
  const char* meaning = *errors >= kNoiseBand   ? " Luck alone rarely does that."
                        : *errors > -kNoiseBand ? " Luck alone often does that."
                                                : " Look for a label or sign error, or a market "
                                                  "that has changed.";
  return bold(skill.name + " " + format_quantity(skill.value, skill.format)) + " is " + distance +
         meaning;
}

/// Headline metrics sorted by how they stand to their best yardstick, in words.
BulletList standings(const TrainingReport& report) {
  std::vector<std::string> ahead;
  std::vector<std::string> equal;
  std::vector<std::string> behind;
  BulletList out;
  for_headline_rows(report, [&](const MetricTable& table, const MetricRow& row) {
    const auto best = best_yardstick(row);
    if (!row.model.defined()) {
      out.items.emplace_back(row.name + " is n/a" +
                             (row.model.reason.empty() ? "." : ": " + row.model.reason + "."));
    } else if (best) {
      const int order =
          compare(*row.model.value, *row.yardsticks[*best].value, row.better, row.format);
      (order > 0   ? ahead
       : order < 0 ? behind
                   : equal)
          .push_back(row.name + " (" + table.yardsticks[*best] + ")");
    }
  });
  const auto say = [&](const char* what, const std::vector<std::string>& names) {
    if (!names.empty()) {
      out.items.push_back(bold(what) + " its best yardstick: " + join(names, ", ") + ".");
    }
  };
  say("Better than", ahead);
  say("Level with", equal);
  say("Worse than", behind);
  return out;
}

std::string tile_detail(const MetricTable& table, const MetricRow& row) {
  if (!row.model.defined()) {
    return row.model.reason;
  }
  const auto best = best_yardstick(row);
  return best ? table.yardsticks[*best] + " " + format_quantity(row.yardsticks[*best], row.format)
              : "";
}

Highlights tiles(const TrainingReport& report) {
  Highlights out;
  const Skill& skill = report.skill;
  std::string detail = skill.value.reason;
  if (skill.value.defined()) {
    detail = "no skill " + format_number(skill.without_skill, skill.format);
    if (skill.standard_error.defined()) {
      detail +=
          ", standard error " + format_quantity(skill.standard_error, {NumberStyle::kNumber, 4});
    }
  }
  out.items.push_back({skill.name, format_quantity(skill.value, skill.format), detail});
  for_headline_rows(report, [&](const MetricTable& table, const MetricRow& row) {
    out.items.push_back(
        {row.name, format_quantity(row.model, row.format), tile_detail(table, row)});
  });
  return out;
}

}  // namespace

std::optional<std::size_t> best_yardstick(const MetricRow& row) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; row.better != Better::kNeither && i < row.yardsticks.size(); ++i) {
    if (!row.yardsticks[i].defined()) {
      continue;
    }
    const double value = *row.yardsticks[i].value;
    if (!best || (row.better == Better::kHigher ? value > *row.yardsticks[*best].value
                                                : value < *row.yardsticks[*best].value)) {
      best = i;
    }
  }
  return best;
}

int compare(double a, double b, Better better, const NumberFormat& format) {
  if (better == Better::kNeither || format_number(a, format) == format_number(b, format)) {
    return 0;
  }
  return (a > b) == (better == Better::kHigher) ? 1 : -1;
}

Reading read_result(const TrainingReport& report) {
  const auto errors = skill_in_errors(report.skill);
  if (!errors) {
    return Reading::kUnknown;
  }
  if (*errors <= -kNoiseBand) {
    return Reading::kBehind;
  }
  if (*errors < kNoiseBand) {
    return Reading::kNoise;
  }
  return some_row_is_behind(report) ? Reading::kMixed : Reading::kAhead;
}

std::string summary(const TrainingReport& report) {
  const auto items = tiles(report).items;
  std::size_t label_width = 0;
  std::size_t value_width = 0;
  for (const auto& item : items) {
    label_width = std::max(label_width, item.label.size());
    value_width = std::max(value_width, item.value.size());
  }
  std::string out = std::string(wording(read_result(report)).title) + "\n" +
                    counted(report.out_of_sample_rows, "row") + " out of sample in " +
                    counted(report.folds.folds.size(), "fold");
  if (!report.folds.folds.empty()) {
    out += ", " + to_display(report.folds.folds.front().test_from) + " to " +
           to_display(report.folds.folds.back().test_to);
  }
  out += "\n\n";
  for (const auto& item : items) {
    out += "  " + item.label + std::string(label_width - item.label.size(), ' ') + "  " +
           std::string(value_width - item.value.size(), ' ') + item.value +
           (item.detail.empty() ? "" : "   " + item.detail) + "\n";
  }
  return out;
}

std::string headline(const TrainingReport& report) {
  const Skill& skill = report.skill;
  std::string out = "Out of sample " + skill.name + " " +
                    format_quantity(skill.value, skill.format) + " over " +
                    counted(report.out_of_sample_rows, "row") + " in " +
                    counted(report.folds.folds.size(), "fold");
  for_headline_rows(report, [&](const MetricTable& table, const MetricRow& row) {
    out += "; " + row.name + " " + format_quantity(row.model, row.format);
    const auto best = best_yardstick(row);
    if (best) {
      out += " against " + format_quantity(row.yardsticks[*best], row.format) + " (" +
             table.yardsticks[*best] + ")";
    }
  });
  return out + ".";
}

void add_verdict(const TrainingReport& report, Document& document) {
  const auto [kind, title] = wording(read_result(report));
  document.add(Callout{kind, title, {headline(report)}});
  document.add(tiles(report));
  BulletList reading{{skill_sentence(report)}};
  for (auto& item : standings(report).items) {
    reading.items.push_back(std::move(item));
  }
  if (report.returns.rows.empty() && !report.no_returns_reason.empty()) {
    reading.items.emplace_back("Return metrics are n/a: " + report.no_returns_reason + ".");
  }
  if (report.recipe.trials > 1) {
    reading.items.emplace_back(
        "The parameters are the best of " +
        counted(static_cast<std::uint64_t>(report.recipe.trials), "trial") +
        " on these same folds, so the score is flattered by the choice; only "
        "newer data can tell.");
  }
  document.add(std::move(reading));
  if (!report.warnings.empty()) {
    Callout warnings{CalloutKind::kWarning, counted(report.warnings.size(), "warning"), {}};
    warnings.paragraphs.assign(report.warnings.begin(), report.warnings.end());
    document.add(std::move(warnings));
  }
}

}  // namespace mlpipe::report
