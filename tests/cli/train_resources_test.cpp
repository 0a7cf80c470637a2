// SPDX-License-Identifier: MIT
// No permission, no space, no end of a line, no time: nothing is lost and nothing half-written.
#include <csignal>

#include <sys/stat.h>

#include "support/paths.hpp"
#include "support/small_disk.hpp"
#include "train_support.hpp"

using namespace mlpipe::testing;

namespace {

std::string sha256_check(const std::filesystem::path& folder) {
  const std::string command = "cd '" + folder.string() + "' && sha256sum --quiet -c SHA256SUMS";
  return std::system(command.c_str()) == 0 ? "whole" : "broken";
}

/// Exit status and standard error of a bash script run in the folder.
std::pair<int, std::string> shell(const TemporaryFolder& folder, const std::string& script) {
  folder.write("script.sh", "cd '" + folder.path().string() + "'\n" + script + "\n");
  const auto errors = folder.path() / "errors.txt";
  const int status = std::system(
      ("bash '" + (folder.path() / "script.sh").string() + "' 2>'" + errors.string() + "'")
          .c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(errors)};
}

}  // namespace

TEST_CASE("data and configuration without read permission are refused", "[cli]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 600).csv());
  folder.write("config.json", "{}");
  ::chmod((folder.path() / "walk.csv").c_str(), 0);
  std::string become;  // root may read everything, so somebody else asks
  if (::geteuid() == 0) {
    if (std::system("setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null") != 0) {
      WARN("skipped: running as root, and setpriv cannot become somebody else");
      return;
    }
    become = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    ::chmod(folder.path().c_str(), 0777);
    const std::string probe = become + "test -x " + mlpipe_program();
    if (std::system(probe.c_str()) != 0) {
      WARN("skipped: running as root, and others cannot reach " << mlpipe_program());
      return;
    }
  }
  const auto data = shell(folder, become + mlpipe_program() + " train --data walk.csv");
  CHECK(data.first == 6);
  CHECK_THAT(data.second, ContainsSubstring("walk.csv: ") && ContainsSubstring("ermission"));
  ::chmod((folder.path() / "config.json").c_str(), 0);
  const auto config = shell(folder, become + mlpipe_program() + " train --config config.json");
  CHECK(config.first == 2);
  CHECK_THAT(config.second, ContainsSubstring("config.json: Permission denied"));
  CHECK(wrote_nothing(folder));
}

TEST_CASE("a full disk loses nothing: the old staging model stays whole", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 700).csv());
  json config = quick_config();
  const SmallDisk disk(folder.path() / "models", "160k");
  if (!disk.mounted()) {
    WARN("skipped: a small disk cannot be mounted here (only root may)");
    return;
  }
  (void)result_of(train(folder, config, {"--data", "walk.csv"}));
  const auto models_before = files_below(folder.path() / "models");
  const auto reports_before = files_below(folder.path() / "reports");
  const auto staging = std::filesystem::read_symlink(folder.path() / "models/staging");
  const std::string best = read_text(folder.path() / "config/best_hyperparameters.json");

  config["model"]["max_rounds"] = 300;  // several hundred kilobytes
  const auto run = train(folder, config, {"--data", "walk.csv", "--seed", "2"});
  INFO(run.err);
  CHECK(run.exit_code == 1);
  CHECK_THAT(json::parse(run.out)["error"]["message"].get<std::string>(),
             ContainsSubstring("No space left on device") && ContainsSubstring("models/"));
  CHECK(files_below(folder.path() / "models") == models_before);
  CHECK(files_below(folder.path() / "reports") == reports_before);
  CHECK(std::filesystem::is_empty(folder.path() / "models/.incoming"));
  CHECK(std::filesystem::read_symlink(folder.path() / "models/staging") == staging);
  CHECK(sha256_check(folder.path() / "models/staging") == "whole");
  CHECK(read_text(folder.path() / "config/best_hyperparameters.json") == best);
}

TEST_CASE("reports that cannot be written leave nothing staged", "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 700).csv());
  folder.write("reports", "a file where the folder should be");
  const auto run = train(folder, quick_config(), {"--data", "walk.csv"});
  CHECK(run.exit_code == 1);
  CHECK_THAT(json::parse(run.out)["error"]["message"].get<std::string>(),
             ContainsSubstring("reports") && ContainsSubstring("move it away"));
  CHECK(files_below(folder.path() / "models") == std::vector<std::string>{"./registry.lock"});
}

TEST_CASE("a line of a gigabyte is refused in bounded memory", "[cli]") {
  const TemporaryFolder folder;
  if (std::system("python3 -c pass 2>/dev/null") != 0) {
    WARN("skipped: there is no python3 to measure memory with");
    return;
  }
  // Peak resident memory in KiB of the program alone, by the kernel's account, on the last line.
  folder.write("measured.py",
               "import resource, subprocess, sys\n"
               "code = subprocess.call(sys.argv[1:])\n"
               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
               "sys.exit(code)\n");
  const auto run = shell(folder, std::string("(printf 'date,close\\n2020-01-01,'; "
                                             "head -c 1073741824 /dev/zero | tr '\\0' 7) "
                                             "2>/dev/null | python3 measured.py ") +
                                     mlpipe_program() + " train --data -");
  INFO(run.second);
  CHECK(run.first == 6);
  CHECK_THAT(run.second, ContainsSubstring("max_line_bytes"));
  const auto last = run.second.rfind('\n', run.second.size() - 2);
#ifdef __SANITIZE_ADDRESS__
  // Its shadow, and 256 MiB of quarantine, come on top; far from the gigabyte all the same.
  constexpr long kMostKib = 600L * 1024;
#else
  constexpr long kMostKib = 200L * 1024;
#endif
  CHECK(std::stol(run.second.substr(last + 1)) < kMostKib);
  CHECK(wrote_nothing(folder));
}

TEST_CASE("SIGTERM ends a long run at once, of the signal, with nothing half-written",
          "[cli][xgboost]") {
  const TemporaryFolder folder;
  folder.write("walk.csv", RandomWalk(5, 4000).csv());
  json config = quick_config();
  config["model"]["max_rounds"] = 1'000'000;
  folder.write("config.json", config.dump());
  RunningMlpipe running(folder.path(),
                        {"train", "--json", "--config", "config.json", "--data", "walk.csv"});
  std::this_thread::sleep_for(std::chrono::seconds(2));
  ::kill(running.pid(), SIGTERM);
  const auto begin = std::chrono::steady_clock::now();
  const auto run = running.finish();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  CHECK(run.signal == SIGTERM);
  CHECK(run.exit_code == 143);
  CHECK_THAT(run.err, ContainsSubstring("stopped by SIGTERM during walk_forward; nothing was "
                                        "written"));
  const json document = json::parse(run.out);
  CHECK(document["exit_code"] == 143);
  CHECK(document["error"]["code"] == "interrupted");
  CHECK(wrote_nothing(folder));
}
