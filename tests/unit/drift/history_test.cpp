// SPDX-License-Identifier: MIT
#include "mlpipe/drift/history.hpp"

#include <algorithm>
#include <cmath>

#include "history_records.hpp"
#include "support/catch.hpp"

using namespace mlpipe;
using namespace mlpipe::drift;
using history_records::check_on;
using history_records::day;
using Words = std::vector<std::string>;

namespace {

constexpr Verdict kOk = Verdict::kOk;
constexpr Verdict kWarning = Verdict::kWarning;
constexpr Verdict kCritical = Verdict::kCritical;
constexpr Verdict kUnknown = Verdict::kCannotTell;

CheckRecord full_record() {
  CheckRecord out = check_on(3, kWarning, "na\"me\n\xC3\xA9");
  out.window = "60";
  out.first = day(-90) + std::chrono::microseconds(5);
  out.last = day(2);
  out.rule = Rule::kPlain;
  out.features.push_back({"constant", 0.0, 0.0, 1.0, 1.0, 1.0, kUnknown});
  out.prediction = FeatureRecord{"prediction", 0.333333, 1e-17, 1e-300, 0.0, 0.0, kCritical};
  out.failed = true;
  out.retrain = true;
  return out;
}

/// What the file holds then.
std::string updated(const std::string& text, const std::vector<CheckRecord>& records,
                    std::size_t most) {
  const auto update = update_history(text, records, most);
  return update.replaces ? update.bytes : text + update.bytes;
}

}  // namespace

TEST_CASE("a check's line reads back as it was", "[drift]") {
  const auto record = full_record();
  const auto line = to_line(record);
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  const auto history = parse_history(line + to_line(check_on(4, kOk)), "history");
  REQUIRE(history.records.size() == 2);
  CHECK(history.notes.empty());
  CHECK(history.records[0] == record);
  CHECK(history.records[1] == check_on(4, kOk));
  CHECK(parse_history("", "history").records.empty());
}

TEST_CASE("a line has six digits of a number", "[drift]") {
  auto record = check_on(1, kOk);
  record.features[0].psi = 2.0 / 3.0;
  record.features[0].p = 1.0 / 3e9;
  CHECK(to_line(record).find("\"psi\":0.666667,") != std::string::npos);
  CHECK(to_line(record).find("\"p\":3.33333e-10,") != std::string::npos);
}

TEST_CASE("a check of a feature is recorded", "[drift]") {
  FeatureCheck check;
  check.name = "rsi";
  check.psi = 0.4;
  check.psi_adjusted = 0.3;
  check.p = 0.01;
  check.q = 0.02;
  check.missing_now = 0.1;
  check.verdict = kCritical;
  CHECK(record_of(check) == FeatureRecord{"rsi", 0.4, 0.3, 0.01, 0.02, 0.1, kCritical});
}

TEST_CASE("a torn end of the history is noted, and what is before it is read", "[drift]") {
  const std::string first = to_line(check_on(1, kOk));
  const std::string second = to_line(full_record());
  for (std::size_t bytes = 1; bytes + 1 < second.size(); ++bytes) {
    const auto history = parse_history(first + second.substr(0, bytes), "h.jsonl");
    REQUIRE(history.records.size() == 1);
    REQUIRE(history.notes == Words{"h.jsonl: line 2 is damaged or torn and left out"});
  }
  // Only the line's end is lost: nothing is.
  CHECK(parse_history(first + second.substr(0, second.size() - 1), "h").records.size() == 2);
}

TEST_CASE("damaged lines and other versions are left out with a note each", "[drift]") {
  std::string other = to_line(check_on(1, kOk));
  other.replace(other.find("\"version\":1"), 11, "\"version\":2");
  const std::string good = to_line(check_on(2, kWarning));
  const auto damaged = [&](const std::string& from, const std::string& to) {
    std::string out = good;
    return out.replace(out.find(from), from.size(), to);
  };
  const std::vector<std::string> bad = {
      "<<<<<<< HEAD\n",
      "[]\n",
      "{}\n",
      "\xFF\xFE\n",
      damaged("\"version\":1", "\"version\":\"1\""),
      damaged("\"time\":\"2026-11-03T06:00:00Z\"", "\"time\":null"),
      damaged("2026-11-03", "2026-11-33"),
      damaged("\"rows\":60", "\"rows\":-1"),
      damaged("\"adjusted\"", "\"guess\""),
      damaged("\"verdict\":\"warning\"", "\"verdict\":\"fine\""),
      damaged("\"psi\":0.31", "\"psi\":\"high\""),
      damaged("\"psi\":0.31", "\"psi\":null"),
      damaged("\"psi\":0.31,", ""),
      damaged("\"features\":[", "\"features\":[3,"),
      damaged("\"retrain\":false", "\"retrain\":0"),
      damaged("\"failed\":false,", ""),
      damaged("\"failed\":false,", "\"failed\":false,\"more\":1,")};
  std::string text = other + "\n";
  for (const auto& line : bad) {
    CAPTURE(line);
    CHECK(parse_history(line, "h").records.empty());
    CHECK(parse_history(line, "h").notes.size() == 1);
    text += line;
  }
  const auto history = parse_history(text + good, "h.jsonl");
  CHECK(history.records == std::vector<CheckRecord>{check_on(2, kWarning)});
  CHECK(history.notes ==
        Words{"h.jsonl: 17 lines, the first of them line 3, are damaged or torn and left out",
              "h.jsonl: line 1 is of another version of mlpipe and left out"});
}

TEST_CASE("only the end of a long history is read where that is enough", "[drift]") {
  std::string text = "damaged\n";
  for (int i = 0; i < 30; ++i) {
    text += to_line(check_on(i, kOk)) + "\n";
  }
  const auto history = parse_history(text, "h", 12);
  CHECK(history.notes.empty());
  REQUIRE(history.records.size() == 12);
  CHECK(history.records.front().time == day(18));
}

