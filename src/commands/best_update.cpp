// SPDX-License-Identifier: MIT
#include "commands/best_update.hpp"

#include "mlpipe/core/text.hpp"

namespace mlpipe::commands {
namespace {

bool better(const metrics::Metric& objective, std::optional<double> a, std::optional<double> b) {
  if (!a || !b) {
    return a.has_value();
  }
  return objective.better == metrics::Direction::kMaximise ? *a > *b : *a < *b;
}

std::string versus(const metrics::Metric& objective, std::optional<double> a,
                   std::optional<double> b) {
  const auto text = [](std::optional<double> value) {
    return value ? fixed(*value, 6) : std::string("undefined");
  };
  return " (" + std::string(objective.name) + " " + text(a) + " against " + text(b) + ")";
}

}  // namespace

BestUpdate best_update(const StudyResult& result, bool has_best) {
  const std::string file = result.config.train.best_file.string();
  const auto rule = result.config.study.update;
  if (rule == optimize::UpdateRule::kNever) {
    return {nullptr, file + " is left as it is"};
  }
  if (!result.best) {
    return {nullptr, file + " stays as it is: no trial is complete and within all bounds"};
  }
  const Candidate& rival = result.rivals.front();
  const WindowScores& mine = result.best->scores;
  const WindowScores& other = rival.scores;
  const auto& objective = result.objective;
  const bool on_final = rule == optimize::UpdateRule::kFinal && (mine.final || other.final);
  const std::string final_scores = versus(objective, mine.final, other.final);
  std::string against;
  if (!better(objective, mine.search, other.search)) {
    against = "the search found nothing better than the " + rival.name;
  } else if (on_final && !better(objective, mine.final, other.final)) {
    against = "what the search found is not better than the " + rival.name +
              " on the final window" + final_scores;
  } else {
    return {&*result.best,
            file + (has_best ? " takes" : " begins with") + " the parameters of trial " +
                std::to_string(*result.best->trial) +
                (on_final ? final_scores : versus(objective, mine.search, other.search))};
  }
  if (!has_best) {
    return {&rival, file + " begins with the defaults: " + against};
  }
  return {nullptr, file + " stays as it is: " + against};
}

}  // namespace mlpipe::commands
