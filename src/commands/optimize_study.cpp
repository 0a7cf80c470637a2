// SPDX-License-Identifier: MIT
#include "commands/optimize_study.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/core/text.hpp"

#include "commands/tuned_pipeline.hpp"

namespace mlpipe::commands {
namespace {

/// Everything of the pipeline that a trial's value depends on. How models are judged later, and
/// where equal bytes come from, is no part of it.
std::string recipe_hash(const OptimizeConfig& config, const SearchSets& sets) {
  auto recipe = write_recipe_config(config.train.pipeline);
  recipe.erase("seed");
  recipe["data"].erase("source");
  recipe["data"].erase("transfer");
  recipe["final_folds"] = sets.windows().final.size();
  for (const auto& bound : config.study.constraints) {
    recipe["constraints"].push_back(optimize::describe(bound));
  }
  return sha256_hex(to_json_line(recipe));
}

/// The last part of a path or URL, without endings: what people call the data.
std::string data_name(const std::string& source) {
  std::string name = last_part(source);
  name = name.substr(0, name.find('.'));
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_'; }, '_');
  return source == "-" || name.empty() ? "stdin" : name;
}

void check_metrics(const OptimizeConfig& config) {
  const auto& study = config.study;
  for (const auto& bound : study.constraints) {
    (void)metrics::find_metric(bound.metric);
  }
  if (study.objective.empty()) {
    return;
  }
  const auto& metric = metrics::find_metric(study.objective);
  if (metric.better == metrics::Direction::kNeutral) {
    throw ConfigError(config.study_source + ": /objective",
                      quote(study.objective) + " is neither better when larger nor when smaller");
  }
  if (is_trading_metric(metric.name)) {
    return;
  }
  const auto label = std::find_if(
      study.space.begin(), study.space.end(),
      [](const optimize::SpaceParam& param) { return param.name.starts_with("/label/"); });
  if (label != study.space.end()) {
    throw ConfigError(config.study_source + ": /space/" + label->name,
                      "forecasts of different labels do not compare by " + study.objective +
                          "; take an objective of returns, such as sharpe");
  }
}

}  // namespace

const metrics::Metric& objective_of(const optimize::StudyOptions& options, model::Task task,
                                    const std::string& source) {
  if (!options.objective.empty()) {
    return metrics::find_metric(options.objective);
  }
  for (const auto& param : options.space) {
    if (param.name.starts_with("/label/")) {
      throw ConfigError(source + ": /objective",
                        "name one of returns, such as sharpe: the space has " + quote(param.name) +
                            ", and forecasts of different labels do not compare");
    }
  }
  return metrics::find_metric(task == model::Task::kRegression ? "rmse" : "log_loss");
}

void check_options(const OptimizeConfig& config) {
  check_metrics(config);
  if (config.study.pruner.kind == optimize::PrunerKind::kHalving &&
      config.train.pipeline.model.early_stopping_rounds == 0) {
    throw ConfigError(config.study_source + ": /pruner/kind",
                      "halving compares what early stopping watches, and "
                      "/model/early_stopping_rounds of the pipeline is 0");
  }
  check_space(config.study.space, config.train.pipeline, config.study_source);
}

optimize::StudyTerms study_terms(const OptimizeConfig& config, const SearchSets& sets,
                                 const metrics::Metric& objective) {
  optimize::StudyTerms terms;
  terms.direction = objective.better == metrics::Direction::kMaximise
                        ? optimize::Direction::kMaximize
                        : optimize::Direction::kMinimize;
  terms.metric = objective.name;
  terms.space = config.study.space;
  terms.fingerprint = {{"data_sha256", sets.base()->data.market.report.sha256},
                       {"recipe_sha256", recipe_hash(config, sets)},
                       {"metric", std::string(objective.name)},
                       {"seed", std::to_string(config.train.seed)}};
  terms.name = config.study.study;
  if (terms.name.empty()) {
    std::string all = to_json_line(optimize::write_search_space(terms.space));
    for (const auto& [key, value] : terms.fingerprint) {
      all += key + value;
    }
    terms.name = data_name(config.train.pipeline.data.source) + "-" + sha256_hex(all).substr(0, 8);
  }
  return terms;
}

}  // namespace mlpipe::commands
