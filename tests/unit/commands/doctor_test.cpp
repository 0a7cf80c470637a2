// SPDX-License-Identifier: MIT
#include "mlpipe/commands/doctor.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "mlpipe/core/error.hpp"

#include "support/catch.hpp"
#include "support/registry_world.hpp"
#include "unit/commands/command_world.hpp"

using namespace mlpipe;
using namespace mlpipe::commands;
using namespace mlpipe::testing;

namespace {

/// A machine that says what a test wants.
class FakeMachine final : public Machine {
 public:
  std::optional<Disk> on_disk = Disk{"ext4", std::uint64_t{50} << 30U, false, false, ""};
  bool writable = true;
  std::optional<int> holder;
  std::optional<bool> kept = true;
  bool curl = true;
  std::map<std::string, std::string> variables;
  std::optional<std::string> commit = std::string(40, 'a');

  [[nodiscard]] std::optional<Disk> disk(const Path& /*folder*/) const override { return on_disk; }
  [[nodiscard]] bool may_write(const Path& /*path*/) const override { return writable; }
  [[nodiscard]] std::optional<int> lock_holder(const Path& /*file*/) const override {
    return holder;
  }
  [[nodiscard]] std::optional<bool> clock_is_kept() const override { return kept; }
  [[nodiscard]] Library http_library() const override {
    if (!curl) {
      throw IoError("a library cannot be loaded: libcurl.so.4");
    }
    return {"8.0.0", "/lib/libcurl.so.4"};
  }
  [[nodiscard]] int usable_cpus() const override { return 2; }
  [[nodiscard]] std::optional<int> cpu_limit() const override { return 2; }
  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const override {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::optional<std::string> git_commit() const override { return commit; }
};

/// A server that answers as it is told, or not at all.
class FakeServer final : public HttpTransport {
 public:
  HttpResponse answer;
  std::vector<HttpRequest> asked;
  HttpResponse send(const HttpRequest& request) override {
    asked.push_back(request);
    return answer;
  }
};

struct Clinic : World {
  Clinic() {
    config.compiler = "g++ 12";
    config.config_source = "config/pipeline.json";
    config.config.emplace();
    config.config->data.source = "prices.csv";
    config.tracking.kind = tracking::StoreChoice::Kind::kOff;
    config.outbox = ".mlpipe/outbox";
    app.http = &server;
  }

  [[nodiscard]] std::vector<Finding> examine() { return run_doctor(app, machine, config); }
  [[nodiscard]] Finding find(const std::string& check) {
    const auto findings = examine();
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const Finding& f) { return f.check == check; });
    REQUIRE(found != findings.end());
    INFO(found->found << " -> " << found->advice);
    return *found;
  }
  [[nodiscard]] std::set<std::string> problems() {
    std::set<std::string> names;
    for (const auto& finding : examine()) {
      if (finding.health == Health::kProblem) {
        names.insert(finding.check);
      }
    }
    return names;
  }
  /// Versions 1.0.0 and 1.0.1 or so, the second live, as a real registry makes them; models are
  /// one line of text here, and nothing of them is loaded.
  void promote_two() {
    disk.create_folders("models");
    const auto models = disk.below("models");
    RegistryWorld world;
    world.promote_model(1);
    world.promote_model(2);
    copy(world.files, ".", *models);
    clock.advance(std::chrono::hours(24 * 7));  // later than the registry's log
  }

  FakeMachine machine;
  FakeServer server;
  DoctorConfig config;

 private:
  static void copy(const FileSystem& from, const FileSystem::Path& folder, FileSystem& to) {
    for (const auto& name : from.list(folder)) {
      const auto path = folder / name;
      switch (from.kind(path)) {
        case FileSystem::Kind::kFolder:
          to.create_folders(path);
          copy(from, path, to);
          break;
        case FileSystem::Kind::kLink:
          to.point_link(path, from.read_link(path));
          break;
        default:
          to.replace(path, from.read(path));
      }
    }
  }
};

}  // namespace

TEST_CASE("doctor finds nothing wrong with a fresh folder and writes nothing", "[commands]") {
  Clinic clinic;
  const int before = clinic.disk.writes();
  const auto findings = clinic.examine();
  CHECK(clinic.problems().empty());
  CHECK(clinic.disk.writes() == before);
  std::set<std::string> names;
  for (const auto& finding : findings) {
    INFO(finding.check);
    CHECK(names.insert(finding.check).second);
    CHECK_FALSE(finding.found.empty());
    CHECK((finding.health == Health::kOk || !finding.advice.empty()));
  }
  CHECK(names.size() > 20);
}

TEST_CASE("doctor finds nothing wrong with a whole models folder", "[commands]") {
  Clinic clinic;
  clinic.promote_two();
  const int before = clinic.disk.writes();
  CHECK(clinic.problems().empty());
  CHECK(clinic.disk.writes() == before);
  CHECK_THAT(clinic.find("production").found, ContainsSubstring("hashes right"));
  CHECK_THAT(clinic.find("audit log").found, ContainsSubstring("chain whole"));
}

