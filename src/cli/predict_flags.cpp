// SPDX-License-Identifier: MIT
#include "cli/predict_flags.hpp"

#include <array>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command_table.hpp"

namespace mlpipe::cli {
namespace {

const std::array<std::string, 2> kFormats = {"csv", "jsonl"};

}  // namespace

std::function<CommandArgs()> declare_predict(CLI::App& app) {
  struct Typed {
    PredictArgs args;
    std::optional<std::string> last, format;
    bool no_ledger = false;
  };
  const auto typed = std::make_shared<Typed>();
  app.add_option("--data", typed->args.data,
                 "Rows to score, with their history: a file, an http(s) URL, or - for standard "
                 "input; plain or gzip (default: what the model was trained on)")
      ->type_name("FILE|URL");
  app.add_option("--model", typed->args.model,
                 "production, staging, a version such as v1.2.0, or a candidate's name "
                 "(default: production)")
      ->type_name("V");
  app.add_option("--last", typed->last,
                 "Only the newest N rows of each symbol (default: every row with enough history)")
      ->type_name("N");
  app.add_option("--format", typed->format, "jsonl: one JSON object a line (default: csv)")
      ->type_name(one_of(kFormats));
  app.add_flag("--no-ledger", typed->no_ledger,
               "Do not record the forecasts in models/ledger. Without this flag, a ledger that "
               "cannot be written is exit 1, after the forecasts are printed");
  app.add_option("--models-dir", typed->args.models, "Folder of the models (default: models)")
      ->type_name("DIR");
  return [typed]() -> CommandArgs {
    PredictArgs args = typed->args;
    args.ledger = !typed->no_ledger;
    if (typed->last) {
      args.last = parse_whole("--last", *typed->last, 1, std::numeric_limits<std::int64_t>::max());
    }
    args.format_given = typed->format.has_value();
    args.format = chosen<ForecastFormat>("--format", typed->format.value_or("csv"), kFormats);
    return args;
  };
}

}  // namespace mlpipe::cli
