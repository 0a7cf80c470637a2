// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <limits>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/metric_format.hpp"

#include "study_sections.hpp"

namespace mlpipe::report {
namespace {

using optimize::Trial;
using optimize::TrialState;
using Trials = std::vector<const Trial*>;

constexpr std::size_t kMostDots = 1000;  ///< of the history
constexpr std::size_t kMostSliceDots = 400;
constexpr std::size_t kMostSlices = 12;
constexpr std::size_t kMostLines = 200;

/// At most `most`, evenly spread.
Trials thinned(const Trials& trials, std::size_t most) {
  if (trials.size() <= most) {
    return trials;
  }
  Trials out;
  for (std::size_t i = 0; i < most; ++i) {
    out.push_back(trials[i * trials.size() / most]);
  }
  return out;
}

std::string beyond_text(const ScoreAxis& axis) {
  return axis.beyond == 0 ? ""
                          : " Much worse scores (" + grouped(axis.beyond) +
                                ") are drawn at the edge of the scale.";
}

std::string thinned_text(std::size_t shown, std::size_t all) {
  return shown == all ? ""
                      : " " + grouped(shown) + " of " + grouped(all) + " are drawn, evenly spread.";
}

/// The group's share of the dots that may be drawn. @param all  trials of every group
DotGroup history_group(const std::string& name, Shape shape, const Trials& trials,
                       std::size_t all) {
  DotGroup group{name, {}, shape};
  const std::size_t most =
      all <= kMostDots ? trials.size() : std::max<std::size_t>(kMostDots * trials.size() / all, 1);
  for (const auto* trial : thinned(trials, most)) {
    group.dots.push_back({static_cast<double>(trial->number), score_of(*trial)});
  }
  return group;
}

std::vector<DotGroup> history_groups(const StudyReport& report, std::size_t& all) {
  Trials complete;
  Trials pruned;
  Trials infeasible;
  for (const auto& trial : report.trials) {
    if (std::isfinite(score_of(trial))) {
      (trial.state == TrialState::kPruned ? pruned
       : is_feasible(trial)               ? complete
                                          : infeasible)
          .push_back(&trial);
    }
  }
  all = complete.size() + pruned.size() + infeasible.size();
  std::vector<DotGroup> out{history_group("complete", Shape::kDot, complete, all),
                            history_group("pruned", Shape::kCross, pruned, all),
                            history_group("breaks a constraint", Shape::kBox, infeasible, all)};
  out.erase(std::remove_if(out.begin(), out.end(),
                           [](const DotGroup& group) { return group.dots.empty(); }),
            out.end());
  return out;
}

void add_history(const StudyReport& report, const ScoreAxis& score, Document& document) {
  ScatterChart chart;
  chart.x.title = "trial";
  chart.x.format = {NumberStyle::kCount, 0};
  chart.x.high = std::max(1.0, static_cast<double>(report.trials.back().number));
  chart.y = score.axis;
  std::size_t all = 0;
  chart.groups = history_groups(report, all);
  std::size_t shown = 0;
  for (const auto& group : chart.groups) {
    shown += group.dots.size();
  }
  chart.steps = best_so_far(report);
  chart.steps_name = "best so far";
  document.add(Figure{"Optimisation history",
                      "Each trial's score in the order of trials; a pruned one's is its last "
                      "report." +
                          beyond_text(score) + thinned_text(shown, all),
                      std::move(chart)});
}

void add_importances(const StudyReport& report, Document& document) {
  if (report.importances.empty()) {
    return;
  }
  BarChart chart;
  for (const auto& item : report.importances) {
    chart.bars.push_back({item.name, item.share});
  }
  chart.value_title = "share";
  chart.format = {NumberStyle::kPercent, 1};
  document.add(Figure{"Parameter importances",
                      "How much each parameter decided whether a trial came among the best tenth "
                      "(PED-ANOVA).",
                      std::move(chart)});
}

Axis axis_of(const optimize::SpaceParam& param) {
  Axis axis;
  axis.title = param.name;
  if (const auto* real = std::get_if<optimize::FloatDistribution>(&param.distribution)) {
    axis.low = real->low;
    axis.high = real->high;
    axis.scale = real->log ? Scale::kLog : Scale::kLinear;
  } else if (const auto* whole = std::get_if<optimize::IntDistribution>(&param.distribution)) {
    axis.low = static_cast<double>(whole->low);
    axis.high = static_cast<double>(whole->high);
    axis.scale = whole->log ? Scale::kLog : Scale::kLinear;
    axis.format = {NumberStyle::kCount, 0};
  } else {
    for (const auto& choice :
         std::get<optimize::CategoricalDistribution>(param.distribution).choices) {
      axis.categories.push_back(param_text(choice));
    }
  }
  return axis;
}

Dot dot_of(const Trial& trial, const optimize::SpaceParam& param) {
  return {internal_of(trial, param), score_of(trial)};
}

void add_slices(const StudyReport& report, const ScoreAxis& score, const Trials& best_first,
                Document& document) {
  ScatterPanels chart;
  const auto params = by_importance(report);
  const Trials shown = thinned(best_first, kMostSliceDots);
  for (const auto* param : params) {
    if (chart.panels.size() == kMostSlices) {
      break;
    }
    ScatterChart panel;
    panel.x = axis_of(*param);
    panel.y = score.axis;
    DotGroup feasible{"complete", {}, Shape::kDot};
    DotGroup infeasible{"breaks a constraint", {}, Shape::kBox};
    for (const auto* trial : shown) {
      (is_feasible(*trial) ? feasible : infeasible).dots.push_back(dot_of(*trial, *param));
    }
    panel.groups.push_back(std::move(feasible));
    if (!infeasible.dots.empty()) {
      panel.groups.push_back(std::move(infeasible));
    }
    if (is_feasible(*best_first.front())) {
      panel.marked = {dot_of(*best_first.front(), *param)};
    }
    chart.panels.push_back(std::move(panel));
  }
  const std::string left_out =
      params.size() > kMostSlices
          ? " The " + grouped(kMostSlices) + " most important of " + grouped(params.size()) + "."
          : "";
  document.add(Figure{"Slices",
                      "Complete trials by each parameter alone, the most important first; the "
                      "best is set off." +
                          left_out + beyond_text(score) +
                          thinned_text(shown.size(), best_first.size()),
                      std::move(chart)});
}

void add_parallel(const StudyReport& report, const ScoreAxis& score, const Trials& best_first,
                  Document& document) {
  ParallelChart chart;
  chart.item = "trial";
  chart.axes = {score.axis};
  auto params = by_importance(report);
  params.resize(std::min(params.size(), kMostSlices));
  // Last, so that the lines of trials without them end early instead of breaking.
  std::stable_partition(params.begin(), params.end(), [](const auto* p) { return !p->when; });
  for (const auto* param : params) {
    chart.axes.push_back(axis_of(*param));
  }
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const auto* trial : best_first) {
    if (chart.lines.size() == kMostLines || !is_feasible(*trial)) {
      break;
    }
    std::vector<double> line{score_of(*trial)};
    for (const auto* param : params) {
      line.push_back(internal_of(*trial, *param));
    }
    low = std::min(low, line.front());
    high = std::max(high, line.front());
    chart.lines.push_back(std::move(line));
  }
  if (chart.lines.size() < 2 || params.empty()) {
    return;
  }
  chart.axes.front().low = low;
  chart.axes.front().high = high;
  document.add(Figure{"Parallel coordinates",
                      "The best " + grouped(chart.lines.size()) +
                          " complete trials, a line each through the values of its parameters; it "
                          "ends where a trial has no such parameter.",
                      std::move(chart)});
}

}  // namespace

void add_pictures(const StudyReport& report, Document& document) {
  const bool any = std::any_of(report.trials.begin(), report.trials.end(),
                               [](const Trial& trial) { return std::isfinite(score_of(trial)); });
  if (!any) {
    return;
  }
  document.add(Heading{2, "Pictures"});
  const ScoreAxis score = score_axis(report);
  add_history(report, score, document);
  add_importances(report, document);
  const auto best_first = ranked(report);
  if (!best_first.empty() && !by_importance(report).empty()) {
    add_slices(report, score, best_first, document);
    add_parallel(report, score, best_first, document);
  }
}

}  // namespace mlpipe::report
