// SPDX-License-Identifier: MIT
#include <cmath>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/console.hpp"
#include "cli/log_sink.hpp"
#include "cli/progress_sink.hpp"
#include "support/catch.hpp"
#include "support/manual_clock.hpp"

using namespace mlpipe;
using namespace mlpipe::cli;
using mlpipe::testing::ManualClock;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

const std::string kErase = "\r\x1b[K";

/// A console that writes into a string.
struct Screen {
  explicit Screen(bool terminal = false, std::size_t width = 80)
      : console([this](const std::string& piece) { text += piece; }, terminal, width) {}
  std::string text;
  Console console;
};

std::vector<Event> one_of_each() {
  return {StageStarted{"data.read"},
          StageFinished{"data.read", milliseconds(1250)},
          Note{"data.detect", "comma, \"quoted\""},
          Warning{"data.rows", "3 rows skipped"},
          RoundCompleted{5, 100},
          FoldCompleted{1, 4, "log_loss", 0.6931},
          ArtifactWritten{"models/m.ubj", 12345}};
}

std::vector<json> json_lines(LogLevel least, const std::vector<Event>& events,
                             const nlohmann::ordered_json& context = {}) {
  Screen screen;
  const ManualClock clock;
  JsonLogSink sink(screen.console, least, clock, context);
  for (const auto& event : events) {
    sink.on(event);
  }
  std::vector<json> lines;
  std::istringstream text(screen.text);
  for (std::string line; std::getline(text, line);) {
    lines.push_back(json::parse(line));
  }
  return lines;
}

}  // namespace

TEST_CASE("each event is one JSON line with its fields", "[cli]") {
  const auto lines = json_lines(LogLevel::kTrace, one_of_each(), {{"service.name", "mlpipe"}});
  REQUIRE(lines.size() == 7);
  for (const auto& line : lines) {
    CHECK(line["@timestamp"] == "2026-11-23T02:00:00Z");
    CHECK(line["service.name"] == "mlpipe");
    CHECK(line["message"].is_string());
    CHECK(line["event.action"].is_string());
  }
  CHECK(lines[1]["event.duration"] == 1'250'000'000);
  CHECK(lines[1]["event.outcome"] == "success");
  CHECK(lines[2]["message"] == "comma, \"quoted\"");
  CHECK(lines[3]["log.level"] == "warn");
  CHECK(lines[4]["mlpipe.round"] == 5);
  CHECK(lines[5]["mlpipe.metric.log_loss"] == 0.6931);
  CHECK(lines[5]["mlpipe.fold"] == 1);
  CHECK(lines[6]["file.path"] == "models/m.ubj");
  CHECK(lines[6]["file.size"] == 12345);
}

TEST_CASE("bytes that are no UTF-8, and numbers that JSON lacks, keep a line whole", "[cli]") {
  const auto lines = json_lines(
      LogLevel::kTrace, {Note{"a", "caf\xe9\n\x01"}, FoldCompleted{0, 1, "auc", std::nan("")}});
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["message"] == "caf\xef\xbf\xbd\n\x01");
  CHECK(lines[1]["mlpipe.metric.auc"].is_null());
}

TEST_CASE("a level leaves out what is quieter", "[cli]") {
  CHECK(json_lines(LogLevel::kTrace, one_of_each()).size() == 7);
  CHECK(json_lines(LogLevel::kDebug, one_of_each()).size() == 6);
  CHECK(json_lines(LogLevel::kInfo, one_of_each()).size() == 5);
  CHECK(json_lines(LogLevel::kWarn, one_of_each()).size() == 1);
  CHECK(json_lines(LogLevel::kError, one_of_each()).empty());
}

TEST_CASE("of many folds every tenth is news", "[cli]") {
  std::vector<Event> events;
  for (std::size_t fold = 0; fold < 200; ++fold) {
    events.emplace_back(FoldCompleted{fold, 200, "auc", 0.5});
  }
  CHECK(json_lines(LogLevel::kInfo, events).size() == 10);
  CHECK(json_lines(LogLevel::kInfo, {FoldCompleted{0, 0, "auc", 0.5}}).size() == 1);
}

TEST_CASE("text lines are for people, coloured only if asked", "[cli]") {
  Screen screen;
  TextLogSink plain(screen.console, LogLevel::kInfo, false);
  for (const auto& event : one_of_each()) {
    plain.on(event);
  }
  CHECK(screen.text ==
        "data.read done in 1.25 s\ncomma, \"quoted\"\nwarning: 3 rows skipped\n"
        "fold 2 of 4: log_loss 0.69310\nwrote models/m.ubj (12,345 bytes)\n");
  screen.text.clear();
  TextLogSink colored(screen.console, LogLevel::kInfo, true);
  colored.on(Warning{"a", "one\ntwo"});
  CHECK(screen.text == "\x1b[33mwarning: \x1b[0mone\n  two\n");
}

