// SPDX-License-Identifier: MIT
#include "cli/init_command.hpp"

#include "mlpipe/commands/init.hpp"

namespace mlpipe::cli {
namespace {

using commands::InitFile;
using nlohmann::ordered_json;

const char* word_of(InitFile::Change change) {
  switch (change) {
    case InitFile::Change::kNew:
      return "new";
    case InitFile::Change::kReplaced:
      return "changed";
    case InitFile::Change::kSame:
      return "as it was";
    case InitFile::Change::kKept:
      return "kept";
  }
  return "";
}

std::string text_of(const commands::InitOutcome& outcome, bool dry_run) {
  constexpr std::size_t kColumn = 11;
  std::string text;
  for (const auto& file : outcome.files) {
    const std::string word = word_of(file.change);
    text += word + std::string(kColumn - word.size(), ' ') + file.path + "\n";
  }
  if (dry_run) {
    return text + "dry run: nothing was written\n";
  }
  text += "\nThree things to edit\n";
  std::size_t number = 0;
  for (const auto& edit : outcome.edits) {
    text += "  " + std::to_string(++number) + ". " + edit + "\n";
  }
  return text +
         "\nModels go to the branch model-registry: in a public repository everybody can read "
         "them.\n\nnext     mlpipe train                       does it work here?\n"
         "         git add . && git commit && git push\n"
         "         gh workflow run train-model.yml    the first model; then every Sunday\n";
}

}  // namespace

Outcome run_init_command(const commands::App& app, const InitArgs& args, const GlobalArgs& global) {
  commands::InitConfig config;
  config.folder = args.folder;
  config.repository = args.repository.value_or(commands::built_for_repository());
  config.force = args.force;
  config.dry_run = global.dry_run;
  const auto outcome = commands::run_init(app, config);
  auto files = ordered_json::array();
  for (const auto& file : outcome.files) {
    files.push_back({{"path", file.path}, {"change", word_of(file.change)}});
  }
  return {ExitCode::kOk,
          text_of(outcome, config.dry_run),
          {{"dry_run", config.dry_run},
           {"repository",
            config.repository.empty() ? ordered_json(nullptr) : ordered_json(config.repository)},
           {"files", std::move(files)},
           {"edit", outcome.edits}}};
}

}  // namespace mlpipe::cli
