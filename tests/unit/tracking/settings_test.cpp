// SPDX-License-Identifier: MIT
#include "mlpipe/tracking/settings.hpp"

#include <map>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::tracking;
using Kind = StoreChoice::Kind;
using Variables = std::map<std::string, std::string>;
using std::chrono::seconds;

namespace {

const std::string kCanary = "geheim-4711";

struct Settings : StoreSettings {
  Variables variables;
  explicit Settings(Variables given = {}) : variables(std::move(given)) {
    experiment = "mlpipe";
    variable = [this](const std::string& name) {
      const auto at = variables.find(name);
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
  }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;
};

/// What is chosen with these variables; no note may hold the secret.
StoreChoice chosen(Variables variables, const std::string& uri = "",
                   const std::optional<std::string>& credentials = std::nullopt) {
  Settings settings(std::move(variables));
  settings.uri = uri;
  settings.credentials = credentials;
  StoreChoice choice = choose_store(settings);
  for (const auto& note : choice.notes) {
    CHECK(note.find(kCanary) == std::string::npos);
  }
  return choice;
}
/// The same before a server on this machine.
StoreChoice served(Variables variables) {
  return chosen(std::move(variables), "http://localhost:5000");
}

std::string refusal(Variables variables, const std::string& uri = "http://localhost") {
  try {
    (void)chosen(std::move(variables), uri);
  } catch (const ConfigError& error) {
    CHECK(std::string(error.what()).find(kCanary) == std::string::npos);
    return error.what();
  }
  return "chosen";
}

}  // namespace

TEST_CASE("without settings, runs go to MLflow's own default", "[tracking]") {
  Settings nothing;
  nothing.variable = {};
  const StoreChoice choice = choose_store(nothing);
  CHECK(choice.kind == Kind::kSqlite);
  CHECK(choice.database == "mlflow.db");
  CHECK(choice.experiment == "mlpipe");
  CHECK(choice.notes.empty());
  CHECK(choice.tags.empty());
}

TEST_CASE("an address is a server, a database file, or off", "[tracking]") {
  CHECK(chosen({}, "sqlite:///runs/ml%20flow.db").database == "runs/ml flow.db");
  CHECK(chosen({}, "sqlite:////srv/a%2525.db").database == "/srv/a%25.db");
  CHECK(chosen({}, "SQLite:///a.db?timeout=5").database == "a.db");
  CHECK(chosen({}, "off").kind == Kind::kOff);
  const StoreChoice server = chosen({}, "https://Host.example/ml/");
  CHECK(server.kind == Kind::kHttp);
  CHECK(server.rest.uri == "https://host.example/ml");
  CHECK(server.rest.timeout == seconds(120));
  CHECK(server.rest.retries == 7);
  CHECK(server.rest.tls.verify);
  CHECK(server.notes.empty());
}

TEST_CASE("flags go before the environment, that before the configuration", "[tracking]") {
  CHECK(chosen({{"MLFLOW_TRACKING_URI", "http://a"}}, "http://b").rest.uri == "http://a");
  CHECK(chosen({{"MLFLOW_TRACKING_URI", " "}}, "http://b").rest.uri == "http://b");
  Settings settings(Variables{{"MLFLOW_TRACKING_URI", "http://a"}});
  settings.uri = "off";
  settings.flag = "http://c";
  CHECK(choose_store(settings).rest.uri == "http://c");
  settings.flag.reset();
  const StoreChoice off = choose_store(settings);
  CHECK(off.kind == Kind::kOff);
  REQUIRE(off.notes.size() == 1);
  CHECK_THAT(off.notes[0], ContainsSubstring("MLFLOW_TRACKING_URI has no effect"));
  CHECK(chosen({{"MLFLOW_TRACKING_URI", "off"}}, "http://b").kind == Kind::kOff);
}

TEST_CASE("what mlpipe cannot write to is refused with a way out", "[tracking]") {
  const std::map<std::string, std::string> said{
      {"file:///srv/mlruns", "migrate-filestore"},
      {"./mlruns", "migrate-filestore"},
      {"mlflow.db", "did you mean \"sqlite:///mlflow.db\"?"},
      {"databricks", "Databricks"},
      {"databricks://profile", "Databricks"},
      {"databricks-uc", "Databricks"},
      {"uc:/x", "Unity Catalog"},
      {"arn:aws:sagemaker:x", "SageMaker"},
      {"azureml://x", "Azure ML"},
      {"postgresql+psycopg2://u:" + kCanary + "@db/x", "start `mlflow server`"},
      {"mysql://db/x", "start `mlflow server`"},
      {"mssql://db/x", "start `mlflow server`"},
      {"sqlite+pysqlite:///a.db", "leave that out"},
      {"sqlite://", "names no file"},
      {"sqlite:///", "names no file"},
      {"sqlite:///:memory:", "names no file"},
      {"sqlite://host/a.db", "names no file"},
      {"http://", "names no host"},
      {"http://u:" + kCanary + "@:5000/?k=" + kCanary, "names no host"},
      {"gopher://u:" + kCanary + "@x/", "is no address that mlpipe knows"},
  };
  for (const auto& [uri, words] : said) {
    INFO(uri);
    CHECK_THAT(refusal({}, uri), ContainsSubstring("/tracking/uri: ") && ContainsSubstring(words) &&
                                     ContainsSubstring("use sqlite:///mlflow.db"));
    CHECK_THAT(refusal({{"MLFLOW_TRACKING_URI", uri}}, ""),
               ContainsSubstring("MLFLOW_TRACKING_URI: ") && ContainsSubstring(words));
  }
}

TEST_CASE("an experiment's id goes before its name, the environment's before ours", "[tracking]") {
  CHECK(served({{"MLFLOW_EXPERIMENT_NAME", "x"}}).experiment == "x");
  const StoreChoice both = served({{"MLFLOW_EXPERIMENT_NAME", "x"}, {"MLFLOW_EXPERIMENT_ID", "7"}});
  CHECK(both.rest.experiment_id == "7");
  CHECK(both.notes.empty());
  const StoreChoice file = chosen({{"MLFLOW_EXPERIMENT_ID", "7"}});
  REQUIRE(file.notes.size() == 1);
  CHECK_THAT(file.notes[0], ContainsSubstring("runs go to experiment \"mlpipe\""));
  CHECK_THAT(served({{"MLFLOW_RUN_ID", "x"}}).notes.at(0), ContainsSubstring("MLFLOW_RUN_ID"));
}

TEST_CASE("credentials come from the address, the environment, then the file", "[tracking]") {
  const std::string file =
      "[other]\nmlflow_tracking_username = no\n[mlflow]\n# a: b\n"
      "MLflow_Tracking_Username=filed\r\nmlflow_tracking_password : a=b \n";
  const StoreChoice filed = chosen({}, "http://localhost", file);
  CHECK(filed.rest.user == "filed");
  CHECK(filed.rest.password == "a=b");
  const StoreChoice mixed = chosen({{"MLFLOW_TRACKING_USERNAME", "env"}}, "http://localhost", file);
  CHECK(mixed.rest.user == "env");
  CHECK(mixed.rest.password == "a=b");
  const StoreChoice inside =
      chosen({{"MLFLOW_TRACKING_USERNAME", "env"}, {"MLFLOW_TRACKING_PASSWORD", kCanary}},
             "https://u%40x:" + kCanary + "@host/", file);
  CHECK(inside.rest.user == "u@x");
  CHECK(inside.rest.password == kCanary);
  CHECK(inside.rest.uri == "https://host");
  const StoreChoice half = served({{"MLFLOW_TRACKING_PASSWORD", kCanary}});
  CHECK_FALSE(half.rest.password);
  CHECK_THAT(half.notes.at(0), ContainsSubstring("only one is set"));
  CHECK(served({{"MLFLOW_TRACKING_TOKEN", " t0ken\n"}}).rest.token == "t0ken");
}

TEST_CASE("credentials in the clear are warned of, but not on this machine", "[tracking]") {
  const Variables token{{"MLFLOW_TRACKING_TOKEN", kCanary}};
  CHECK(chosen(token, "http://127.0.0.1:5000").notes.empty());
  CHECK(chosen(token, "https://host.example").notes.empty());
  CHECK(chosen({}, "http://host.example").notes.empty());
  CHECK_THAT(chosen(token, "http://host.example:5000").notes.at(0),
             ContainsSubstring("http://host.example:5000 unencrypted"));
  CHECK_THAT(chosen({}, "http://u:" + kCanary + "@host.example").notes.at(0),
             ContainsSubstring("http://host.example unencrypted"));
  CHECK(chosen({{"MLFLOW_TRACKING_TOKEN", kCanary}, {"MLFLOW_REGISTRY_URI", "http://r.example"}},
               "https://host.example")
            .notes.size() == 1);
}

TEST_CASE("TLS is what the variables say", "[tracking]") {
  CHECK_FALSE(served({{"MLFLOW_TRACKING_INSECURE_TLS", "TRUE"}}).rest.tls.verify);
  CHECK(served({{"MLFLOW_TRACKING_INSECURE_TLS", "0"}}).rest.tls.verify);
  CHECK_THAT(refusal({{"MLFLOW_TRACKING_INSECURE_TLS", "1"},
                      {"MLFLOW_TRACKING_SERVER_CERT_PATH", "/a.pem"}}),
             ContainsSubstring("contradicts MLFLOW_TRACKING_SERVER_CERT_PATH"));
  CHECK(served({{"SSL_CERT_FILE", "/c.pem"}}).rest.tls.authorities == "/c.pem");
  CHECK(served({{"SSL_CERT_FILE", "/c.pem"}, {"REQUESTS_CA_BUNDLE", "/b"}}).rest.tls.authorities ==
        "/b");
  CHECK(served({{"MLFLOW_TRACKING_SERVER_CERT_PATH", "/a.pem"}, {"REQUESTS_CA_BUNDLE", "/b"}})
            .rest.tls.authorities == "/a.pem");
  CHECK(served({{"MLFLOW_TRACKING_CLIENT_CERT_PATH", "/me.pem"}}).rest.tls.client == "/me.pem");
}

TEST_CASE("requests are made as the variables say", "[tracking]") {
  const StoreChoice choice = served({{"MLFLOW_HTTP_REQUEST_TIMEOUT", "15"},
                                     {"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "10"},
                                     {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "3"},
                                     {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0.5"},
                                     {"MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", "false"},
                                     {"MLFLOW_ALLOW_HTTP_REDIRECTS", "false"},
                                     {"MLFLOW_WORKSPACE", "team"},
                                     {"MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true"},
                                     {"MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "7"},
                                     {"MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "5242880"}});
  CHECK(choice.rest.timeout == seconds(15));
  CHECK(choice.rest.retries == 10);
  CHECK(choice.rest.backoff == 3.0);
  CHECK(choice.rest.jitter == 0.5);
  CHECK_FALSE(choice.rest.respect_retry_after);
  CHECK_FALSE(choice.rest.redirects);
  CHECK(choice.rest.workspace == "team");
  CHECK(choice.rest.multipart);
  CHECK(choice.rest.multipart_from == 7);
  CHECK(choice.rest.multipart_chunk == 5'242'880);
  CHECK(choice.notes.empty());
}

TEST_CASE("values that MLflow would refuse are refused by name", "[tracking]") {
  for (const auto& [name, value] : Variables{{"MLFLOW_HTTP_REQUEST_TIMEOUT", "0"},
                                             {"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "11"},
                                             {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "121"},
                                             {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "nan"},
                                             {"MLFLOW_ALLOW_HTTP_REDIRECTS", "maybe"},
                                             {"MLFLOW_TRACKING_INSECURE_TLS", "yes"},
                                             {"MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "1e7"}}) {
    CHECK_THAT(refusal({{name, value}}),
               ContainsSubstring(name + ": expected ") && ContainsSubstring('"' + value + '"'));
  }
}

TEST_CASE("what only Python's client can do is told, and not done", "[tracking]") {
  for (const auto& [name, value] : Variables{{"MLFLOW_TRACKING_AUTH", "kerberos"},
                                             {"MLFLOW_TRACKING_AWS_SIGV4", "true"},
                                             {"MLFLOW_HTTP_TCP_KEEPALIVE", "false"},
                                             {"MLFLOW_TRUNCATE_LONG_VALUES", "false"},
                                             {"MLFLOW_REGISTRY_URI", "databricks-uc"}}) {
    const StoreChoice choice = served({{name, value}});
    REQUIRE(choice.notes.size() == 1);
    CHECK_THAT(choice.notes[0], ContainsSubstring(name + " is not honoured: "));
  }
  CHECK(served({{"MLFLOW_TRACKING_AWS_SIGV4", "false"}}).notes.empty());
}

TEST_CASE("the registry may be elsewhere, if both are servers", "[tracking]") {
  CHECK(served({{"MLFLOW_REGISTRY_URI", "https://r.example/x/"}}).rest.registry ==
        "https://r.example/x");
  const StoreChoice secret =
      served({{"MLFLOW_REGISTRY_URI", "https://u:" + kCanary + "@r.example"}});
  CHECK(secret.rest.registry == "https://r.example");
  CHECK_THAT(secret.notes.at(0), ContainsSubstring("MLFLOW_REGISTRY_URI are not sent"));
  CHECK(chosen({{"MLFLOW_REGISTRY_URI", "https://r.example"}}).notes.size() == 1);
  CHECK(chosen({{"MLFLOW_REGISTRY_URI", "sqlite:///mlflow.db"}}).notes.empty());
}

TEST_CASE("a run's context becomes tags", "[tracking]") {
  const StoreChoice choice = chosen({{"MLFLOW_RUN_CONTEXT", R"({"team":"x","build":7})"}});
  CHECK(choice.tags ==
        std::vector<std::pair<std::string, std::string>>{{"build", "7"}, {"team", "x"}});
  CHECK_THAT(refusal({{"MLFLOW_RUN_CONTEXT", "team=x"}}),
             ContainsSubstring("MLFLOW_RUN_CONTEXT: expected a JSON object"));
}
