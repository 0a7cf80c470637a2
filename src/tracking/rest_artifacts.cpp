// SPDX-License-Identifier: MIT
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/artifact_folder.hpp"
#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;
using Path = std::filesystem::path;

constexpr std::uint64_t kMostThroughServer = 10U << 20U;  // MLflow's own limit
constexpr const char* kProxy = "/api/2.0/mlflow-artifacts/artifacts";
constexpr const char* kBytes = "application/octet-stream";

std::uint64_t size_of(const RestSession& session, const ArtifactFile& artifact) {
  if (artifact.file.empty()) {
    return artifact.bytes.size();
  }
  const auto stamp = session.world.files.stamp(artifact.file, FileSystem::Follow::kYes);
  return stamp ? stamp->bytes : 0;
}

RestCall call_with(const RestSession& session, const ArtifactFile& artifact) {
  RestCall call;
  call.what = "sending artifact " + quote(artifact.path);
  call.content_type = kBytes;
  if (!artifact.file.empty()) {
    call.file = session.world.files.absolute(artifact.file);
  } else {
    call.body = artifact.bytes;
  }
  return call;
}

/// The proxy's address for an artifact URI; empty if it does not lead through one.
std::string proxy_of(const std::string& root, const Uri& uri) {
  if (uri.is_http()) {
    return uri.shown();
  }
  if (uri.scheme != "mlflow-artifacts") {
    return "";
  }
  std::string base = root;
  if (const auto server = parse_uri(root); server && !uri.host.empty()) {
    base = server->scheme + "://" + uri.host + server->path;
  }
  std::string path = uri.path;
  while (path.ends_with('/')) {
    path.pop_back();
  }
  return base + kProxy + (path.empty() || path.starts_with('/') ? path : "/" + path);
}

/// The folder of an artifact URI, if it or what lies above it (experiment, all artifacts) is on
/// this machine. A server elsewhere names folders of its own.
std::optional<Path> folder_here(const FileSystem& files, const std::string& text) {
  const auto uri = parse_uri(text);
  if (uri && (uri->scheme != "file" || (!uri->host.empty() && !is_loopback(*uri)))) {
    return std::nullopt;
  }
  const Path folder = uri ? percent_decode(uri->path) : text;
  if (!folder.is_absolute()) {
    return std::nullopt;  // to the server's working folder, which is not ours
  }
  Path above = folder;
  for (int level = 0; level <= 3 && above != above.root_path(); ++level) {
    if (files.stamp(above, FileSystem::Follow::kYes)) {
      return folder;
    }
    above = above.parent_path();
  }
  return std::nullopt;
}

}  // namespace

RestArtifacts::RestArtifacts(RestSession& session, const RemoteRun& run)
    : session_(session), run_(run) {
  if (const auto uri = parse_uri(run.artifact_uri)) {
    base_ = proxy_of(session.root, *uri);
  }
  if (base_.empty()) {
    folder_ = folder_here(session.world.files, run.artifact_uri);
    return;
  }
  const auto proxy = parse_uri(base_);
  const auto server = parse_uri(session.root);
  ours_ = proxy && server && proxy->same_origin(*server);
}

std::string RestArtifacts::put(const ArtifactFile& artifact) {
  if (!base_.empty()) {
    return put_proxied(artifact);
  }
  if (!artifact.file.empty() &&
      session_.world.files.kind(artifact.file) == FileSystem::Kind::kNone) {
    return "it is gone";
  }
  if ((folder_ && put_here(artifact)) || (!folder_ && put_presigned(artifact))) {
    return "";
  }
  return put_through_server(artifact);
}

std::string RestArtifacts::put_proxied(const ArtifactFile& artifact) {
  if (session_.world.options.multipart && !artifact.file.empty() &&
      size_of(session_, artifact) >= session_.world.options.multipart_from &&
      put_in_parts(session_, base_, ours_, artifact)) {
    return "";
  }
  RestCall call = call_with(session_, artifact);
  call.method = "PUT";
  call.url = base_ + "/" + percent_encode_path(artifact.path);
  call.ours = ours_;
  const RestAnswer answer = session_.caller.send(call);
  if (!answer.file_problem.empty()) {
    return answer.file_problem;
  }
  if (answer.status == 400 || answer.status == 413) {  // its name or its size
    return answer.problem;
  }
  session_.caller.require(call.what, answer);
  return "";
}

bool RestArtifacts::put_here(const ArtifactFile& artifact) {
  FileSystem& files = session_.world.files;
  try {
    const auto bytes = read_artifact(files, artifact);
    if (bytes) {
      files.replace(*folder_ / artifact.path, *bytes);
    }
    return bytes.has_value();
  } catch (const IoError&) {
    return false;  // the server's own folder, perhaps, which the server may still write to
  }
}

bool RestArtifacts::put_presigned(const ArtifactFile& artifact) {
  if (!session_.presigned) {
    return false;
  }
  RestCall ask;
  ask.what = "asking where artifact " + quote(artifact.path) + " goes";
  ask.url = session_.api("artifacts/presigned-upload-url");
  ask.body = to_text({{"run_id", run_.id}, {"path", artifact.path}});
  ask.optional = true;
  const RestAnswer answer = session_.caller.send(ask);
  const std::string url = text_at(answer.body, "/presigned_url");
  if (!answer.succeeded() || url.empty()) {
    session_.presigned = false;  // an older server, or another kind of store
    return false;
  }
  RestCall call = call_with(session_, artifact);
  call.method = "PUT";
  call.url = url;
  call.content_type.clear();  // what is not signed is refused
  call.headers = members_at(answer.body, "/headers");
  call.ours = false;
  return session_.caller.send(call).succeeded();
}

std::string RestArtifacts::put_through_server(const ArtifactFile& artifact) {
  const std::uint64_t size = size_of(session_, artifact);
  if (size > kMostThroughServer) {
    return "it has " + grouped(size) +
           " bytes, and without an artifact proxy (`mlflow server --serve-artifacts`) the server "
           "takes 10 MB";
  }
  RestCall call = call_with(session_, artifact);
  call.url = session_.root +
             "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + percent_encode(run_.id) +
             "&path=" + percent_encode(artifact.path);
  const RestAnswer answer = session_.caller.send(call);
  if (!answer.file_problem.empty()) {
    return answer.file_problem;
  }
  if (answer.status == 400 || answer.status == 413) {  // empty, or a name that it does not take
    return answer.problem;
  }
  session_.caller.require(call.what, answer);
  return "";
}

}  // namespace mlpipe::tracking
