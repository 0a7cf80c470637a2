// SPDX-License-Identifier: MIT
#include "commands/trial_work.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mlpipe/model/params.hpp"

namespace mlpipe::commands {
namespace {

using model::FitPlan;

/// By their main names; num_boost_round is that of n_estimators.
constexpr std::array<std::pair<std::string_view, double FitPlan::*>, 6> kCostly = {{
    {"eta", &FitPlan::eta},
    {"max_bin", &FitPlan::max_bin},
    {"max_depth", &FitPlan::max_depth},
    {"max_leaves", &FitPlan::max_leaves},
    {"min_child_weight", &FitPlan::min_child_weight},
    {"num_boost_round", &FitPlan::max_rounds},
}};

/// Where a plan has the parameter of this name or alias; null where it does not matter.
double FitPlan::*place_of(std::string_view param) {
  const std::string name = model::main_name(param);
  for (const auto& [costly, place] : kCostly) {
    if (costly == name) {
      return place;
    }
  }
  return nullptr;
}

std::optional<double> middle(const optimize::Distribution& distribution) {
  const auto between = [](double low, double high, bool log) {
    return log ? std::sqrt(low * high) : (low + high) / 2.0;
  };
  if (const auto* real = std::get_if<optimize::FloatDistribution>(&distribution)) {
    return between(real->low, real->high, real->log);
  }
  if (const auto* whole = std::get_if<optimize::IntDistribution>(&distribution)) {
    return between(static_cast<double>(whole->low), static_cast<double>(whole->high), whole->log);
  }
  return std::nullopt;
}

std::optional<double> number_of(const optimize::Param& param) {
  const auto value = optimize::to_external(param.distribution, param.internal);
  if (const auto* real = std::get_if<double>(&value)) {
    return *real;
  }
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<double> number_in(const std::string& text) {
  double value = 0.0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

void set(FitPlan& plan, std::string_view param, std::optional<double> value) {
  if (double FitPlan::*place = place_of(param); place != nullptr && value) {
    plan.*place = *value;
  }
}

}  // namespace

optimize::LogWork trial_work(const PipelineConfig& pipeline, const optimize::SearchSpace& space,
                             const FitPlan& size) {
  FitPlan plan = size;
  plan.max_rounds = pipeline.model.max_rounds;
  plan.early_stopping_rounds = pipeline.model.early_stopping_rounds;
  for (const auto& [name, text] : pipeline.model.params) {
    set(plan, name, number_in(text));
  }
  for (const auto& param : space) {
    set(plan, param.name, middle(param.distribution));
  }
  return [plan](const optimize::Params& params) {
    FitPlan own = plan;
    for (const auto& [name, param] : params) {
      set(own, name, number_of(param));
    }
    return std::log(model::expected_work(own));
  };
}

optimize::LogWork trial_work(const PipelineConfig& pipeline, const optimize::SearchSpace& space,
                             const SearchSets& sets) {
  const auto& base = *sets.base();
  FitPlan size;
  const auto folds = sets.folds(base, pipeline, false);
  for (const auto& fold : folds) {
    size.rows += static_cast<double>(fold.train.size()) / static_cast<double>(folds.size());
  }
  size.columns = static_cast<double>(base.data.dataset.cols());
  size.row_weight = base.data.labels.task == labels::Task::kRegression ? 1.0 : 0.25;
  return trial_work(pipeline, space, size);
}

}  // namespace mlpipe::commands
