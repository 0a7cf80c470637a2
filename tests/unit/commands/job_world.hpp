// SPDX-License-Identifier: MIT
#pragma once

// A job's documents as its commands print them, cut to what notices read, and a world without a
// network.

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "mlpipe/commands/notify.hpp"

#include "support/service_world.hpp"

namespace mlpipe::testing {

using nlohmann::json;

class NoHttp final : public HttpTransport {
 public:
  int requests = 0;
  [[nodiscard]] HttpResponse send(const HttpRequest& /*request*/) override {
    ++requests;
    HttpResponse out;
    out.status = 500;
    return out;
  }
};

class NoSources final : public SourceOpener {
 public:
  [[nodiscard]] std::unique_ptr<ByteSource> open(const std::string& /*where*/,
                                                 const SourceOptions& /*options*/) override {
    throw DataError("no source is read here");
  }
};

struct JobWorld : ServiceWorld {
  NoSources sources;
  NoHttp http;
  commands::App app{files, clock, sources, events, stop};
  commands::NotifyConfig config;

  [[nodiscard]] notify::NotifyDoors doors() {
    return {service_doors(http), [this](const std::string& name) { return variable(name); },
            [](const std::string&) {}};
  }
  JobWorld& with(const std::string& name, const json& document) {
    files.replace(name, document.dump());
    config.results.push_back(name);
    return *this;
  }
  notify::Notice notice() { return commands::make_notice(app, config, doors()); }
};

inline json train_document() {
  return {{"schema", "mlpipe.train/1"},
          {"ok", true},
          {"exit_code", 0},
          {"headline", "AUC 0.52"},
          {"scores", {{"log_loss", 0.6931}, {"sharpe", 0.41}, {"strange", 1}}}};
}

inline json validate_document(const std::string& verdict) {
  const int code = verdict == "PROMOTE" ? 0 : verdict == "REJECT" ? 3 : 4;
  return {
      {"schema", "mlpipe.validate/1"},
      {"ok", code == 0},
      {"exit_code", code},
      {"verdict", verdict},
      {"headline", verdict + ": because."},
      {"candidate", "20261123T020000Z-abc"},
      {"baseline", "v1.2.0"},
      {"promoted", nullptr},
      {"judgement",
       {{"tests", {{"primary", {{"metric", "log_loss"}}}}},
        {"checks",
         {{{"name", "veto.loss"}, {"title", "Log loss, worse"}, {"result", "pass"}},
          {{"name", "floor.max_drawdown"},
           {"title", "Maximum drawdown"},
           {"result", "fail"},
           {"explanation", "too deep"}}}},
        {"metrics",
         {{{"name", "log_loss"}, {"candidate", 0.6902}, {"baseline", 0.6931}, {"change", -0.0029}},
          {{"name", "max_drawdown"}, {"candidate", -0.31}, {"baseline", -0.12}, {"change", -0.19}},
          {{"name", "brier"}, {"candidate", 0.2}, {"baseline", 0.3}, {"change", -0.1}},
          {{"name", "sharpe"}, {"candidate", nullptr}, {"baseline", 1}, {"change", nullptr}}}}}}};
}

inline json promote_document() {
  return {{"schema", "mlpipe.version/1"},
          {"ok", true},
          {"exit_code", 0},
          {"version", "v1.3.0"},
          {"previous", "v1.2.0"},
          {"live", "v1.3.0"},
          {"switched", true},
          {"bump", {{"level", "minor"}, {"reasons", {"a feature more"}}}},
          {"dry_run", false}};
}

inline json error_document(const std::string& command, int code, const std::string& word,
                           const std::string& message) {
  return {{"schema", "mlpipe." + command + "/1"},
          {"ok", false},
          {"exit_code", code},
          {"error", {{"code", word}, {"message", message}}}};
}

inline json drift_document(const std::string& verdict, bool drifted, const json& alerts) {
  const auto column = [](const char* name, const char* word, double psi) {
    return json{
        {"name", name}, {"verdict", word}, {"psi_adjusted", psi}, {"directions", {"wider"}}};
  };
  return {{"schema", "mlpipe.drift/1"},
          {"ok", !drifted},
          {"exit_code", drifted ? 5 : 0},
          {"model", "v1.2.0"},
          {"verdict", verdict},
          {"drifted", drifted},
          {"retrain", drifted},
          {"ask_for_training", false},
          {"alerts", alerts},
          {"headline", "CRITICAL 1"},
          {"check",
           {{"faults", json::array()},
            {"overdue", json::array()},
            {"retraining", {{"wanted", drifted}, {"reasons", {"vol is critical"}}}},
            {"prediction", column("prediction", "critical", 1.5)},
            {"features",
             {column("calm", "ok", 0.0), column("warm", "warning", 0.2),
              column("vol", "critical", 0.9), column("ret", "critical", 1.1)}}}}};
}

}  // namespace mlpipe::testing
