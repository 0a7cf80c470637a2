// SPDX-License-Identifier: MIT
#include "data/market_plan.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/data/time_zone.hpp"

#include "data/time_cells.hpp"

namespace mlpipe::data {
namespace {

void plan_time(const RoleSample& sample, const DataOptions& options, MarketPlan& plan) {
  Roles& roles = plan.roles;
  const TimeCells cells = sample.cells(roles.time);
  plan.time = options.time_format ? make_time_format(*options.time_format, cells)
                                  : detect_time_format(cells, options.usual_time_format);
  if (!options.time || !options.time_format) {
    plan.detected.push_back("the time is " + sample.label(roles.time) + ": " + plan.time.text);
  }
  if (!roles.time_of_day) {
    return;
  }
  if (!plan.time.date_only) {
    if (options.time_of_day) {
      throw ConfigError("/data/time_of_day",
                        "is set, but " + sample.label(roles.time) +
                            " holds a time of day already; leave data.time_of_day out");
    }
    plan.detected.push_back(sample.label(*roles.time_of_day) +
                            " is not used, since the time column has a time of day");
    roles.time_of_day.reset();
    return;
  }
  plan.time_of_day.parser = std::make_unique<TimeOfDayParser>();
  plan.time.date_only = false;
  const TimeCells clock = sample.cells(*roles.time_of_day);
  if (!clock.cells.empty() && !reads_most(*plan.time_of_day.parser, clock)) {
    throw ConfigError("/data/time_of_day", sample.label(*roles.time_of_day) +
                                               " holds no times of day such as 16:00, e.g. " +
                                               quote(clock.cells.front()));
  }
  if (!options.time_of_day) {
    plan.detected.push_back("the time of day is " + sample.label(*roles.time_of_day));
  }
}

void plan_columns(std::size_t count, MarketPlan& plan) {
  plan.columns.assign(count, {});
  const Roles& roles = plan.roles;
  for (const auto& input : roles.inputs) {
    plan.columns[input.column].type = input.categorical ? CellType::kText : CellType::kFloat;
  }
  for (const auto& number :
       {roles.open, roles.high, roles.low, roles.close, roles.volume, roles.target}) {
    if (number) {
      plan.columns[*number].type = CellType::kDouble;
    }
  }
  if (roles.target && roles.target_is_text) {
    plan.columns[*roles.target].type = CellType::kText;
  }
  if (roles.symbol) {
    plan.columns[*roles.symbol].type = CellType::kText;
  }
  plan.columns[roles.time] = {CellType::kTime, plan.time.parser.get()};
  if (roles.time_of_day) {
    plan.columns[*roles.time_of_day] = {CellType::kTime, plan.time_of_day.parser.get()};
  }
}

/// A price or volume that is a category too would need the column twice.
void refuse_categorical_numbers(const RoleSample& sample, const Roles& roles) {
  for (const auto& input : roles.inputs) {
    const bool number = input.column == roles.open || input.column == roles.high ||
                        input.column == roles.low || input.column == roles.close ||
                        input.column == roles.volume;
    if (input.categorical && number) {
      throw ConfigError("/data/categorical", sample.label(input.column) +
                                                 " is a price or the volume; it cannot be a "
                                                 "category");
    }
  }
}

}  // namespace

MarketPlan plan_market(const CsvSample& sample, const DataOptions& options,
                       const std::string& source) {
  (void)ZoneClock(options.time_zone);  // an unknown zone is told before a long file is read
  const RoleSample view(sample, options.missing, source);
  MarketPlan plan;
  plan.roles = find_roles(view, options);
  refuse_categorical_numbers(view, plan.roles);
  plan_time(view, options, plan);
  if (options.stamp == "open" && plan.time.date_only) {
    plan.detected.emplace_back(
        "the stamps are dates without a time of day; each is taken as the close of its bar");
  }
  plan.detected.insert(plan.detected.end(), plan.roles.detected.begin(), plan.roles.detected.end());
  plan_columns(sample.names.size(), plan);
  return plan;
}

}  // namespace mlpipe::data
