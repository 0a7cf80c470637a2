// SPDX-License-Identifier: MIT
#include "cli/version_text.hpp"

#include <vector>

#include "mlpipe/core/text.hpp"
#include "mlpipe/version.hpp"

namespace mlpipe::cli {
namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

}  // namespace

std::string compiler() {
  return std::string(trim(kCompiler));
}

Outcome version_outcome(const VersionInfo& info) {
  Outcome outcome;
  outcome.result["version"] = kVersion;
  std::vector<std::string> parts;
  if (info.xgboost != nullptr) {
    outcome.result["xgboost"] = info.xgboost();
    parts.push_back("XGBoost " + info.xgboost());
  }
  outcome.result["compiler"] = compiler();
  parts.push_back(compiler());
  if (info.commit) {
    outcome.result["commit"] = *info.commit;
    parts.push_back("commit " + info.commit->substr(0, 12));
  }
  outcome.text = std::string("mlpipe ") + kVersion + " (" + join(parts, ", ") + ")\n";
  return outcome;
}

}  // namespace mlpipe::cli
