// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "mlpipe/tracking/run_record.hpp"

#include "tracking/rest_caller.hpp"

// The steps of delivering a run, each of which may be repeated.
namespace mlpipe::tracking {

/// What the steps share.
struct RestSession {
  RestWorld& world;
  RestCaller& caller;
  std::string root;       ///< of the tracking server, without '/' at its end
  std::string registry;   ///< of the model registry
  bool presigned = true;  ///< false once the server was seen not to know such addresses

  /// Of a tracking route such as "runs/create".
  [[nodiscard]] std::string api(const std::string& route) const {
    return root + "/api/2.0/mlflow/" + route;
  }
  [[nodiscard]] std::string registry_api(const std::string& route) const {
    return registry + "/api/2.0/mlflow/" + route;
  }
};

/// A run as the server has it.
struct RemoteRun {
  std::string id;
  std::string artifact_uri;
  bool is_new = false;  ///< just made, with all its tags
};

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// [{"key":..., "value":...}]
[[nodiscard]] nlohmann::json to_list(const Pairs& pairs);

/// The id of the experiment of this name, which is made if there is none; or of options'
/// experiment_id. @throws TrackingError kRefused if it is deleted
[[nodiscard]] std::string find_experiment(RestSession& session, const std::string& name);

/// The run with this uid. @throws TrackingError kRefused if it is deleted
[[nodiscard]] std::optional<RemoteRun> find_run(RestSession& session, const std::string& experiment,
                                                const std::string& uid);
/// @param parent  the server's id of the run that it is part of; empty: none
[[nodiscard]] RemoteRun find_or_create_run(RestSession& session, const std::string& experiment,
                                           const RunRecord& run, const std::string& parent);

/// @param params  fitted
/// @return those whose key has another value already, there or in the record; that one stays
[[nodiscard]] Pairs send_params(RestSession& session, const std::string& id, const Pairs& params);
/// @param keys  fitted, by the record's names
void send_metrics(RestSession& session, const std::string& id,
                  const std::vector<MetricPoint>& metrics,
                  const std::map<std::string, std::string>& keys);
/// @param tags  fitted; of two with one key the later counts
void send_tags(RestSession& session, const std::string& id, const Pairs& tags);
void send_datasets(RestSession& session, const std::string& id,
                   const std::vector<DatasetInput>& datasets);
/// Status and end, once there is one.
void finish_run(RestSession& session, const std::string& id, const RunRecord& run);

/// Where the artifacts of one run go.
class RestArtifacts {
 public:
  RestArtifacts(RestSession& session, const RemoteRun& run);

  /// @return why it had to be left out; empty if it was not
  [[nodiscard]] std::string put(const ArtifactFile& artifact);

  /// Does the address alone, without the run, say where files go?
  [[nodiscard]] bool is_direct() const { return !base_.empty() || folder_.has_value(); }

 private:
  [[nodiscard]] std::string put_proxied(const ArtifactFile& artifact);
  [[nodiscard]] bool put_here(const ArtifactFile& artifact);
  [[nodiscard]] bool put_presigned(const ArtifactFile& artifact);
  [[nodiscard]] std::string put_through_server(const ArtifactFile& artifact);

  RestSession& session_;
  RemoteRun run_;
  std::string base_;  ///< address of the proxy for this run's artifacts; empty: no proxy
  bool ours_ = true;  ///< the proxy is the tracking server itself
  std::optional<std::filesystem::path> folder_;  ///< on this machine
};

/// Sends a file to the store behind the proxy in parts. False if that store does not do that.
/// @param base  as RestArtifacts has it
[[nodiscard]] bool put_in_parts(RestSession& session, const std::string& base, bool ours,
                                const ArtifactFile& artifact);

/// On a server that knows logged models (MLflow 3): the model's folder as one, an output of the
/// run.
void send_logged_model(RestSession& session, const std::string& experiment, const RemoteRun& run,
                       const RunRecord& record);

/// Registers the version, if there is none with these bytes, and sets its tags and aliases.
void send_model_version(RestSession& session, const RemoteRun& run,
                        const ModelVersionRecord& model);

}  // namespace mlpipe::tracking
