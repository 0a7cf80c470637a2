// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "mlpipe/commands/doctor.hpp"

// The checks behind the table of doctor.cpp. Each may throw an Error: its message is then the row.
namespace mlpipe::commands {

/// What a check may look at.
struct Examination {
  const App& app;
  const Machine& machine;
  const DoctorConfig& config;
};

/// A finding without the name, which is the table's.
struct Answer {
  Health health = Health::kOk;
  std::string found;
  std::string advice{};
};

// doctor_software.cpp: the program, and what it is made of
[[nodiscard]] Answer check_program(const Examination& at);
[[nodiscard]] Answer check_xgboost(const Examination& at);
[[nodiscard]] Answer check_curl(const Examination& at);
[[nodiscard]] Answer check_sqlite(const Examination& at);
[[nodiscard]] Answer check_openssl(const Examination& at);

// doctor_machine.cpp: what it runs on
[[nodiscard]] Answer check_time_zones(const Examination& at);
[[nodiscard]] Answer check_cpus(const Examination& at);
[[nodiscard]] Answer check_openmp(const Examination& at);
[[nodiscard]] Answer check_clock(const Examination& at);
[[nodiscard]] Answer check_disk_space(const Examination& at);
[[nodiscard]] Answer check_file_system(const Examination& at);

// doctor_project.cpp: the working folder, and whom it speaks to
[[nodiscard]] Answer check_config(const Examination& at);
[[nodiscard]] Answer check_data(const Examination& at);
[[nodiscard]] Answer check_tracking(const Examination& at);
[[nodiscard]] Answer check_outbox(const Examination& at);
[[nodiscard]] Answer check_notifications(const Examination& at);
[[nodiscard]] Answer check_git(const Examination& at);

// doctor_models.cpp: the models folder
[[nodiscard]] Answer check_models(const Examination& at);
[[nodiscard]] Answer check_production(const Examination& at);
[[nodiscard]] Answer check_staging(const Examination& at);
[[nodiscard]] Answer check_lock(const Examination& at);
[[nodiscard]] Answer check_leftovers(const Examination& at);
[[nodiscard]] Answer check_audit_log(const Examination& at);

/// The models folder, or the nearest folder above it that exists.
[[nodiscard]] FileSystem::Path models_or_above(const Examination& at);

}  // namespace mlpipe::commands
