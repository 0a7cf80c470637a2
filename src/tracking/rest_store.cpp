// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/rest_store.hpp"

#include <utility>

#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/fitted_run.hpp"
#include "tracking/names.hpp"
#include "tracking/rest_advice.hpp"
#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

/// Tags that a new run is sure to have taken when it was made.
constexpr std::size_t kMostAtOnce = 100;

std::string without_slash(std::string text) {
  while (text.ends_with('/')) {
    text.pop_back();
  }
  return text;
}

/// Credentials in an address are credentials, and no part of what is shown.
std::string take_credentials(const std::string& text, RestStoreOptions& options) {
  const auto uri = parse_uri(text);
  if (!uri || !uri->is_http()) {
    return without_slash(text);
  }
  if (uri->user && !options.user) {
    options.user = uri->user;
    options.password = uri->password.value_or("");
  }
  return uri->shown();
}

class RestStore final : public TrackingStore {
 public:
  explicit RestStore(RestWorld world) : world_(std::move(world)), caller_(world_) {
    RestStoreOptions& options = world_.options;
    options.uri = take_credentials(options.uri, options);
    if (options.registry.empty()) {
      options.registry = options.uri;
    } else {
      RestStoreOptions others;  // credentials of another server must not go to this one
      options.registry = take_credentials(options.registry, others);
    }
    world_.redactor = redactor_of(options);
  }

  DeliveredRun put(const RunRecord& run) override {
    caller_.start();
    RestSession session{world_, caller_, world_.options.uri, world_.options.registry, presigned_};
    const std::string experiment = find_experiment(session, run.experiment);
    std::string parent;
    if (!run.parent_uid.empty()) {
      const auto found = find_run(session, experiment, run.parent_uid);
      parent = found ? found->id : "";
    }
    const RemoteRun remote = put_tree(session, experiment, run, parent);
    presigned_ = session.presigned;
    return {experiment, remote.id,
            world_.options.uri + "/#/experiments/" + experiment + "/runs/" + remote.id};
  }

  [[nodiscard]] std::string shown() const override { return world_.options.uri; }

 private:
  RemoteRun put_tree(RestSession& session, const std::string& experiment, const RunRecord& run,
                     const std::string& parent) {
    RemoteRun remote = find_or_create_run(session, experiment, run, parent);
    put_values(session, remote, run, fit(run, parent));
    for (const auto& child : run.children) {
      put_tree(session, experiment, child, remote.id);
    }
    send_logged_model(session, experiment, remote, run);
    if (run.model) {
      send_model_version(session, remote, *run.model);
    }
    return remote;
  }

  void put_values(RestSession& session, const RemoteRun& remote, const RunRecord& run,
                  const FittedRun& fitted) {
    Pairs tags = fitted.tags;
    for (const auto& [key, value] : send_params(session, remote.id, fitted.params)) {
      tags.emplace_back(to_key(std::string(kConflictPrefix) + key),
                        cut_visibly(value, kMostTagBytes));
    }
    send_metrics(session, remote.id, run.metrics, fitted.metric_keys);
    send_datasets(session, remote.id, run.datasets);
    if (const auto left_out = put_artifacts(session, remote, run, fitted); !left_out.empty()) {
      tags.emplace_back(kMissingTag, cut_visibly(join(left_out, ", "), kMostTagBytes));
    }
    if (!remote.is_new || tags.size() > fitted.tags.size() || tags.size() > kMostAtOnce) {
      send_tags(session, remote.id, tags);
    }
    finish_run(session, remote.id, run);
  }

  /// @return paths of those that could not be sent
  std::vector<std::string> put_artifacts(RestSession& session, const RemoteRun& remote,
                                         const RunRecord& run, const FittedRun& fitted) {
    std::vector<ArtifactFile> uploads = run.artifacts;
    for (auto& upload : uploads) {
      upload.path = to_artifact_path(upload.path);
    }
    if (!fitted.long_values.empty()) {
      uploads.push_back({"", kLongValuesFile, fitted.long_values});
    }
    std::vector<std::string> left_out;
    if (uploads.empty()) {
      return left_out;
    }
    RestArtifacts artifacts(session, remote);
    for (const auto& upload : uploads) {
      if (const std::string why = artifacts.put(upload); !why.empty()) {
        left_out.push_back(upload.path);
        warn("artifact " + quote(upload.path) + " of run " + remote.id + " is left out: " + why);
      }
    }
    return left_out;
  }

  void warn(const std::string& message) {
    world_.events.on(Warning{"tracking.incomplete", message});
  }

  RestWorld world_;
  RestCaller caller_;
  bool presigned_ = true;
};

}  // namespace

std::unique_ptr<TrackingStore> make_rest_store(ServiceDoors doors, RestStoreOptions options) {
  return std::make_unique<RestStore>(RestWorld{std::move(doors), std::move(options), {}});
}

}  // namespace mlpipe::tracking