TEST_CASE("the status line steps aside for lines and is gone at the end", "[cli]") {
  std::string text;
  {
    Console console([&](const std::string& piece) { text += piece; }, true, 10);
    console.status("walking on and on");
    console.line("log");
    console.status("walking on and on");
  }
  CHECK(text == kErase + "walking o" + kErase + "log\nwalking o" + kErase);
}

TEST_CASE("nothing but lines is written where there is no terminal", "[cli]") {
  Screen screen(false);
  const ManualClock clock;
  ProgressSink progress(screen.console, clock);
  for (const auto& event : one_of_each()) {
    progress.on(event);
  }
  CHECK(screen.text.empty());
}

TEST_CASE("progress shows stage, folds, rounds and time, ten times a second at most", "[cli]") {
  Screen screen(true);
  ManualClock clock;
  ProgressSink progress(screen.console, clock);
  progress.on(StageStarted{"walk_forward"});
  CHECK(screen.text == kErase + "walk_forward  0:00");
  clock.advance(std::chrono::seconds(75));
  progress.on(FoldCompleted{2, 20, "auc", 0.5});
  CHECK(screen.text.ends_with(kErase + "walk_forward  1/20 folds  1:15"));
  screen.text.clear();
  for (int i = 1; i <= 1000; ++i) {
    clock.advance(milliseconds(1));
    progress.on(RoundCompleted{i, 1000});
  }
  CHECK(screen.text.ends_with(kErase + "walk_forward  1/20 folds  1,000 rounds  1:16"));
  CHECK(screen.text.size() < 11 * 60);
  progress.on(StageFinished{"walk_forward", {}});
  CHECK(screen.text.ends_with(kErase));
  progress.on(StageStarted{"final_fit"});
  clock.advance(milliseconds(100));
  progress.on(RoundCompleted{1, 50});
  CHECK(screen.text.ends_with("final_fit  round 1/50  1:16"));
}

TEST_CASE("lines and progress of many threads never mix", "[cli]") {
  Screen screen(true);
  const ManualClock clock;
  {
    TextLogSink log(screen.console, LogLevel::kInfo, false);
    ProgressSink progress(screen.console, clock);
    FanOutSink both({std::ref<EventSink>(log), std::ref<EventSink>(progress)});
    progress.on(StageStarted{"s"});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (std::size_t fold = 0; fold < 50; ++fold) {
          both.on(FoldCompleted{fold, 10, "auc", 0.5});
        }
      });
    }
    for (auto& thread : threads) {
      thread.join();
    }
  }
  std::string rest = screen.text;
  std::size_t count = 0;
  for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; ++count) {
    const std::string line = rest.substr(0, end);
    CHECK(line.compare(line.rfind(kErase) + kErase.size(), 5, "fold ") == 0);
    rest.erase(0, end + 1);
  }
  CHECK(count == 200);
}

TEST_CASE("an interrupted command tells where it was and what is kept", "[cli]") {
  WhereaboutsSink sink;
  CHECK(sink.told_after("SIGTERM") == "stopped by SIGTERM; nothing was written");
  sink.on(StageStarted{"walk_forward"});
  sink.on(ArtifactWritten{"reports/a.md", 1});
  sink.on(ArtifactWritten{"models/x", 1});
  CHECK(sink.told_after("SIGINT") ==
        "stopped by SIGINT during walk_forward; written before, and whole: models/x, reports/a.md");
}

TEST_CASE("no log line holds a secret, in words or in fields", "[cli]") {
  Redactor redactor;
  redactor.add(Secret("geheim-4711"));
  const ManualClock clock;
  const LogRecord record{LogLevel::kError,
                         "command.end",
                         "said geheim-4711 to ghp_0123456789abcdef01",
                         "failure",
                         {},
                         {{"error.message", "geheim-4711"}}};
  Screen text;
  TextLogSink(text.console, LogLevel::kInfo, false, redactor).log(record);
  CHECK(text.text == "error: said *** to ***\n");
  Screen lines;
  JsonLogSink(lines.console, LogLevel::kInfo, clock, {}, redactor).log(record);
  const json line = json::parse(lines.text);
  CHECK(line["message"] == "said *** to ***");
  CHECK(line["error.message"] == "***");
}
