// SPDX-License-Identifier: MIT
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/rest_parts.hpp"

namespace mlpipe::tracking {
namespace {

using nlohmann::json;

/// An upload that was begun.
struct Begun {
  std::string what;
  std::string folder;  ///< encoded, with a '/' before it; empty: the top
  std::string name;
  json credentials;
  std::string upload_id;
};

/// "<root>/api/2.0/mlflow-artifacts/mpu/<step><path below the proxy><folder>"
std::string address(const std::string& base, const std::string& step, const std::string& folder) {
  const std::string plain = "/mlflow-artifacts/artifacts";
  std::string url = base;
  url.replace(url.find(plain), plain.size(), "/mlflow-artifacts/mpu/" + step);
  return url + folder;
}

RestAnswer ask(RestSession& session, const std::string& url, bool ours, const std::string& what,
               const json& body) {
  RestCall call;
  call.what = what;
  call.url = url;
  call.body = to_text(body);
  call.ours = ours;
  call.optional = true;
  return session.caller.send(call);
}

/// @return what completing the upload wants to know of it
json send_part(RestSession& session, const ArtifactFile& artifact, const std::string& what,
               const json& credential, std::uint64_t number) {
  RestCall call;
  call.what = what + ", part " + std::to_string(number);
  call.method = "PUT";
  call.url = text_at(credential, "/url");
  call.content_type.clear();
  call.file = session.world.files.absolute(artifact.file);
  call.file_offset = (number - 1) * session.world.options.multipart_chunk;
  call.file_bytes = session.world.options.multipart_chunk;
  call.ours = false;
  call.headers = members_at(credential, "/headers");
  const RestAnswer answer = session.caller.send(call);
  session.caller.require(call.what, answer);
  return {{"part_number", number}, {"etag", answer.etag}, {"url", call.url}};
}

void send_parts(RestSession& session, const std::string& base, bool ours,
                const ArtifactFile& artifact, const Begun& begun) {
  json parts = json::array();
  for (const auto& credential : begun.credentials) {
    parts.push_back(send_part(session, artifact, begun.what, credential, parts.size() + 1));
  }
  const RestAnswer done =
      ask(session, address(base, "complete", begun.folder), ours, begun.what,
          {{"path", begun.name}, {"upload_id", begun.upload_id}, {"parts", parts}});
  session.caller.require(begun.what, done);
}

}  // namespace

bool put_in_parts(RestSession& session, const std::string& base, bool ours,
                  const ArtifactFile& artifact) {
  const auto stamp = session.world.files.stamp(artifact.file, FileSystem::Follow::kYes);
  if (!stamp || base.find("/mlflow-artifacts/artifacts") == std::string::npos) {
    return false;
  }
  const auto slash = artifact.path.rfind('/');
  Begun begun;
  begun.what = "sending artifact " + quote(artifact.path) + " in parts";
  begun.name = slash == std::string::npos ? artifact.path : artifact.path.substr(slash + 1);
  begun.folder =
      slash == std::string::npos ? "" : "/" + percent_encode_path(artifact.path.substr(0, slash));
  const std::uint64_t chunk = session.world.options.multipart_chunk;
  const std::uint64_t count = (stamp->bytes + chunk - 1) / chunk;
  const RestAnswer answer = ask(session, address(base, "create", begun.folder), ours, begun.what,
                                {{"path", begun.name}, {"num_parts", count}});
  begun.credentials = list_at(answer.body, "/credentials");
  begun.upload_id = text_at(answer.body, "/upload_id");
  bool in_order = answer.succeeded() && begun.credentials.size() == count;
  for (std::size_t i = 0; in_order && i < count; ++i) {
    in_order = text_at(begun.credentials[i], "/part_number") == std::to_string(i + 1);
  }
  if (!in_order) {
    return false;  // 501: a folder of the server's; 404: an older server
  }
  try {
    send_parts(session, base, ours, artifact, begun);
  } catch (const TrackingError&) {
    // Parts that nobody completes are kept, and paid for, until somebody ends them.
    try {
      (void)ask(session, address(base, "abort", begun.folder), ours, begun.what,
                {{"path", begun.name}, {"upload_id", begun.upload_id}});
    } catch (const TrackingError&) {  // the first failure is the one to tell
    }
    throw;
  }
  return true;
}

}  // namespace mlpipe::tracking
