// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "mlpipe/core/time.hpp"

namespace mlpipe::tracking {

enum class RunStatus { kRunning, kFinished, kFailed, kKilled };
/// "RUNNING", "FINISHED", "FAILED", "KILLED": MLflow's words.
[[nodiscard]] const std::string& to_string(RunStatus status);

struct MetricPoint {
  std::string key;
  double value = 0.0;  ///< NaN and infinities are values like others
  std::int64_t step = 0;
  Timestamp time{};
  bool operator==(const MetricPoint&) const = default;
};

/// Data that went into a run, as MLflow's dataset input.
struct DatasetInput {
  std::string name;
  std::string digest;       ///< at most 36 characters
  std::string source_type;  ///< "local" or "http"
  std::string source;       ///< JSON text
  std::string schema;       ///< JSON text or empty
  std::string profile;      ///< JSON text or empty
  std::string context;      ///< "training", "validation"
  bool operator==(const DatasetInput&) const = default;
};

/// A file that belongs to a run.
struct ArtifactFile {
  std::filesystem::path file;  ///< where it lies now; empty: in no file, `bytes` is what it holds
  std::string path;            ///< below the run's artifacts, "model/MLmodel"
  std::string bytes = {};
  bool operator==(const ArtifactFile&) const = default;
};

/// A registered model's version, known by the model's bytes, and the names that point to it.
struct ModelVersionRecord {
  std::string model_name;  ///< of the registered model
  std::string sha256;      ///< of the model: tag "mlpipe.model_sha256"
  std::string artifact;    ///< folder below this run's artifacts that holds it; where the version
                           ///< is not registered yet, it is from there
  std::vector<std::pair<std::string, std::string>> tags;  ///< set on the version, also if known
  std::vector<std::string> aliases;                       ///< moved to this version
  bool operator==(const ModelVersionRecord&) const = default;
};

/// All that is to be known of one run of a command. Delivering a record is idempotent: the run is
/// found again by its uid (tag "mlpipe.run_uid"), and what it has already is not added twice. So a
/// run is first delivered when it begins, and whole when it has ended.
struct RunRecord {
  std::string uid;         ///< 32 hexadecimal digits
  std::string parent_uid;  ///< of the run that this is a part of; empty: none
  std::string experiment;
  std::string name;    ///< shown in tables
  std::string user;    ///< login name
  std::string source;  ///< "mlpipe train"
  RunStatus status = RunStatus::kRunning;
  Timestamp start{};
  std::optional<Timestamp> end;
  std::vector<std::pair<std::string, std::string>> params;
  std::vector<std::pair<std::string, std::string>> tags;  ///< beside those that follow from above
  std::vector<MetricPoint> metrics;
  std::vector<DatasetInput> datasets;
  std::vector<ArtifactFile> artifacts;
  std::optional<ModelVersionRecord> model;
  std::vector<RunRecord> children;  ///< delivered after this run; their parent_uid is this uid
  bool operator==(const RunRecord&) const = default;
};

/// @param seed  any text; equal ones give equal uids, so that what names one thing finds its run
/// @return 32 hexadecimal digits that have the form of a UUID of version 4
[[nodiscard]] std::string make_uid(const std::string& seed);

/// Without the bytes of artifacts that lie in no file: the outbox makes files of them first.
[[nodiscard]] nlohmann::json to_json(const RunRecord& run);
/// @throws IntegrityError for what to_json() does not write. @param source  for messages
[[nodiscard]] RunRecord run_from_json(const nlohmann::json& document, const std::string& source);

/// A name that MLflow takes as the key of a parameter, metric or tag: '@' becomes "_at_", other
/// foreign characters '_'; no leading, trailing or doubled '/', no "." or ".." parts, at most 250
/// characters, never empty.
[[nodiscard]] std::string to_key(std::string_view name);

/// Text of at most so many bytes, cut between characters, with " ... (N characters)" at its end
/// where something was cut off.
[[nodiscard]] std::string cut_visibly(const std::string& text, std::size_t most);

/// Limits of MLflow that hold for both stores.
inline constexpr std::size_t kMostParamBytes = 6000;
inline constexpr std::size_t kMostTagBytes = 5000;

/// What is written for a record's fields beside its own tags, in order: mlflow.runName,
/// mlflow.user, mlflow.source.type, mlflow.source.name, mlpipe.run_uid.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> all_tags(const RunRecord& run);

}  // namespace mlpipe::tracking