TEST_CASE("what is broken is a problem in its own row", "[commands]") {
  struct Case {
    std::string check;
    void (*damage)(Clinic&);
  };
  const Case cases[] = {
      {"config", [](Clinic& c) { c.config.config_problem = "config/pipeline.json:1: no JSON"; }},
      {"data", [](Clinic& c) { c.sources.give(""); }},
      {"data",
       [](Clinic& c) {
         c.config.config->data.source = "https://data.example/prices.csv";
         c.server.answer.failure = HttpFailure::kResolve;
         c.server.answer.problem = "data.example: cannot be resolved";
       }},
      {"time zones", [](Clinic& c) { c.config.config->data.time_zone = "Mars/Olympus"; }},
      {"models", [](Clinic& c) { c.machine.writable = false; }},
      {"production", [](Clinic& c) { c.disk.remove_all("models/archive"); }},
      {"production", [](Clinic& c) { c.disk.point_link("models/production", "../elsewhere"); }},
      {"staging", [](Clinic& c) { c.disk.point_link("models/staging", "candidates/gone"); }},
      {"audit log", [](Clinic& c) { c.disk.replace("models/audit.jsonl", "{}\n{}\n"); }},
      {"clock", [](Clinic& c) { c.clock.advance(-std::chrono::hours(24 * 30)); }},
      {"disk space", [](Clinic& c) { c.machine.on_disk->free_bytes = 64U << 10U; }},
      {"disk space", [](Clinic& c) { c.machine.on_disk.reset(); }},
      {"file system", [](Clinic& c) { c.machine.on_disk->lock_problem = "not supported"; }},
      {"tracking",
       [](Clinic& c) {
         c.config.tracking.kind = tracking::StoreChoice::Kind::kHttp;
         c.config.tracking.rest.uri = "http://mlflow:5000";
         c.server.answer.failure = HttpFailure::kConnect;
         c.server.answer.problem = "mlflow:5000: refused";
       }},
      {"tracking", [](Clinic& c) { c.config.tracking_problem = "ftp:// is no address"; }},
      {"tracking",
       [](Clinic& c) {
         c.config.tracking.kind = tracking::StoreChoice::Kind::kSqlite;
         c.disk.replace("mlflow.db", "a letter");
       }},
  };
  for (const auto& broken : cases) {
    Clinic clinic;
    clinic.promote_two();
    broken.damage(clinic);
    INFO(broken.check);
    CHECK(clinic.problems().count(broken.check) == 1);
  }
}

TEST_CASE("what works, but should be known, is a note", "[commands]") {
  struct Case {
    std::string check;
    void (*change)(Clinic&);
  };
  const Case cases[] = {
      {"libcurl", [](Clinic& c) { c.machine.curl = false; }},
      {"openmp", [](Clinic& c) { c.machine.variables["OMP_WAIT_POLICY"] = "ACTIVE"; }},
      {"clock", [](Clinic& c) { c.machine.kept = false; }},
      {"config",
       [](Clinic& c) {
         c.config.config.reset();
         c.config.config_source.clear();
       }},
      {"data",
       [](Clinic& c) {
         c.config.config->data.source = "https://data.example/prices.csv";
         c.server.answer.status = 405;
       }},
      {"lock", [](Clinic& c) { c.machine.holder = 4711; }},
      {"leftovers", [](Clinic& c) { c.disk.replace("models/.incoming/x/model.ubj", "half"); }},
      {"disk space", [](Clinic& c) { c.machine.on_disk->free_bytes = 100U << 20U; }},
      {"file system",
       [](Clinic& c) {
         c.machine.on_disk->kind = "nfs";
         c.machine.on_disk->remote = true;
       }},
      {"environment", [](Clinic& c) { c.machine.variables["GITHUB_ACTIONS"] = "true"; }},
      {"git", [](Clinic& c) { c.machine.commit.reset(); }},
  };
  for (const auto& known : cases) {
    Clinic clinic;
    clinic.promote_two();
    known.change(clinic);
    const auto finding = clinic.find(known.check);
    CAPTURE(finding.check, finding.found);
    CHECK(finding.health == Health::kNote);
    CHECK(clinic.problems().empty());
  }
}

TEST_CASE("doctor names variables and never their values", "[commands]") {
  Clinic clinic;
  for (const char* name : {"GITHUB_TOKEN", "SLACK_WEBHOOK_URL", "MLPIPE_WEBHOOK_SECRET"}) {
    clinic.machine.variables[name] = "canary";
  }
  const auto row = clinic.find("environment");
  CHECK_THAT(row.found, ContainsSubstring("GITHUB_TOKEN, SLACK_WEBHOOK_URL"));
  for (const auto& finding : clinic.examine()) {
    CHECK((finding.found + finding.advice).find("canary") == std::string::npos);
  }
}

TEST_CASE("doctor asks an MLflow server for its health and gives no credentials away",
          "[commands]") {
  Clinic clinic;
  clinic.config.tracking.kind = tracking::StoreChoice::Kind::kHttp;
  clinic.config.tracking.rest.uri = "http://mlflow:5000";
  clinic.config.tracking.rest.token = "canary";
  clinic.config.tracking_shown = "http://mlflow:5000";
  clinic.server.answer.status = 200;
  CHECK(clinic.find("tracking").found == "http://mlflow:5000 answers");
  REQUIRE_FALSE(clinic.server.asked.empty());
  CHECK(clinic.server.asked.front().url == "http://mlflow:5000/health");
  CHECK(clinic.server.asked.front().headers.empty());
}
