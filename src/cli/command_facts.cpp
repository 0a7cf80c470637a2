// SPDX-License-Identifier: MIT
#include "cli/command_facts.hpp"

#include <map>

namespace mlpipe::cli {
namespace {

const FileFact kPipeline = {"config/pipeline.json", "settings, or --config"};
const FileFact kModels = {"models/", "versions, links and log, or --models-dir"};
const FileFact kRuns = {"mlflow.db, mlartifacts/", "the run for MLflow, or --tracking"};

const std::map<std::string, CommandFacts>& table() {
  static const std::map<std::string, CommandFacts> kTable = {
      {"train",
       {{0, 1, 2, 6, 7, 8, 9, 10, 130},
        {kPipeline,
         {"data", "data.source of the settings, or --data"},
         {"config/best_hyperparameters.json", "with --use-best"},
         {"config/optimize.json", "with --optimize, or --search"}},
        {{"models/candidates/RUN/", "model, metadata, metrics, reference profile, MLmodel"},
         {"models/staging", "link to that candidate"},
         {"reports/training_RUN.html, .md", "report"},
         {"config/best_hyperparameters.json", "if its parameters are beaten"},
         kRuns},
        {"src/training/README.md", "docs/data.md", "docs/features.md", "docs/metrics.md",
         "docs/config.md"}}},
      {"optimize",
       {{0, 1, 2, 6, 7, 8, 9, 130},
        {kPipeline,
         {"config/optimize.json", "search space and settings, or --search"},
         {"data", "data.source of the settings, or --data"}},
        {{"reports/studies.log", "the study, an Optuna journal, or --storage"},
         {"reports/study_report.html, .md, .json", "report"},
         {"config/best_hyperparameters.json", "if the best trial wins on the final window, too"},
         kRuns},
        {"docs/optimize.md", "docs/config.md"}}},
      {"validate",
       {{0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 130},
        {kPipeline,
         {"models/staging, models/production", "the two models, or --candidate, --baseline"},
         {"data", "data.source of the settings, else what the candidate was trained on"}},
        {{"reports/model_comparison.html, .md, .json", "report"},
         {"models/candidates/RUN/validation.json", "the verdict, which promotion asks for"},
         {"models/looks.jsonl", "how often it was looked"},
         kRuns},
        {"docs/gate.md", "docs/config.md"}}},
      {"version",
       {{0, 1, 2, 3, 4, 7, 8, 9, 10, 130},
        {kModels},
        {{"models/production", "promote: the link to the version that is live"},
         {"models/archive/VERSION/", "promote: the version, never changed"},
         {"models/audit.jsonl", "promote, prune: the log"},
         kRuns},
        {"models/README.md"}}},
      {"rollback",
       {{0, 1, 2, 7, 8, 9, 10, 130},
        {kModels},
        {{"models/production", "the link to the version that is live"},
         {"models/audit.jsonl", "the log"},
         kRuns},
        {"models/README.md"}}},
      {"predict",
       {{0, 1, 2, 6, 7, 8, 9, 130},
        {{"models/production", "the model, or --model"},
         {"data", "what the model was trained on, or --data"}},
        {{"models/ledger/VERSION.jsonl", "what was forecast, and when; not with --no-ledger"}},
        {"docs/predict.md"}}},
      {"drift",
       {{0, 1, 2, 4, 5, 6, 8, 9, 130},
        {{"config/drift.json", "settings, or --config"},
         {"models/production", "the model's reference profile, or --model"},
         {"data", "what the model was trained on, or --current"},
         {"models/ledger/", "with --ledger"}},
        {{"reports/drift_report.html, .md, .json, .xml", "report"},
         {"reports/drift_history.jsonl", "what checks found"},
         kRuns},
        {"docs/drift.md", "docs/config.md"}}},
      {"track",
       {{0, 1, 2, 7, 9, 130},
        {kPipeline, {".mlpipe/outbox/", "runs that wait for their server"}},
        {{".mlpipe/outbox/", "sync: emptied"}},
        {"docs/tracking.md"}}},
      {"notify",
       {{0, 1, 2, 11, 130},
        {kPipeline,
         {"what commands printed with --json", "--result"},
         {"logs, reports", "--log, --report"}},
        {{"GITHUB_STEP_SUMMARY", "on GitHub Actions"}},
        {"docs/notifications.md"}}},
      {"init",
       {{0, 1, 2},
        {},
        {{"config/, .github/", "settings, workflows, their scripts"},
         {".gitignore", "lines that it lacks"}},
        {"docs/workflows.md"}}},
      {"doctor", {{0, 1, 2}, {kPipeline, kModels}, {}, {"docs/install.md"}}},
      {"completions", {{0, 1, 2}, {}, {}, {"docs/commands/README.md"}}},
      {"man", {{0, 1, 2}, {}, {}, {"docs/commands/README.md"}}},
  };
  return kTable;
}

}  // namespace

CommandFacts facts_of(const std::string& command) {
  const auto found = table().find(command);
  return found == table().end() ? CommandFacts{} : found->second;
}

}  // namespace mlpipe::cli
