// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mlpipe/commands/app.hpp"
#include "mlpipe/commands/pipeline_config.hpp"
#include "mlpipe/core/machine.hpp"
#include "mlpipe/tracking/settings.hpp"

namespace mlpipe::commands {

enum class Health {
  kOk,
  kNote,     ///< worth knowing; everything works, or will when it is needed
  kProblem,  ///< some command will fail, or do what nobody wants
};

/// One row of `mlpipe doctor`.
struct Finding {
  std::string check;  ///< its name, one word or two
  Health health = Health::kOk;
  std::string found;
  std::string advice;  ///< what to do; empty: nothing
};

/// What the command line made out before the checks.
struct DoctorConfig {
  std::string compiler;
  std::string config_source;             ///< file; empty: there is none
  std::string config_problem;            ///< why it cannot be used; empty: it can
  std::optional<PipelineConfig> config;  ///< empty: none, or it cannot be used
  tracking::StoreChoice tracking;        ///< where runs go
  std::string tracking_shown;            ///< the same, without secrets; empty: nowhere
  std::string tracking_problem;          ///< why the address cannot be one; empty: it can
  FileSystem::Path outbox;               ///< where runs wait
  FileSystem::Path models{"models"};     ///< folder of the models
};

/// The table of a bug report: program, libraries, machine, configuration, models folder, doors to
/// the outside. Writes nothing and takes no lock. A check that cannot be made is a problem that
/// says why. To add one: a function in one of src/commands/doctor_*.cpp, and a row in the table of
/// doctor.cpp.
[[nodiscard]] std::vector<Finding> run_doctor(const App& app, const Machine& machine,
                                              const DoctorConfig& config);

}  // namespace mlpipe::commands