TEST_CASE("a history keeps the newest checks, whatever else its lines hold", "[drift]") {
  std::string text;
  for (int i = 0; i < 23; ++i) {
    text = updated(text, {check_on(i, kOk)}, 20);
  }
  auto history = parse_history(text, "h");
  REQUIRE(history.records.size() == 20);
  CHECK(history.records.front().time == day(3));
  CHECK(history.records.back().time == day(22));
  CHECK(updated(text, {check_on(9, kOk)}, 1) == to_line(check_on(9, kOk)));
  CHECK(updated(text, {check_on(8, kOk), check_on(9, kOk)}, 1) ==
        to_line(check_on(8, kOk)) + to_line(check_on(9, kOk)));
  const std::string newer = R"({"version":99,"what":"ever"})";
  CHECK(updated(newer + "\n", {check_on(9, kOk)}, 5) == newer + "\n" + to_line(check_on(9, kOk)));
}

TEST_CASE("a history is written anew when it is a tenth too long", "[drift]") {
  std::string text;
  for (int i = 0; i < 22; ++i) {
    const auto update = update_history(text, std::vector{check_on(i, kOk)}, 20);
    CHECK_FALSE(update.replaces);
    CHECK(update.bytes == to_line(check_on(i, kOk)));
    text += update.bytes;
  }
  CHECK(update_history(text, std::vector{check_on(22, kOk)}, 20).replaces);
}

TEST_CASE("a line is appended to a torn end without melting into it", "[drift]") {
  const std::string first = to_line(check_on(1, kOk));
  const std::string torn = to_line(check_on(2, kWarning));
  const std::string next = to_line(check_on(3, kOk));
  CHECK(updated(first + torn.substr(0, 40), {check_on(3, kOk)}, 9) == first + next);
  CHECK(updated(first + torn.substr(0, torn.size() - 1), {check_on(3, kOk)}, 9) ==
        first + torn + next);
  CHECK(updated(torn.substr(0, 1), {check_on(3, kOk)}, 9) == next);
  CHECK(updated("\n\n", {check_on(3, kOk)}, 9) == "\n\n" + next);
}

TEST_CASE("a feature's numbers make a series with gaps", "[drift]") {
  std::vector<CheckRecord> records = {check_on(1, kOk), check_on(2, kUnknown),
                                      check_on(3, kOk, "other"), check_on(4, kWarning)};
  records[3].features[0].psi = 0.5;
  records[3].prediction = FeatureRecord{"score", 0.7, 0.6, 0.0, 0.0, 0.0, kCritical};
  const auto psi = series(records, "rsi");
  REQUIRE(psi.size() == 4);
  CHECK(psi[0] == 0.31);
  CHECK(std::isnan(psi[1]));
  CHECK(std::isnan(psi[2]));
  CHECK(psi[3] == 0.5);
  CHECK(series(records, "rsi", &FeatureRecord::missing)[0] == 0.05);
  CHECK(series(records, "score")[3] == 0.7);
  CHECK(series({}, "rsi").empty());
}

TEST_CASE("the table of a history shows each window, the worst feature first", "[drift]") {
  History history;
  CHECK(history_table(history) == "no check yet\n");
  for (int i = 0; i < 5; ++i) {
    auto record = check_on(i, i < 3 ? kOk : kWarning, "r\xC3\xA9\tsi");
    record.features[0].psi = i < 3 ? 0.03 : 0.25;
    record.features.push_back(
        {"volume", 0.1 * i, 0.05 * i, 0.1, 0.1, 0.0, i < 4 ? kOk : kCritical});
    record.features.push_back({"atr", 0.0, 0.0, 1.0, 1.0, 1.0, kUnknown});
    record.verdict = i < 3 ? kOk : i == 3 ? kWarning : kCritical;
    record.prediction = FeatureRecord{"score", 0.02, 0.0, 0.5, 0.5, 0.0, kOk};
    record.retrain = i == 4;
    history.records.push_back(record);
  }
  history.records.push_back(check_on(5, kUnknown));
  history.records.back().window = "30d";
  history.notes = {"h: line 2 is damaged or torn and left out"};
  CHECK(history_table(history) ==
        "All current rows: 5 checks, the last 2026-11-05 06:00 of model v1.2.0 on 60 rows\n"
        "Overall: ...wC  critical since 2026-11-05 06:00; a new training is wanted\n"
        "\n"
        "FEATURE       PSI OVER TIME  PSI    ADJUSTED  MISSING  VERDICT      SINCE\n"
        "(prediction)  ▁▁▁▁▁          0.020  0.000     0.0%     ok           2026-11-01 06:00\n"
        "volume        ▁▃▅▇█          0.400  0.200     0.0%     critical     2026-11-05 06:00\n"
        "r\xC3\xA9 si         ▁▁▁██          0.250  0.120     5.0%     warning      2026-11-04 "
        "06:00\n"
        "atr                          -      -         100.0%   cannot tell  2026-11-01 06:00\n"
        "\n"
        "Window 30d: 1 check, 2026-11-06 06:00 of model v1.2.0 on 60 rows\n"
        "Overall: ?  cannot tell since 2026-11-06 06:00\n"
        "\n"
        "FEATURE  PSI OVER TIME  PSI  ADJUSTED  MISSING  VERDICT      SINCE\n"
        "rsi                     -    -         5.0%     cannot tell  2026-11-06 06:00\n"
        "\n"
        ". ok   w warning   C critical   ? cannot tell\n"
        "h: line 2 is damaged or torn and left out\n");
  CHECK(history_table(history, 2).find("Overall: wC ") != std::string::npos);
}
