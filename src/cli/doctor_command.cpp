// SPDX-License-Identifier: MIT
#include "cli/doctor_command.hpp"

#include <algorithm>

#include "mlpipe/commands/doctor.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/machine.hpp"

#include "cli/config_file.hpp"
#include "cli/tracked_command.hpp"
#include "cli/version_text.hpp"

namespace mlpipe::cli {
namespace {

using commands::DoctorConfig;
using commands::Finding;
using commands::Health;
using nlohmann::ordered_json;

constexpr std::size_t kNameWidth = 13;

const char* word(Health health) {
  switch (health) {
    case Health::kOk:
      return "ok";
    case Health::kNote:
      return "note";
    case Health::kProblem:
      break;
  }
  return "problem";
}

void read_config(const commands::App& app, const GlobalArgs& global, DoctorConfig& doctor) {
  try {
    if (const auto file = read_config_file(app.files, global)) {
      doctor.config_source = file->source;
      doctor.config = commands::parse_pipeline_config(file->json, file->source);
    }
  } catch (const Error& error) {
    doctor.config_problem = error.what();
  }
}

void find_tracking(const commands::App& app, const GlobalArgs& global, DoctorConfig& doctor) {
  const auto options = doctor.config ? doctor.config->tracking : tracking::TrackingOptions{};
  doctor.outbox = options.outbox;
  try {
    doctor.tracking = tracking_choice(app, global, options);
    const auto plan = tracking_plan(app, global, options);
    doctor.tracking_shown = plan.open ? plan.open({plan.budget})->shown() : "";
  } catch (const Error& error) {
    doctor.tracking_problem = error.what();
  }
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

/// Further lines of a message begin below its first.
std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') {
      out += std::string(kNameWidth + 9, ' ');
    }
  }
  return out;
}

std::string row(const Finding& finding) {
  std::string text = padded(word(finding.health), 9) + padded(finding.check, kNameWidth) +
                     indented(finding.found) + "\n";
  if (!finding.advice.empty()) {
    text += std::string(kNameWidth + 6, ' ') + "-> " + indented(finding.advice) + "\n";
  }
  return text;
}

std::string counted(std::size_t count, const std::string& what) {
  return grouped(count) + " " + what + (count == 1 ? "" : "s");
}

Outcome outcome_of(const std::vector<Finding>& findings) {
  Outcome outcome;
  auto checks = ordered_json::array();
  for (const auto& finding : findings) {
    outcome.text += row(finding);
    checks.push_back({{"check", finding.check},
                      {"health", word(finding.health)},
                      {"found", finding.found},
                      {"advice", finding.advice}});
  }
  const auto count = [&](Health health) {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [&](const Finding& f) { return f.health == health; }));
  };
  const std::size_t problems = count(Health::kProblem);
  const std::size_t notes = count(Health::kNote);
  outcome.text += "\n" + (problems == 0 ? "no problem" : counted(problems, "problem")) + ", " +
                  counted(notes, "note") + "\n";
  outcome.result = {{"problems", problems}, {"notes", notes}, {"checks", std::move(checks)}};
  if (problems > 0) {
    outcome.exit_code = ExitCode::kError;
    outcome.failure = counted(problems, "problem") + " found";
  }
  return outcome;
}

}  // namespace

Outcome run_doctor_command(const commands::App& app, const DoctorArgs& args,
                           const GlobalArgs& global) {
  const auto machine = platform::make_machine();
  DoctorConfig doctor;
  doctor.compiler = compiler();
  doctor.models = args.models;
  read_config(app, global, doctor);
  find_tracking(app, global, doctor);
  return outcome_of(run_doctor(app, *machine, doctor));
}

}  // namespace mlpipe::cli
