// SPDX-License-Identifier: MIT
#include "cli/notify_command.hpp"

#include "mlpipe/commands/notify.hpp"
#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/fixed_width.hpp"
#include "mlpipe/core/json_reader.hpp"
#include "mlpipe/platform/platform.hpp"

#include "cli/config_file.hpp"
#include "cli/console.hpp"
#include "cli/service_doors.hpp"

namespace mlpipe::cli {
namespace {

using nlohmann::ordered_json;
using notify::Delivery;

/// A config that cannot be read may be what the notice is about: then a warning, and the defaults.
commands::PipelineConfig pipeline_config(const commands::App& app, const GlobalArgs& global) {
  try {
    if (const auto file = read_config_file(app.files, global)) {
      return commands::parse_pipeline_config(file->json, file->source);
    }
  } catch (const Error& error) {
    app.events.on(
        Warning{"notify.config",
                std::string(error.what()) + "; destinations are told as if there were no config"});
  }
  return {};
}

ordered_json text_or_null(const std::string& text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json json_of(const Delivery& delivery) {
  ordered_json out{{"name", delivery.name},
                   {"result", notify::to_string(delivery.result)},
                   {"detail", text_or_null(delivery.detail)},
                   {"url", text_or_null(delivery.url)}};
  if (!delivery.payloads.empty()) {
    out["payloads"] = ordered_json::array();
    for (const auto& payload : delivery.payloads) {
      out["payloads"].push_back(
          {{"method", payload.method}, {"target", payload.target}, {"body", payload.body}});
    }
  }
  return out;
}

std::string text_of(const commands::NotifyOutcome& outcome) {
  std::string text = notify::shown_title(outcome.notice) + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& delivery : outcome.deliveries) {
    rows.push_back(
        {"  " + delivery.name, notify::to_string(delivery.result),
         one_line(delivery.url.empty() ? delivery.detail : delivery.detail + " " + delivery.url)});
  }
  text += text_table(rows);
  for (const auto& delivery : outcome.deliveries) {
    for (const auto& payload : delivery.payloads) {
      text += "\n--- " + delivery.name + ": " + payload.method + " " + payload.target + "\n" +
              payload.body + "\n";
    }
  }
  return text;
}

}  // namespace

Outcome run_notify_command(const commands::App& app, const NotifyArgs& args,
                           const GlobalArgs& global) {
  const auto pipeline = pipeline_config(app, global);
  if (global.print_config) {
    const auto document = commands::write_pipeline_config(pipeline);
    return {ExitCode::kOk, to_json_file(document), {{"config", document}}};
  }
  commands::NotifyConfig config;
  config.job = args.job;
  config.outcome = args.outcome;
  config.results = args.results;
  config.report = args.report;
  config.log = args.log;
  config.artifact_url = args.artifact_url;
  config.run_url = args.run_url;
  config.strict = args.strict;
  config.mailing = {pipeline.notifications, args.to, args.pull, global.dry_run};
  const notify::NotifyDoors doors{service_doors(app), &platform::environment_variable,
                                  stderr_writer()};
  const auto outcome = commands::run_notify(app, config, doors);
  ordered_json events = ordered_json::array();
  for (const auto event : notify::events_of(outcome.notice)) {
    events.push_back(notify::to_string(event));
  }
  ordered_json destinations = ordered_json::array();
  for (const auto& delivery : outcome.deliveries) {
    destinations.push_back(json_of(delivery));
  }
  return {outcome.exit_code,
          text_of(outcome),
          {{"dry_run", global.dry_run},
           {"job", outcome.notice.job},
           {"events", std::move(events)},
           {"title", outcome.notice.title},
           {"destinations", std::move(destinations)}},
          outcome.failure};
}

}  // namespace mlpipe::cli
