// SPDX-License-Identifier: MIT
#include "cli/session.hpp"

#include <array>

#include <unistd.h>

#include "mlpipe/platform/platform.hpp"
#include "mlpipe/version.hpp"

#include "cli/outcome.hpp"
#include "cli/signals.hpp"

namespace mlpipe::cli {
namespace {

/// W3C trace context: "00-<32 hex>-<16 hex>-<flags>".
void add_trace(nlohmann::ordered_json& context) {
  constexpr std::size_t kLength = 55;
  const std::string parent = platform::environment_variable("TRACEPARENT").value_or("");
  if (parent.size() == kLength && parent[2] == '-' && parent[35] == '-' && parent[52] == '-') {
    context["trace.id"] = parent.substr(3, 32);
    context["span.id"] = parent.substr(36, 16);
  }
}

nlohmann::ordered_json log_context(const std::string& command, const Clock& clock) {
  const auto environment = platform::read_environment();
  nlohmann::ordered_json context;
  context["ecs.version"] = "8.11.0";
  context["service.name"] = "mlpipe";
  context["service.version"] = kVersion;
  context["process.pid"] = environment.pid;
  context["host.name"] = environment.host;
  if (!command.empty()) {
    context["mlpipe.command"] = command;
  }
  context["mlpipe.run_id"] = to_compact(clock.now()) + "-" + std::to_string(environment.pid);
  add_trace(context);
  if (const auto commit = platform::git_commit(".")) {
    context["vcs.ref.head.revision"] = *commit;
  }
  if (environment.run_id) {
    context["cicd.pipeline.run.id"] = *environment.run_id;
  }
  if (environment.run_url) {
    context["cicd.pipeline.run.url.full"] = *environment.run_url;
  }
  return context;
}

/// What mlpipe and its like are given by the environment. Others that a configuration names are
/// known where they are used.
Redactor known_secrets() {
  constexpr std::array<const char*, 9> kVariables{"GITHUB_TOKEN",
                                                  "GH_TOKEN",
                                                  "SLACK_WEBHOOK_URL",
                                                  "TEAMS_WEBHOOK_URL",
                                                  "DISCORD_WEBHOOK_URL",
                                                  "MLPIPE_WEBHOOK_URL",
                                                  "MLPIPE_WEBHOOK_SECRET",
                                                  "MLFLOW_TRACKING_TOKEN",
                                                  "MLFLOW_TRACKING_PASSWORD"};
  Redactor redactor;
  for (const char* name : kVariables) {
    if (const auto value = platform::environment_variable(name)) {
      redactor.add(Secret(*value));
    }
  }
  return redactor;
}

bool on_terminal() {
  return ::isatty(STDERR_FILENO) != 0;
}

}  // namespace

Session::Session(const GlobalArgs& global, std::string command, const Clock& clock)
    : json_(global.json),
      command_(std::move(command)),
      redactor_(known_secrets()),
      console_(stderr_writer(), on_terminal() && global.progress, stderr_width()),
      progress_(console_, clock) {
  if (global.log_format == LogFormat::kJson) {
    log_ = std::make_unique<JsonLogSink>(console_, global.log_level, clock,
                                         log_context(command_, clock), redactor_);
  } else {
    log_ = std::make_unique<TextLogSink>(console_, global.log_level, on_terminal() && global.color,
                                         redactor_);
  }
  fan_out_ = std::make_unique<FanOutSink>(std::vector<std::reference_wrapper<EventSink>>{
      std::ref<EventSink>(whereabouts_), std::ref<EventSink>(*log_),
      std::ref<EventSink>(progress_)});
}

void Session::tell_failure(const std::string& code, const std::string& message) {
  console_.status("");
  log_->log({LogLevel::kError,
             "command.end",
             message,
             "failure",
             {},
             {{"error.type", code}, {"error.message", message}}});
}

int Session::failed(ExitCode exit_code, const std::string& code, const std::string& message) {
  tell_failure(code, message);
  const int status = static_cast<int>(exit_code);
  if (json_) {
    (void)try_write_stdout(failure_document(command_, status, code, redactor_.clean(message)));
  }
  return status;
}

void Session::interrupted(int signal) {
  console_.status("");
  const std::string message = whereabouts_.told_after(signal_name(signal));
  log_->log({LogLevel::kError,
             "command.end",
             message,
             "failure",
             {},
             {{"error.type", "interrupted"}, {"error.message", message}}});
  if (json_) {
    constexpr int kSignalBase = 128;
    (void)try_write_stdout(
        failure_document(command_, kSignalBase + signal, "interrupted", message));
  }
}

}  // namespace mlpipe::cli
