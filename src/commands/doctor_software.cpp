// SPDX-License-Identifier: MIT
#include "mlpipe/core/crypto_library.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/model/library_file.hpp"
#include "mlpipe/model/library_version.hpp"
#include "mlpipe/tracking/sqlite_store.hpp"
#include "mlpipe/version.hpp"

#include "commands/doctor_checks.hpp"

namespace mlpipe::commands {

Answer check_program(const Examination& at) {
  return {Health::kOk, std::string(kVersion) + ", " + at.config.compiler};
}

Answer check_xgboost(const Examination& /*at*/) {
  const auto found = model::library_version();
  const auto compiled = model::header_version();
  Answer answer{Health::kOk, to_string(found) + " from " + model::library_file()};
  constexpr model::LibraryVersion kOldest{1, 7, 0};
  constexpr model::LibraryVersion kBeyond{4, 0, 0};
  if (found.major != compiled.major) {
    answer.health = Health::kProblem;
    answer.advice = "mlpipe was compiled for XGBoost " + to_string(compiled) +
                    ": install that major version, or build mlpipe against this one";
  } else if (found < kOldest || found >= kBeyond) {
    answer.health = Health::kNote;
    answer.advice = "mlpipe is tested with XGBoost 1.7 to 3.x";
  }
  return answer;
}

Answer check_curl(const Examination& at) {
  try {
    const auto library = at.machine.http_library();
    return {Health::kOk, library.version + " from " + library.file};
  } catch (const IoError& error) {
    // Files on this machine are read and models kept without it.
    return {Health::kNote, error.what()};
  }
}

Answer check_sqlite(const Examination& /*at*/) {
  return {Health::kOk, tracking::sqlite_version()};
}

Answer check_openssl(const Examination& /*at*/) {
  return {Health::kOk, crypto_library()};
}

}  // namespace mlpipe::commands
