// SPDX-License-Identifier: MIT
#include "commands/train_outputs.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/model_check.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/registry/candidate.hpp"
#include "mlpipe/report/render.hpp"
#include "mlpipe/tracking/mlflow_model.hpp"
#include "mlpipe/version.hpp"

#include "commands/reference_profile.hpp"
#include "commands/train_documents.hpp"

namespace mlpipe::commands {
namespace {

// The model took minutes or hours to train: another process that writes is waited for.
constexpr std::chrono::minutes kLongestWait{10};

void add_file(registry::CandidateWriter& writer, TrainOutcome& outcome, const std::string& name,
              const std::string& bytes) {
  const std::string sum = writer.add(name, bytes);
  outcome.files.push_back({name, bytes.size(), sum});
}

std::string profile_json(const TrainingRun& run, const model::Booster& booster,
                         const ModelIdentity& identity) {
  const auto& set = run.data.dataset;
  const auto& predictions = run.walk.predictions;
  std::vector<std::uint32_t> symbols;
  for (const std::size_t row : predictions.row) {
    symbols.push_back(set.symbol[row]);
  }
  const auto categories = category_names(run.data);
  auto column =
      prediction_column(predictions.value, std::move(symbols), run.data.labels.class_names);
  column.folds = predictions.fold;
  return drift::write_profile(make_reference_profile(
      {set, categories, booster, std::move(column), identity.sha256, run.data.market.report.sha256},
      run.threads));
}

tracking::MlflowModel mlflow_model(const TrainingRun& run, const model::Booster& booster,
                                   const ModelIdentity& identity, const GoldenRows& golden) {
  tracking::MlflowModel out;
  out.model_bytes = identity.bytes;
  out.model_sha256 = identity.sha256;
  out.xgboost_version = model::to_string(model::library_version());
  out.mlpipe_version = kVersion;
  out.created = run.created;
  out.features = run.data.dataset.feature_names;
  out.outputs = booster.outputs();
  const auto example = run.data.dataset.features.row(static_cast<Eigen::Index>(golden.rows.back()));
  out.example.assign(example.begin(), example.end());
  return out;
}

void fill_candidate(const TrainingRun& run, const model::Booster& booster,
                    const ModelIdentity& identity, const std::string& bytes,
                    registry::CandidateWriter& writer, TrainOutcome& outcome) {
  const auto golden = golden_rows(run.data.dataset, booster);
  const std::string metadata_file = "model_" + to_compact(run.created) + "_metadata.json";
  add_file(writer, outcome, identity.model_file, bytes);
  add_file(writer, outcome, metadata_file, metadata_json(run, booster, identity, golden));
  // What the disk holds, loaded and tried as promotion and rollback will.
  (void)load_checked(writer.read_back(identity.model_file),
                     parse_json(writer.read_back(metadata_file), metadata_file));
  add_file(writer, outcome, "metrics.json", metrics_json(run));
  add_file(writer, outcome, kProfileFile, profile_json(run, booster, identity));
  for (const auto& [name, text] :
       tracking::mlflow_model_files(mlflow_model(run, booster, identity, golden))) {
    add_file(writer, outcome, name, text);
  }
  writer.add_link("model.ubj", identity.model_file);
  writer.add_link("metadata.json", metadata_file);
  for (auto& file : outcome.files) {
    file.path = (run.config.models_folder / writer.folder() / file.path).string();
  }
}

/// The report's files. They are written before the model is staged, so that no staged model lacks
/// its report, and taken away again if it is not staged after all.
class ReportFiles {
 public:
  explicit ReportFiles(FileSystem& files) : files_(files) {}
  ~ReportFiles() {
    try {
      std::for_each(written_.begin(), written_.end(),
                    [this](const auto& file) { files_.remove_all(file.path); });
    } catch (const Error&) {
      // The failure that brought us here is the one to tell.
    }
  }
  ReportFiles(const ReportFiles&) = delete;
  ReportFiles& operator=(const ReportFiles&) = delete;

  void write(const FileSystem::Path& file, const std::string& text) {
    files_.replace(file, text);
    written_.push_back({file.string(), text.size()});
  }
  /// The model is staged. @return what was written
  std::vector<ArtifactWritten> keep() { return std::exchange(written_, {}); }

 private:
  FileSystem& files_;
  std::vector<ArtifactWritten> written_;
};

void write_reports(const TrainingRun& run, const report::TrainingReport& report, ReportFiles& files,
                   TrainOutcome& outcome) {
  outcome.document = report::make_training_report(report);
  const std::string stem = "training_" + outcome.run_id;
  outcome.report_markdown = run.config.reports_folder / (stem + ".md");
  outcome.report_html = run.config.reports_folder / (stem + ".html");
  files.write(outcome.report_markdown, report::to_markdown(outcome.document));
  files.write(outcome.report_html, report::to_html(outcome.document));
}

}  // namespace

TrainOutcome write_outputs(const App& app, const TrainingRun& run, const model::Booster& booster,
                           const std::string& best_update) {
  const std::string bytes = booster.to_bytes();
  const std::string sum = sha256_hex(bytes);
  const std::string stamp = to_compact(run.created);
  app.files.create_folders(run.config.models_folder);
  const auto models = app.files.below(run.config.models_folder);
  registry::CandidateWriter writer(*models, app.clock, app.events, app.actor,
                                   stamp + "-" + sum.substr(0, 6), {kLongestWait, {}});
  const ModelIdentity identity{writer.name(), "model_" + stamp + ".ubj", sum, bytes.size()};
  TrainOutcome outcome;
  outcome.run_id = identity.run_id;
  fill_candidate(run, booster, identity, bytes, writer, outcome);
  const auto report = training_report(run, booster, identity, outcome.files);
  ReportFiles reports(app.files);
  write_reports(run, report, reports, outcome);
  app.stop.check();
  writer.publish();
  outcome.candidate = run.config.models_folder / writer.folder();
  outcome.staging = run.config.models_folder / "staging";
  for (const auto& file : outcome.files) {
    app.events.on(ArtifactWritten{file.path, file.bytes});
  }
  for (const auto& file : reports.keep()) {
    app.events.on(file);
  }
  outcome.headline = report::headline(report);
  outcome.summary = report::summary(report);
  outcome.best_update = best_update;
  outcome.evals = run.walk.evals;
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
