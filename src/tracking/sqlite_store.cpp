// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/sqlite_store.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

#include "tracking/artifact_folder.hpp"
#include "tracking/names.hpp"
#include "tracking/sqlite_models.hpp"

namespace mlpipe::tracking {
namespace {

/// Rows written before others get a turn.
constexpr std::size_t kMostRows = 50'000;

/// A file that is being written changes more often than that.
constexpr std::chrono::minutes kLongestWrite{1};

/// A record's run and where it stands.
struct Placed {
  const RunRecord* run = nullptr;
  StoredRun stored;
  std::string long_values;
  std::vector<std::string> missing;
};

/// One put(): the rows of all runs, then their artifacts, then what says that a run is whole. In
/// this order because a run that looks finished should be so.
class Delivery {
 public:
  Delivery(FileSystem& files, const SqliteStoreOptions& options, std::string shown,
           std::int64_t now)
      : files_(files),
        options_(options),
        locations_(to_location(files.absolute(options.artifacts).lexically_normal())),
        now_(now),
        database_(files.absolute(options.database), std::move(shown), options.busy_timeout) {}

  DeliveredRun put(const RunRecord& run) {
    begin();
    add_rows(run);
    // Each transaction waits for the disk: a run without files needs one.
    if (std::any_of(runs_.begin(), runs_.end(), &has_files)) {
      commit();
      for (auto& placed : runs_) {
        copy_files(placed);
      }
      begin();
    }
    finish();
    commit();
    if (!out_of_reach_.empty()) {
      throw TrackingError(TrackingError::Kind::kRefused,
                          database_.shown() + ": the artifacts of this run belong to " +
                              quote(out_of_reach_, 200) +
                              ", which only a server can write to; the rest is stored");
    }
    const StoredRun& top = runs_.front().stored;
    return {std::to_string(top.experiment), top.id, ""};
  }

 private:
  void begin() {
    transaction_.emplace(database_);
    schema_ = ensure_schema(database_, locations_ + "/0", now_);
    rows_.emplace(database_, schema_, locations_, now_);
    written_ = 0;
  }

  void commit() {
    transaction_->commit();
    transaction_.reset();
  }

  static bool has_files(const Placed& placed) {
    return !placed.run->artifacts.empty() || !placed.long_values.empty();
  }

  void add_rows(const RunRecord& run) {
    std::string parent;
    if (!run.parent_uid.empty()) {
      const auto stored = rows_->find_run(run.parent_uid);
      parent = stored ? stored->id : "";
    }
    add_run(run, parent, std::nullopt);
  }

  /// @param experiment  of the parent: MLflow nests runs inside one alone
  void add_run(const RunRecord& run, const std::string& parent,
               std::optional<std::int64_t> experiment) {
    const FittedRun fitted = fit(run, parent);
    auto stored = rows_->find_run(run.uid);
    if (!stored) {
      stored = rows_->add_run(run, experiment ? *experiment : rows_->experiment(run.experiment));
    }
    for (const auto& [key, value] : fitted.tags) {
      rows_->set_tag(*stored, key, value);
    }
    rows_->add_params(*stored, fitted);
    for (const auto& data : run.datasets) {
      rows_->add_dataset(*stored, data);
    }
    written_ += fitted.tags.size() + fitted.params.size();
    for (const auto& point : run.metrics) {
      give_turn();
      rows_->add_metric(*stored, fitted.metric_keys.at(point.key), point);
      ++written_;
    }
    rows_->set_latest_metrics(*stored, run, fitted);
    runs_.push_back({&run, *stored, fitted.long_values, {}});
    for (const auto& child : run.children) {
      add_run(child, stored->id, stored->experiment);
    }
  }

  void give_turn() {
    if (written_ >= kMostRows) {
      commit();
      begin();
    }
  }

  void copy_files(Placed& placed) {
    if (!has_files(placed)) {
      return;
    }
    const auto folder = folder_of(placed.stored.artifact_uri, options_.artifacts);
    if (!folder) {
      out_of_reach_ = placed.stored.artifact_uri;
      return;
    }
    if (!placed.long_values.empty()) {
      put_file(files_, *folder / kLongValuesFile, placed.long_values);
    }
    placed.missing = copy_artifacts(files_, placed.run->artifacts, *folder);
    remove_leftovers(files_, placed.run->artifacts, *folder,
                     std::chrono::milliseconds(now_) - kLongestWrite);
  }

  void finish() {
    for (const auto& placed : runs_) {
      if (!placed.missing.empty()) {
        rows_->set_tag(placed.stored, kMissingTag,
                       cut_visibly(join(placed.missing, ", "), kMostTagBytes));
      }
      const auto& model = placed.run->model;
      if (model &&
          !put_model_version(database_, schema_, placed.stored, placed.run->user, *model, now_)) {
        rows_->set_tag(placed.stored, kUnregisteredTag, model->sha256);
      }
      rows_->finish(placed.stored, *placed.run);
    }
  }

  FileSystem& files_;
  const SqliteStoreOptions& options_;
  std::string locations_;
  std::int64_t now_;
  SqliteDatabase database_;
  std::optional<SqliteTransaction> transaction_;
  SqliteSchema schema_;
  std::optional<SqliteRows> rows_;
  std::size_t written_ = 0;
  std::vector<Placed> runs_;
  std::string out_of_reach_;
};

class SqliteStore final : public TrackingStore {
 public:
  SqliteStore(FileSystem& files, const Clock& clock, SqliteStoreOptions options)
      : files_(files), clock_(clock), options_(std::move(options)) {}

  DeliveredRun put(const RunRecord& run) override {
    try {
      files_.create_folders(options_.database.parent_path());
      // Opened anew each time: MLflow may have changed the tables meanwhile.
      return Delivery(files_, options_, shown(), to_milliseconds(clock_.now())).put(run);
    } catch (const Error& error) {
      throw TrackingError(TrackingError::Kind::kAway, error.what());
    }
  }

  [[nodiscard]] std::string shown() const override { return files_.shown(options_.database); }

 private:
  FileSystem& files_;
  const Clock& clock_;
  SqliteStoreOptions options_;
};

}  // namespace

std::unique_ptr<TrackingStore> make_sqlite_store(FileSystem& files, const Clock& clock,
                                                 SqliteStoreOptions options) {
  return std::make_unique<SqliteStore>(files, clock, std::move(options));
}

}  // namespace mlpipe::tracking
