// SPDX-License-Identifier: MIT
#include "tracking/store_address.hpp"

#include <array>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/core/uri.hpp"

namespace mlpipe::tracking {
namespace {

constexpr const char* kUsable =
    "; use sqlite:///mlflow.db for a file, or http://host:port of an `mlflow server`";

constexpr const char* kFolder =
    "is a folder of files, which MLflow itself gave up in 3.13 (`mlflow migrate-filestore` moves "
    "an "
    "old one into a database)";

/// Beginning of a scheme -> why it cannot be written to.
struct Refusal {
  const char* scheme;
  const char* why;
};
constexpr std::array<Refusal, 9> kRefusals{{
    {"file", kFolder},
    {"databricks", "is Databricks, whose interface differs from MLflow's open one"},
    {"uc", "is Databricks' Unity Catalog, whose interface differs from MLflow's open one"},
    {"arn", "is SageMaker, which is reached through a Python plugin of MLflow alone"},
    {"azureml", "is Azure ML, which is reached through a Python plugin of MLflow alone"},
    {"postgresql", "is a database server; start `mlflow server` before it and name that"},
    {"mysql", "is a database server; start `mlflow server` before it and name that"},
    {"mssql", "is a database server; start `mlflow server` before it and name that"},
    {"sqlite+", "names a Python driver; leave that out"},
}};

[[noreturn]] void refuse(const std::string& from, const std::string& shown,
                         const std::string& why) {
  throw ConfigError(from, quote(shown, 200) + " " + why + kUsable);
}

void read_sqlite(const Uri& uri, const std::string& from, StoreChoice& choice) {
  const std::string path = percent_decode(uri.path.empty() ? "" : uri.path.substr(1));
  if (!uri.host.empty() || path.empty() || path == ":memory:") {
    refuse(from, uri.shown(),
           "names no file: sqlite:/// and a relative path, or sqlite://// and an absolute one");
  }
  choice.kind = StoreChoice::Kind::kSqlite;
  choice.database = path;
}

void read_http(const Uri& uri, const std::string& from, StoreChoice& choice) {
  if (uri.host.empty() || uri.host.front() == ':') {
    refuse(from, uri.shown(), "names no host");
  }
  choice.kind = StoreChoice::Kind::kHttp;
  choice.rest.uri = uri.shown();
  if (uri.user) {
    choice.rest.user = uri.user;
    choice.rest.password = uri.password.value_or("");
  }
}

}  // namespace

void read_address(const std::string& text, const std::string& from, StoreChoice& choice) {
  if (text.empty()) {
    return;  // MLflow's default
  }
  if (text == "off") {
    choice.kind = StoreChoice::Kind::kOff;
    return;
  }
  if (text == "databricks" || text == "databricks-uc") {
    refuse(from, text, kRefusals[1].why);
  }
  const auto uri = parse_uri(text);
  if (!uri) {
    const bool database = text.ends_with(".db");
    refuse(from, text,
           database ? "is to MLflow a folder; did you mean \"sqlite:///" + text + "\"?" : kFolder);
  }
  if (uri->is_http()) {
    read_http(*uri, from, choice);
    return;
  }
  if (uri->scheme == "sqlite") {
    read_sqlite(*uri, from, choice);
    return;
  }
  for (const auto& [scheme, why] : kRefusals) {
    if (uri->scheme.starts_with(scheme)) {
      refuse(from, uri->shown(), why);
    }
  }
  refuse(from, uri->shown(), "is no address that mlpipe knows");
}

}  // namespace mlpipe::tracking
