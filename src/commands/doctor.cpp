// SPDX-License-Identifier: MIT
#include "mlpipe/commands/doctor.hpp"

#include "mlpipe/core/error.hpp"

#include "commands/doctor_checks.hpp"

namespace mlpipe::commands {
namespace {

struct Check {
  const char* name;
  Answer (*run)(const Examination&);
};

/// In the order of the report.
constexpr Check kChecks[] = {
    {"mlpipe", &check_program},
    {"xgboost", &check_xgboost},
    {"libcurl", &check_curl},
    {"sqlite", &check_sqlite},
    {"openssl", &check_openssl},
    {"time zones", &check_time_zones},
    {"cpus", &check_cpus},
    {"openmp", &check_openmp},
    {"clock", &check_clock},
    {"config", &check_config},
    {"data", &check_data},
    {"models", &check_models},
    {"production", &check_production},
    {"staging", &check_staging},
    {"audit log", &check_audit_log},
    {"lock", &check_lock},
    {"leftovers", &check_leftovers},
    {"disk space", &check_disk_space},
    {"file system", &check_file_system},
    {"tracking", &check_tracking},
    {"outbox", &check_outbox},
    {"environment", &check_notifications},
    {"git", &check_git},
};

Answer answer_of(const Check& check, const Examination& at) {
  try {
    return check.run(at);
  } catch (const Error& error) {
    return {Health::kProblem, error.what()};
  }
}

}  // namespace

std::vector<Finding> run_doctor(const App& app, const Machine& machine,
                                const DoctorConfig& config) {
  std::vector<Finding> findings;
  for (const auto& check : kChecks) {
    app.stop.check();
    Answer answer = answer_of(check, {app, machine, config});
    findings.push_back(
        {check.name, answer.health, std::move(answer.found), std::move(answer.advice)});
  }
  return findings;
}

}  // namespace mlpipe::commands
