// SPDX-License-Identifier: MIT
#include "cli/doctor_flags.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace mlpipe::cli {

std::function<CommandArgs()> declare_doctor(CLI::App& app) {
  const auto args = std::make_shared<DoctorArgs>();
  app.add_option("--models-dir", args->models, "Folder of the models (default: models)")
      ->type_name("DIR");
  return [args]() -> CommandArgs { return *args; };
}

}  // namespace mlpipe::cli
