// SPDX-License-Identifier: MIT
#include "mlpipe/commands/notify.hpp"

#include <algorithm>
#include <array>

#include "mlpipe/core/text.hpp"
#include "mlpipe/report/render.hpp"

#include "commands/log_tail.hpp"
#include "commands/notice_event.hpp"
#include "commands/notice_markdown.hpp"
#include "commands/notice_rows.hpp"
#include "commands/notice_words.hpp"

namespace mlpipe::commands {
namespace {

using notify::Delivery;
using notify::Notice;

constexpr std::size_t kMostFeatures = 10;
constexpr std::size_t kMostReport = 1U << 20U;

const std::array<std::string, 3> kJobs{"train", "drift", "ci"};
const std::array<std::string, 3> kOutcomes{"success", "failure", "cancelled"};

void clean(const Redactor& redactor, std::string& text) {
  text = redactor.clean(text);
}

/// What came out of files: none of it may hold a secret.
void clean(const Redactor& redactor, Notice& notice) {
  for (auto* text : {&notice.title, &notice.headline, &notice.version, &notice.production_before,
                     &notice.report}) {
    clean(redactor, *text);
  }
  for (auto& reason : notice.reasons) {
    clean(redactor, reason);
  }
  for (auto& row : notice.features) {
    clean(redactor, row.feature);
  }
  for (auto& link : notice.links) {
    clean(redactor, link.url);
  }
}

void add_tables(const StepResults& results, Notice& notice) {
  if (const auto* drift = results.of("drift")) {
    notice.features = drift_rows(*drift, kMostFeatures);
  }
  if (const auto* validate = results.of("validate")) {
    notice.metrics = validation_rows(*validate);
  }
  if (const auto* train = results.of("train"); train != nullptr && notice.metrics.empty()) {
    notice.metrics = training_rows(*train);
  }
}

void add_links(const NotifyConfig& config, const notify::NotifyDoors& doors, Notice& notice) {
  const auto variable = [&](const char* name) { return doors.variable(name).value_or(""); };
  notice.repository = variable("GITHUB_REPOSITORY");
  notice.run_id = variable("GITHUB_RUN_ID");
  std::string run = config.run_url.value_or("");
  if (run.empty() && !notice.run_id.empty()) {
    run =
        variable("GITHUB_SERVER_URL") + "/" + notice.repository + "/actions/runs/" + notice.run_id;
  }
  const std::string attempt = variable("GITHUB_RUN_ATTEMPT");
  notice.run_id += notice.run_id.empty() || attempt.empty() ? "" : "-" + attempt;
  if (!run.empty()) {
    notice.links.push_back({"Run", run});
  }
  if (config.artifact_url && !config.artifact_url->empty()) {
    notice.links.push_back({"Model and report", *config.artifact_url});
  }
}

std::string read_report(const App& app, const std::optional<std::string>& path) {
  try {
    return path && app.files.exists(*path) ? app.files.read(*path, kMostReport) : "";
  } catch (const Error& error) {
    app.events.on(Warning{"notify.report", error.what()});
    return "";
  }
}

std::string failures_of(const std::vector<Delivery>& deliveries) {
  std::vector<std::string> out;
  for (const auto& delivery : deliveries) {
    if (delivery.result == Delivery::Result::kFailed) {
      out.push_back(delivery.name + ": " + delivery.detail);
    }
  }
  return join(out, "\n");
}

}  // namespace

std::span<const std::string> notify_job_words() {
  return kJobs;
}
std::span<const std::string> job_outcome_words() {
  return kOutcomes;
}

Notice make_notice(const App& app, const NotifyConfig& config, const notify::NotifyDoors& doors) {
  const StepResults results(app.files, config.results);
  const Redactor redactor = notify::redactor_of(doors, config.mailing.options);
  Notice notice;
  notice.job = kJobs[static_cast<std::size_t>(config.job)];
  notice.event = event_of(config.job, config.outcome, results);
  notice.time = app.clock.now();
  notice.pipeline = config.mailing.options.pipeline;
  notice.title = (notice.pipeline.empty() ? "" : notice.pipeline + ": ") +
                 notice_title(config.job, notice.event, results);
  notice.headline = notice_headline(notice.event, results);
  notice.version = version_of(results);
  notice.production_before = version_before(results);
  notice.reasons = notice_reasons(notice.event, results);
  notice.next = next_command(config.job, notice.event, results);
  add_tables(results, notice);
  add_links(config, doors, notice);
  notice.report = read_report(app, config.report);
  const bool broke = notice.event == notify::NoticeEvent::kFailed ||
                     notice.event == notify::NoticeEvent::kCancelled;
  if (config.log && broke) {
    notice.log = log_tail(app.files, *config.log, config.mailing.options.log_lines, redactor);
  }
  clean(redactor, notice);
  notice.title_markdown = report::markdown_line(notice.title);
  notice.markdown = notice_markdown(notice);
  return notice;
}

NotifyOutcome run_notify(const App& app, const NotifyConfig& config,
                         const notify::NotifyDoors& doors) {
  NotifyOutcome out;
  out.notice = make_notice(app, config, doors);
  out.deliveries = notify::deliver(out.notice, config.mailing, doors);
  const std::string failures = failures_of(out.deliveries);
  if (config.strict && !failures.empty()) {
    out.exit_code = ExitCode::kNotify;
    out.failure = failures;
  }
  return out;
}

}  // namespace mlpipe::commands
