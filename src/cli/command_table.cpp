// SPDX-License-Identifier: MIT
#include "cli/command_table.hpp"

#include <charconv>
#include <memory>

#include <CLI/CLI.hpp>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"

namespace mlpipe::cli {
namespace {

Duration parse_length(const std::string& name, const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration || duration->count == 0) {
    throw ConfigError(name + ": expected a length such as 3M, 90d or 500 (bars), found " +
                      quote(text));
  }
  return *duration;
}

std::function<CommandArgs()> declare_train(CLI::App& app) {
  struct Typed {
    TrainArgs args;
    std::optional<std::string> holdout;
  };
  const auto typed = std::make_shared<Typed>();
  app.add_option("--data", typed->args.data,
                 "Input data: a file, an http(s) URL, or - for standard input; plain or gzip "
                 "(default: data.source of the config)")
      ->type_name("FILE|URL");
  app.add_flag("--use-best", typed->args.use_best,
               "Take the parameters in config/best_hyperparameters.json");
  app.add_option("--params", typed->args.params,
                 "JSON object of XGBoost parameters that replace those of the config")
      ->type_name("FILE");
  app.add_option("--holdout", typed->holdout,
                 "Leave the newest part of the data out of the final fit, e.g. 3M, 90d or 500 "
                 "(bars)")
      ->type_name("DURATION");
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  app.add_option("--report-dir", typed->args.reports, "Folder of the reports (default: reports)")
      ->type_name("DIR");
  return [typed]() -> CommandArgs {
    TrainArgs args = typed->args;
    if (typed->holdout) {
      args.holdout = parse_length("--holdout", *typed->holdout);
    }
    return args;
  };
}

}  // namespace

const std::vector<Command>& command_table() {
  static const std::vector<Command> kTable = {
      {"train",
       "Train on market data and stage a candidate model",
       {{"mlpipe train", "Train as config/pipeline.json says."},
        {"mlpipe train --data prices.csv --threads 2", "Train on another file, on two CPUs."},
        {"zcat prices.csv.gz | mlpipe train --data - --json",
         "Train on what is piped in; the result as JSON."},
        {"mlpipe train --holdout 3M --use-best",
         "Leave the last three months out of the final fit; take the best known parameters."},
        {"mlpipe train --dry-run", "Check everything, write nothing."}},
       &declare_train},
  };
  return kTable;
}

std::uint64_t parse_whole(const std::string& name, const std::string& text, std::uint64_t low,
                          std::uint64_t high) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value < low ||
      value > high) {
    throw ConfigError(name + ": expected a whole number from " + std::to_string(low) + " to " +
                      std::to_string(high) + ", found " + quote(text));
  }
  return value;
}

}  // namespace mlpipe::cli
