// SPDX-License-Identifier: MIT
#include "commands/train_outputs.hpp"

#include <cstring>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/model/verified_model.hpp"
#include "mlpipe/registry/candidate.hpp"
#include "mlpipe/report/render.hpp"

#include "commands/train_documents.hpp"

namespace mlpipe::commands {
namespace {

/// Loads what the disk holds and predicts the golden rows again, to the bit.
void prove(const registry::CandidateWriter& writer, const ModelIdentity& identity,
           const data::Dataset& dataset, const GoldenRows& golden) {
  const auto loaded = model::load_verified(writer.read_back(identity.model_file), identity.sha256);
  loaded.require_features(dataset.feature_names);
  std::vector<float> again;
  for (const std::size_t row : golden.rows) {
    const auto values = loaded.predict(dataset.view({row, row + 1}));
    again.insert(again.end(), values.begin(), values.end());
  }
  const bool equal =
      again.size() == golden.predictions.size() &&
      std::memcmp(again.data(), golden.predictions.data(), again.size() * sizeof(float)) == 0;
  if (!equal) {
    throw IntegrityError(identity.model_file +
                         ": the model read back from disk predicts other values than the one "
                         "trained; nothing was staged");
  }
}

void add_file(registry::CandidateWriter& writer, TrainOutcome& outcome, const std::string& name,
              const std::string& bytes) {
  const std::string sum = writer.add(name, bytes);
  outcome.files.push_back({name, bytes.size(), sum});
}

void write_candidate(const App& app, const TrainingRun& run, const model::Booster& booster,
                     const ModelIdentity& identity, const std::string& bytes,
                     TrainOutcome& outcome) {
  const auto golden = golden_rows(run.data.dataset, booster);
  const std::string stamp = to_compact(run.created);
  const std::string metadata_file = "model_" + stamp + "_metadata.json";
  registry::CandidateWriter writer(app.files, run.config.models_folder, identity.run_id);
  add_file(writer, outcome, identity.model_file, bytes);
  prove(writer, identity, run.data.dataset, golden);
  add_file(writer, outcome, metadata_file, metadata_json(run, booster, identity, golden));
  add_file(writer, outcome, "metrics.json", metrics_json(run));
  add_file(writer, outcome, "reference_profile.json", reference_profile_json(run));
  writer.add_link("model.ubj", identity.model_file);
  writer.add_link("metadata.json", metadata_file);
  app.stop.check();
  outcome.candidate = writer.publish();
  outcome.staging = run.config.models_folder / "staging";
  for (auto& file : outcome.files) {
    file.path = (outcome.candidate / file.path).string();
    app.events.on(ArtifactWritten{file.path, file.bytes});
  }
}

void write_reports(const App& app, const TrainingRun& run, const report::TrainingReport& report,
                   TrainOutcome& outcome) {
  const auto document = report::make_training_report(report);
  const std::string stem = "training_" + outcome.run_id;
  outcome.report_markdown = run.config.reports_folder / (stem + ".md");
  outcome.report_html = run.config.reports_folder / (stem + ".html");
  const auto write = [&](const FileSystem::Path& file, const std::string& text) {
    app.files.replace(file, text);
    app.events.on(ArtifactWritten{file.string(), text.size()});
  };
  write(outcome.report_markdown, report::to_markdown(document));
  write(outcome.report_html, report::to_html(document));
}

/// Time and model hash; a run of the same second with the same model gets a number behind.
std::string free_name(const App& app, const TrainConfig& config, const std::string& wanted) {
  std::string name = wanted;
  for (int i = 2; app.files.exists(config.models_folder / "candidates" / name); ++i) {
    name = wanted + "-" + std::to_string(i);
  }
  return name;
}

}  // namespace

TrainOutcome write_outputs(const App& app, const TrainingRun& run, const model::Booster& booster,
                           const std::string& best_update) {
  const std::string bytes = booster.to_bytes();
  const std::string sum = sha256_hex(bytes);
  const std::string stamp = to_compact(run.created);
  const ModelIdentity identity{free_name(app, run.config, stamp + "-" + sum.substr(0, 6)),
                               "model_" + stamp + ".ubj", sum, bytes.size()};
  TrainOutcome outcome;
  outcome.run_id = identity.run_id;
  write_candidate(app, run, booster, identity, bytes, outcome);
  const auto report = training_report(run, booster, identity, outcome.files);
  write_reports(app, run, report, outcome);
  outcome.headline = report::headline(report);
  outcome.summary = report::summary(report);
  outcome.best_update = best_update;
  outcome.folds = run.windows.splits.folds.size();
  outcome.rows = run.data.dataset.rows();
  outcome.features = run.data.dataset.cols();
  outcome.rounds = booster.rounds();
  const auto& result = run.walk.result;
  for (const auto* list : {&result.forecast, &result.trading.metrics}) {
    for (const auto& value : *list) {
      outcome.scores.push_back({value.name, value.value});
    }
  }
  return outcome;
}

TrainOutcome dry_run_outcome(const TrainingData& data, const Windows& windows, std::string plan) {
  TrainOutcome outcome;
  outcome.dry_run = true;
  outcome.headline = std::move(plan);
  outcome.folds = windows.splits.folds.size();
  outcome.rows = data.dataset.rows();
  outcome.features = data.dataset.cols();
  return outcome;
}

}  // namespace mlpipe::commands
