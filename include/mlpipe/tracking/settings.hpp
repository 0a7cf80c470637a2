// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mlpipe/tracking/rest_store.hpp"

namespace mlpipe::tracking {

/// Where runs go, and how they are marked.
struct StoreChoice {
  enum class Kind { kOff, kSqlite, kHttp };
  Kind kind = Kind::kSqlite;
  std::filesystem::path database{"mlflow.db"};            ///< of kSqlite
  RestStoreOptions rest;                                  ///< of kHttp, experiment_id included
  std::string experiment;                                 ///< name
  std::vector<std::pair<std::string, std::string>> tags;  ///< of every run, by MLFLOW_RUN_CONTEXT
  std::vector<std::string> notes;  ///< what a user should know, a sentence each, without secrets
};

/// What decides it. Flags go before the environment, that before the configuration.
struct StoreSettings {
  std::optional<std::string> flag;  ///< address given on the command line
  std::string uri;                  ///< of the configuration; empty: MLflow's default
  std::string experiment;           ///< of the configuration
  std::function<std::optional<std::string>(const std::string&)> variable;  ///< of the environment
  std::optional<std::string> credentials;  ///< text of ~/.mlflow/credentials
};

/// Reads addresses and MLFLOW_* variables as MLflow's own client does. Addresses are "off",
/// "http(s)://...", "sqlite:///relative.db" and "sqlite:////absolute.db"; a configuration that says
/// "off" is not overruled by the environment.
/// @throws ConfigError for an address that mlpipe cannot write to, naming what to use instead, and
/// for a variable with a value that MLflow would refuse too
[[nodiscard]] StoreChoice choose_store(const StoreSettings& settings);

}  // namespace mlpipe::tracking
