// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/settings.hpp"

#include <nlohmann/json.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

#include "tracking/store_address.hpp"
#include "tracking/variables.hpp"

namespace mlpipe::tracking {
namespace {

using Kind = StoreChoice::Kind;

void choose_address(const StoreSettings& settings, const Variables& variables,
                    StoreChoice& choice) {
  const auto by_environment = variables.text("MLFLOW_TRACKING_URI");
  if (settings.flag) {
    read_address(*settings.flag, "--tracking", choice);
  } else if (by_environment && settings.uri == "off") {
    choice.kind = Kind::kOff;
    choice.notes.emplace_back(
        "The configuration turns tracking off, so MLFLOW_TRACKING_URI has no effect.");
  } else if (by_environment) {
    read_address(*by_environment, "MLFLOW_TRACKING_URI", choice);
  } else {
    read_address(settings.uri, "/tracking/uri", choice);
  }
}

void choose_experiment(const StoreSettings& settings, const Variables& variables,
                       StoreChoice& choice) {
  choice.experiment = variables.text("MLFLOW_EXPERIMENT_NAME").value_or(settings.experiment);
  const auto id = variables.text("MLFLOW_EXPERIMENT_ID");
  if (id && choice.kind == Kind::kHttp) {
    choice.rest.experiment_id = id;
  } else if (id) {
    choice.notes.push_back("MLFLOW_EXPERIMENT_ID counts for servers alone; runs go to experiment " +
                           quote(choice.experiment) + ".");
  }
  if (variables.text("MLFLOW_RUN_ID")) {
    choice.notes.emplace_back(
        "MLFLOW_RUN_ID is not honoured: every command makes a run of its own.");
  }
}

/// Those in the address go first, as in the official client.
void choose_credentials(const StoreSettings& settings, const Variables& variables,
                        StoreChoice& choice) {
  RestStoreOptions& rest = choice.rest;
  rest.token = variables.text("MLFLOW_TRACKING_TOKEN");
  const auto either = [&](const std::string& name) {
    auto value = variables.text(name);
    return value || !settings.credentials ? value : credential(*settings.credentials, lower(name));
  };
  if (!rest.user) {
    rest.user = either("MLFLOW_TRACKING_USERNAME");
    rest.password = either("MLFLOW_TRACKING_PASSWORD");
  }
  if (rest.user.has_value() != rest.password.has_value()) {
    choice.notes.emplace_back(
        "Of MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD only one is set, so neither is "
        "sent.");
    rest.user.reset();
    rest.password.reset();
  }
  for (const char* name : {"MLFLOW_TRACKING_AUTH", "MLFLOW_TRACKING_AWS_SIGV4"}) {
    const auto value = variables.text(name);
    if (value && *value != "0" && lower(*value) != "false") {
      choice.notes.push_back(std::string(name) +
                             " is not honoured: it names a way to log in that only MLflow's Python "
                             "client has.");
    }
  }
}

void choose_tls(const Variables& variables, HttpTls& tls) {
  const auto authorities = variables.text("MLFLOW_TRACKING_SERVER_CERT_PATH");
  tls.verify = !variables.flag("MLFLOW_TRACKING_INSECURE_TLS", false);
  if (!tls.verify && authorities) {
    throw ConfigError("MLFLOW_TRACKING_INSECURE_TLS",
                      "contradicts MLFLOW_TRACKING_SERVER_CERT_PATH; unset one of them");
  }
  if (tls.verify) {
    tls.authorities =
        authorities.value_or(variables.text("REQUESTS_CA_BUNDLE")
                                 .value_or(variables.text("SSL_CERT_FILE").value_or("")));
  }
  tls.client = variables.text("MLFLOW_TRACKING_CLIENT_CERT_PATH").value_or("");
}

void choose_transport(const Variables& variables, StoreChoice& choice) {
  RestStoreOptions& rest = choice.rest;
  choose_tls(variables, rest.tls);
  rest.timeout =
      std::chrono::seconds(variables.integer("MLFLOW_HTTP_REQUEST_TIMEOUT", 120, 1, 86'400));
  rest.retries = static_cast<int>(variables.integer("MLFLOW_HTTP_REQUEST_MAX_RETRIES", 7, 0, 10));
  rest.backoff = variables.number("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 2.0, 0.0, 120.0);
  rest.jitter = variables.number("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", 1.0, 0.0, 120.0);
  rest.respect_retry_after = variables.flag("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", true);
  rest.redirects = variables.flag("MLFLOW_ALLOW_HTTP_REDIRECTS", true);
  rest.workspace = variables.text("MLFLOW_WORKSPACE");
  constexpr std::int64_t kMost = std::int64_t{1} << 50U;
  rest.multipart = variables.flag("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", false);
  rest.multipart_from = static_cast<std::uint64_t>(
      variables.integer("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", 500 << 20U, 1, kMost));
  rest.multipart_chunk = static_cast<std::uint64_t>(variables.integer(
      "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", 10 << 20U, 5 << 20U, 5'000 * (1LL << 20U)));
  if (!variables.flag("MLFLOW_HTTP_TCP_KEEPALIVE", true)) {
    choice.notes.emplace_back(
        "MLFLOW_HTTP_TCP_KEEPALIVE is not honoured: kept connections are always probed.");
  }
}

void choose_registry(const Variables& variables, StoreChoice& choice) {
  const auto text = variables.text("MLFLOW_REGISTRY_URI");
  if (!text) {
    return;
  }
  const auto uri = parse_uri(*text);
  if (choice.kind == Kind::kHttp && uri && uri->is_http() && !uri->host.empty()) {
    choice.rest.registry = uri->shown();
    if (uri->user) {
      choice.notes.emplace_back(
          "User and password in MLFLOW_REGISTRY_URI are not sent: both servers get those of "
          "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.");
    }
  } else if (choice.kind == Kind::kHttp || (uri && uri->is_http())) {
    choice.notes.emplace_back(
        "MLFLOW_REGISTRY_URI is not honoured: model versions stay with the runs, unless both are "
        "on http(s) servers.");
  }
}

/// MLFLOW_RUN_CONTEXT: {"team": "x"}.
void choose_tags(const Variables& variables, StoreChoice& choice) {
  const auto text = variables.text("MLFLOW_RUN_CONTEXT");
  if (!text) {
    return;
  }
  const auto document = nlohmann::json::parse(*text, nullptr, false);
  if (!document.is_object()) {
    throw ConfigError(
        "MLFLOW_RUN_CONTEXT",
        "expected a JSON object of tags such as {\"team\": \"x\"}, found " + quote(*text));
  }
  for (const auto& [key, value] : document.items()) {
    choice.tags.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
}

void warn_of_open_credentials(StoreChoice& choice) {
  const RestStoreOptions& rest = choice.rest;
  for (const auto& address : {rest.uri, rest.registry}) {
    const auto uri = parse_uri(address);
    if (uri && uri->scheme == "http" && !is_loopback(*uri) && (rest.user || rest.token)) {
      choice.notes.push_back("Credentials go to " + uri->shown() +
                             " unencrypted; use https where the server offers it.");
    }
  }
}

}  // namespace

StoreChoice choose_store(const StoreSettings& settings) {
  const Variables variables(settings.variable);
  StoreChoice choice;
  choose_address(settings, variables, choice);
  if (choice.kind == Kind::kOff) {
    return choice;
  }
  choose_experiment(settings, variables, choice);
  choose_tags(variables, choice);
  choose_registry(variables, choice);
  if (!variables.flag("MLFLOW_TRUNCATE_LONG_VALUES", true)) {
    choice.notes.emplace_back(
        "MLFLOW_TRUNCATE_LONG_VALUES is not honoured: long values are cut, and kept whole in "
        "artifact long_values.json.");
  }
  if (choice.kind == Kind::kHttp) {
    choose_credentials(settings, variables, choice);
    choose_transport(variables, choice);
    warn_of_open_credentials(choice);
  }
  return choice;
}

}  // namespace mlpipe::tracking
