// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>

#include "mlpipe/platform/platform.hpp"
#include "mlpipe/tracking/settings.hpp"
#include "mlpipe/tracking/sqlite_store.hpp"

#include "cli/service_doors.hpp"
#include "cli/tracked_command.hpp"

namespace mlpipe::cli {
namespace {

using std::chrono::milliseconds;
using tracking::StoreChoice;

/// MLflow keeps user and password there; what cannot be read is as good as absent.
std::optional<std::string> stored_credentials(const commands::App& app) {
  const auto home = platform::environment_variable("HOME");
  if (!home) {
    return std::nullopt;
  }
  const auto file = std::filesystem::path(*home) / ".mlflow" / "credentials";
  try {
    return app.files.exists(file) ? std::optional(app.files.read(file)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::unique_ptr<tracking::TrackingStore> open(const commands::App& app, const StoreChoice& choice,
                                              const commands::DeliveryLimits& limits) {
  if (choice.kind == StoreChoice::Kind::kSqlite) {
    tracking::SqliteStoreOptions file;
    file.database = choice.database;
    file.busy_timeout = std::min(file.busy_timeout, limits.budget);
    return tracking::make_sqlite_store(app.files, app.clock, file);
  }
  auto server = choice.rest;
  server.budget = limits.budget;
  server.retries = std::min(server.retries, limits.retries.value_or(server.retries));
  return tracking::make_rest_store(service_doors(app), server);
}

}  // namespace

StoreChoice tracking_choice(const commands::App& app, const GlobalArgs& global,
                            const tracking::TrackingOptions& options) {
  tracking::StoreSettings settings;
  settings.flag = global.tracking;
  settings.uri = options.uri.value_or("");
  settings.experiment = options.experiment;
  settings.variable = platform::environment_variable;
  settings.credentials = stored_credentials(app);
  return tracking::choose_store(settings);
}

commands::TrackingPlan tracking_plan(const commands::App& app, const GlobalArgs& global,
                                     const tracking::TrackingOptions& options) {
  commands::TrackingPlan plan;
  plan.outbox = options.outbox;
  const auto choice = tracking_choice(app, global, options);
  if (app.http == nullptr || choice.kind == StoreChoice::Kind::kOff) {
    return plan;
  }
  for (const auto& note : choice.notes) {
    app.events.on(Warning{"tracking.settings", note});
  }
  plan.experiment = choice.experiment;
  plan.registered_model = options.registered_model;
  plan.trials = options.trials;
  plan.budget = std::chrono::duration_cast<milliseconds>(length_of(options.budget));
  plan.tags = choice.tags;
  if (const auto commit = platform::git_commit(".")) {
    plan.tags.emplace_back("mlflow.source.git.commit", *commit);
  }
  plan.open = [&app, choice](const commands::DeliveryLimits& limits) {
    return open(app, choice, limits);
  };
  return plan;
}

}  // namespace mlpipe::cli
