// SPDX-License-Identifier: MIT
#include <array>
#include <span>
#include <string>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/tracking/outbox.hpp"

#include "commands/doctor_checks.hpp"

namespace mlpipe::commands {
namespace {

using tracking::StoreChoice;

bool is_url(const std::string& source) {
  return source.rfind("http://", 0) == 0 || source.rfind("https://", 0) == 0;
}

/// Asks a server for something small; a machine that is away is not waited for.
HttpResponse ask(const Examination& at, const std::string& method, const std::string& url,
                 const HttpTls& tls = {}) {
  if (at.app.http == nullptr) {
    throw IoError("no requests can be sent");
  }
  HttpRequest request;
  request.method = method;
  request.url = url;
  request.timeout = std::chrono::seconds(5);
  request.longest = std::chrono::seconds(10);
  request.tls = tls;
  return at.app.http->send(request);
}

Answer check_url(const Examination& at, const std::string& url) {
  const auto response = ask(at, "HEAD", url);
  if (response.failure != HttpFailure::kNone) {
    return {Health::kProblem, response.problem, "check the address, the network and the proxy"};
  }
  if (response.succeeded()) {
    return {Health::kOk, "an address that answers"};
  }
  // Some servers know no HEAD, and what they say of it is not what they say of a download.
  return {Health::kNote, "an address that answers with status " + std::to_string(response.status),
          "try `mlpipe train --dry-run`"};
}

/// As many as there are, at most `most`: one read may give fewer.
std::string first_bytes(const Examination& at, const FileSystem::Path& file, std::size_t most) {
  std::string out(most, '\0');
  const auto source = at.app.sources.open(file.string(), {});
  std::size_t have = 0;
  while (have < most) {
    const std::size_t count = source->read(std::span(out).subspan(have));
    if (count == 0) {
      break;
    }
    have += count;
  }
  out.resize(have);
  return out;
}

Answer check_database(const Examination& at) {
  const auto& files = at.app.files;
  const auto& file = at.config.tracking.database;
  const std::string shown = at.config.tracking_shown;
  if (!files.exists(file)) {
    auto folder = files.absolute(file).parent_path();
    return at.machine.may_write(folder)
               ? Answer{Health::kOk, shown + ", made when the first run is recorded"}
               : Answer{Health::kProblem, shown + " cannot be made in " + folder.string(),
                        "make the folder writable, or name another place: --tracking URI"};
  }
  constexpr std::string_view kSqlite = "SQLite format 3";
  const std::string begin = first_bytes(at, file, kSqlite.size());
  if (!begin.empty() && begin != kSqlite) {
    return {Health::kProblem, shown + " is no SQLite database", "move it away"};
  }
  return at.machine.may_write(file)
             ? Answer{Health::kOk, shown}
             : Answer{Health::kProblem, shown + " is not writable",
                      "runs will wait in the outbox; give yourself the right to write"};
}

}  // namespace

Answer check_config(const Examination& at) {
  const auto& config = at.config;
  if (!config.config_problem.empty()) {
    return {Health::kProblem, config.config_problem,
            "`mlpipe train --print-config` shows all keys"};
  }
  return config.config_source.empty()
             ? Answer{Health::kNote, "no config/pipeline.json here: defaults",
                      "`mlpipe train --print-config` prints one to begin with"}
             : Answer{Health::kOk, config.config_source};
}

Answer check_data(const Examination& at) {
  if (!at.config.config || at.config.config->data.source.empty()) {
    return {Health::kNote, "no data source configured", "give --data FILE, or data.source"};
  }
  const auto& data = at.config.config->data;
  if (data.source == "-") {
    return {Health::kOk, "standard input"};
  }
  if (is_url(data.source)) {
    return check_url(at, data.source);
  }
  try {
    std::array<char, 4096> begin{};
    const auto source = at.app.sources.open(data.source, data.transfer);
    return source->read(begin) > 0
               ? Answer{Health::kOk, data.source + " can be read"}
               : Answer{Health::kProblem, data.source + " is empty", "check data.source"};
  } catch (const DataError& error) {
    return {Health::kProblem, error.what(), "check data.source of the config"};
  }
}

Answer check_tracking(const Examination& at) {
  const auto& config = at.config;
  if (!config.tracking_problem.empty()) {
    return {Health::kProblem, config.tracking_problem};
  }
  if (config.tracking.kind == StoreChoice::Kind::kOff) {
    return {Health::kOk, "off"};
  }
  if (config.tracking.kind == StoreChoice::Kind::kSqlite) {
    return check_database(at);
  }
  const auto response =
      ask(at, "GET", config.tracking.rest.uri + "/health", config.tracking.rest.tls);
  if (response.failure != HttpFailure::kNone) {
    return {Health::kProblem, response.problem,
            "runs wait in the outbox meanwhile; `mlpipe track sync` delivers them"};
  }
  return response.succeeded() ? Answer{Health::kOk, config.tracking_shown + " answers"}
                              : Answer{Health::kNote,
                                       config.tracking_shown + " answers with status " +
                                           std::to_string(response.status) + " to /health",
                                       "check that it is an MLflow server, and its credentials"};
}

Answer check_outbox(const Examination& at) {
  const std::size_t waiting = tracking::Outbox(at.app.files, at.config.outbox).size();
  return waiting == 0 ? Answer{Health::kOk, "no run waits for its server"}
                      : Answer{Health::kNote,
                               grouped(waiting) + (waiting == 1 ? " run waits" : " runs wait"),
                               "`mlpipe track sync` delivers them"};
}

Answer check_notifications(const Examination& at) {
  std::vector<std::string> set;
  for (const char* name :
       {"GITHUB_ACTIONS", "GITHUB_TOKEN", "SLACK_WEBHOOK_URL", "TEAMS_WEBHOOK_URL",
        "DISCORD_WEBHOOK_URL", "MLPIPE_WEBHOOK_URL", "MLPIPE_WEBHOOK_SECRET", "MLFLOW_TRACKING_URI",
        "HTTP_PROXY", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE"}) {
    if (at.machine.variable(name)) {
      set.emplace_back(name);
    }
  }
  Answer answer{Health::kOk, set.empty() ? "no notification is set up" : "set: " + join(set, ", ")};
  if (at.machine.variable("GITHUB_ACTIONS") && !at.machine.variable("GITHUB_TOKEN")) {
    answer.health = Health::kNote;
    answer.advice = "for comments and issues give the step GITHUB_TOKEN: ${{ github.token }}";
  }
  return answer;
}

Answer check_git(const Examination& at) {
  const auto commit = at.machine.git_commit();
  constexpr std::size_t kShort = 12;
  return commit ? Answer{Health::kOk, "commit " + commit->substr(0, kShort)}
                : Answer{Health::kNote, "no commit checked out here",
                         "models will not say which code and config they came from"};
}

}  // namespace mlpipe::commands
